import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  ChannelType,
  ContainerBuilder,
  DiscordAPIError,
  Events,
  MessageFlags,
  PermissionFlagsBits,
  SlashCommandBuilder,
  TextDisplayBuilder,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
} from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoopbackChannel, LoopbackDiscord, LoopbackGuild, LoopbackMember } from './index.ts';
import { eventually, startTestBot, type TestBot } from './test-bot.ts';

const definitions = [
  new SlashCommandBuilder()
    .setName('echo')
    .setDescription('Says it again.')
    .addStringOption((option) =>
      option.setName('text').setDescription('What.').setRequired(true).setAutocomplete(true),
    )
    .addChannelOption((option) =>
      option.setName('channel').setDescription('Where.').addChannelTypes(ChannelType.GuildVoice),
    )
    .addAttachmentOption((option) => option.setName('file').setDescription('With.'))
    .addUserOption((option) => option.setName('to').setDescription('To whom.')),
  new SlashCommandBuilder()
    .setName('admin')
    .setDescription('For admins.')
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
    .addSubcommand((sub) =>
      sub
        .setName('level')
        .setDescription('Sets it.')
        .addIntegerOption((option) => option.setName('to').setDescription('0 to 9.').setMaxValue(9)),
    ),
].map((command) => command.toJSON());

let bot: TestBot;
let world: LoopbackDiscord;
let guild: LoopbackGuild;
let general: LoopbackChannel;
let ada: LoopbackMember;
let execute: (interaction: ChatInputCommandInteraction) => Promise<unknown>;
let press: (interaction: ButtonInteraction) => Promise<unknown>;
let failures: unknown[];

async function answer(interaction: Interaction): Promise<void> {
  if (interaction.isAutocomplete()) {
    const words = ['hello', 'help', 'other'].filter((word) =>
      word.startsWith(interaction.options.getFocused()),
    );
    await interaction.respond(words.map((word) => ({ name: word.toUpperCase(), value: word })));
  } else if (interaction.isChatInputCommand()) {
    await execute(interaction);
  } else if (interaction.isButton()) {
    await press(interaction);
  }
}

beforeEach(async () => {
  failures = [];
  bot = await startTestBot({}, (_guild, client) => {
    client.on(Events.InteractionCreate, (interaction) => {
      answer(interaction).catch((error: unknown) => failures.push(error));
    });
  });
  ({ world, guild } = bot);
  general = guild.createTextChannel('general');
  ada = guild.createMember('Ada');
  await bot.client.application.commands.set(definitions);
  await world.botReady();
});

afterEach(async () => {
  await bot.close();
});

describe('answers to slash commands', () => {
  it('are delivered when deferred, edited and followed up', async () => {
    const lounge = guild.createVoiceChannel('Lounge');
    execute = async (interaction) => {
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      const channel = interaction.options.getChannel('channel', true);
      await interaction.editReply(`${interaction.options.getString('text', true)} in ${channel.name}`);
      await interaction.followUp({ content: 'for all' });
    };
    const reply = await ada.run('echo', { options: { text: 'hello', channel: lounge } });
    expect(reply).toMatchObject({ deferred: true, ephemeral: true, content: 'hello in Lounge' });
    await eventually(() => reply.history.map(({ kind }) => kind)).toEqual(['defer', 'edit', 'follow-up']);
    expect(general.messages.map(({ content }) => content)).toEqual(['for all']);
    expect(world.unhandledRequests).toEqual([]);
    expect(failures).toEqual([]);
  });

  it('fill the deferred message when a follow-up comes right after the deferral', async () => {
    execute = async (interaction) => {
      await interaction.deferReply();
      await interaction.followUp('done');
    };
    const reply = await ada.run('echo', { options: { text: 'x' } });
    expect(reply.history.map(({ kind }) => kind)).toEqual(['defer', 'edit']);
    expect(general.messages.map(({ content }) => content)).toEqual(['done']);
  });

  it('can be read, changed and deleted afterwards', async () => {
    execute = async (interaction) => {
      const response = await interaction.reply({ content: 'one', withResponse: true });
      expect(response.resource?.message?.content).toBe('one');
      expect((await interaction.fetchReply()).content).toBe('one');
      await interaction.editReply('two');
      await interaction.deleteReply();
    };
    const reply = await ada.run('echo', { options: { text: 'x' } });
    expect(reply).toMatchObject({ deferred: false, content: 'one' });
    await eventually(() => reply.history.map(({ kind }) => kind)).toEqual(['reply', 'edit', 'delete']);
    expect(general.messages).toEqual([]);
    expect(failures).toEqual([]);
  });

  it('carry files, and text in components', async () => {
    execute = async (interaction) => {
      await interaction.reply({ files: [new AttachmentBuilder(Buffer.from('abc'), { name: 'a.txt' })] });
      const text = new TextDisplayBuilder().setContent('# All is well');
      const container = new ContainerBuilder().addTextDisplayComponents(text);
      await interaction.followUp({ flags: MessageFlags.IsComponentsV2, components: [container] });
    };
    const reply = await ada.run('echo', { options: { text: 'x' } });
    const [file] = reply.attachments;
    expect(file?.name).toBe('a.txt');
    expect(await (await fetch(file?.url ?? '')).text()).toBe('abc');
    await eventually(() => general.messages.at(-1)?.text).toBe('# All is well');
  });

  it('say what Discord refused in them', async () => {
    execute = async (interaction) => {
      await interaction.deferReply();
      await interaction.editReply('x'.repeat(2_001)).catch(() => interaction.editReply('too long'));
    };
    const reply = await ada.run('echo', { options: { text: 'x' } });
    expect(reply.content).toBe('too long');
    expect(reply.error?.code).toBe(50_035);
  });

  it('change the message whose button was pressed', async () => {
    execute = async (interaction) => {
      const button = new ButtonBuilder().setCustomId('more').setLabel('More').setStyle(ButtonStyle.Primary);
      const row = new ActionRowBuilder<ButtonBuilder>().addComponents(button);
      await interaction.reply({ content: 'page 1', components: [row] });
    };
    press = (interaction) => interaction.update({ content: 'page 2', components: [] });
    const first = await ada.run('echo', { options: { text: 'x' } });
    expect(first.message).toBeDefined();
    const second = first.message === undefined ? undefined : await ada.press(first.message, 'more');
    expect(second?.content).toBe('page 2');
    expect(general.messages.map(({ content }) => content)).toEqual(['page 2']);
    expect(failures).toEqual([]);
  });
});

describe('options of slash commands', () => {
  it('arrive as members, files and numbers', async () => {
    const seen: unknown[] = [];
    execute = async (interaction) => {
      const file = interaction.options.getAttachment('file', true);
      seen.push(interaction.options.getUser('to', true).id, await (await fetch(file.url)).text());
      await interaction.reply('ok');
    };
    const file = { name: 'note.txt', contentType: 'text/plain', bytes: Buffer.from('hi') };
    await ada.run('echo', { options: { text: 'x', file, to: ada } });
    expect(seen).toEqual([ada.id, 'hi']);
  });

  it('are completed while they are typed', async () => {
    expect(await ada.autocomplete('echo', { focused: 'text', value: 'he' })).toEqual([
      { name: 'HELLO', value: 'hello' },
      { name: 'HELP', value: 'help' },
    ]);
  });

  it('are refused before the bot hears of them when they do not fit', async () => {
    const owner = guild.owner;
    await expect(ada.run('echo')).rejects.toThrow('/echo needs the option "text".');
    await expect(ada.run('echo', { options: { text: 'x', nope: 1 } })).rejects.toThrow(
      'has no option "nope"',
    );
    await expect(owner.run('admin level', { options: { to: 10 } })).rejects.toThrow('between');
    await expect(owner.run('admin')).rejects.toThrow('no complete command');
    await expect(ada.run('echo', { options: { text: 'x', channel: general } })).rejects.toThrow(
      'another kind',
    );
  });
});

describe('what stands between a member and a slash command', () => {
  it('is its name', async () => {
    await expect(ada.run('jion')).rejects.toMatchObject({
      code: 'LOOPBACK_COMMAND_UNKNOWN',
      message: 'There is no command /jion; the bot registered: /echo, /admin.',
    });
  });

  it('is a permission that the member lacks, and an administrator has', async () => {
    execute = (interaction) => interaction.reply(interaction.options.getSubcommand());
    await expect(ada.run('admin level')).rejects.toMatchObject({
      code: 'LOOPBACK_COMMAND_FORBIDDEN',
      message: 'Ada may not use /admin: it needs ManageGuild.',
    });
    const boss = guild.createMember('Boss', { administrator: true });
    const helper = guild.createMember('Helper', { permissions: ['ManageGuild'] });
    expect((await boss.run('admin level')).content).toBe('level');
    expect((await helper.run('admin level')).content).toBe('level');
  });

  it('is a bot that says nothing for three seconds, and is refused when it then answers', async () => {
    const goOn = Promise.withResolvers<void>();
    execute = async (interaction) => {
      await goOn.promise;
      await interaction.reply('late');
    };
    await expect(ada.run('echo', { options: { text: 'x' } })).rejects.toMatchObject({
      code: 'LOOPBACK_UNANSWERED',
    });
    goOn.resolve();
    await eventually(() => failures).toMatchObject([{ code: 10_062 }]);
  });

  it('is a bot that is not there', async () => {
    await bot.client.destroy();
    await eventually(() => world.botOnline).toBe(false);
    await expect(ada.run('echo', { options: { text: 'x' } })).rejects.toMatchObject({
      code: 'LOOPBACK_BOT_ABSENT',
    });
  });
});

describe('faults of the REST interface', () => {
  it('refuse an answer as unknown', async () => {
    execute = (interaction) => interaction.reply('hello');
    world.faults.use('interaction-unknown');
    await expect(ada.run('echo', { options: { text: 'x' } })).rejects.toThrow('10062');
    expect(failures).toEqual([expect.any(DiscordAPIError)]);
    expect((await ada.run('echo', { options: { text: 'x' } })).content).toBe('hello');
  });

  it.each(['rest-500', 'rest-429'] as const)('let discord.js try again after %s', async (fault) => {
    execute = (interaction) => interaction.reply('hello');
    world.faults.use(fault);
    expect((await ada.run('echo', { options: { text: 'x' } })).content).toBe('hello');
    expect(world.faults.armed()).toEqual([]);
  });

  it('refuse the registration of commands', async () => {
    world.faults.use('commands-refused');
    await expect(bot.client.application.commands.set(definitions)).rejects.toMatchObject({ code: 50_001 });
  });
});

describe('registration of slash commands', () => {
  it('keeps ids, and a guild may have its own', async () => {
    const before = world.commands.map(({ id }) => id);
    await bot.client.application.commands.set(definitions);
    await bot.client.application.commands.create({ name: 'extra', description: 'One more.' }, guild.id);
    expect(world.commands.map(({ name, guildId }) => [name, guildId])).toEqual([
      ['echo', undefined],
      ['admin', undefined],
      ['extra', guild.id],
    ]);
    expect(world.commands.slice(0, 2).map(({ id }) => id)).toEqual(before);
  });

  it.each([
    [{ name: 'Echo', description: 'x' }, 'name'],
    [{ name: 'echo', description: '' }, 'description'],
  ])('refuses the definition %j', async (definition, field) => {
    const put = fetch(`${world.apiUrl}/v10/applications/${world.applicationId}/commands`, {
      method: 'PUT',
      headers: { authorization: `Bot ${world.token}`, 'content-type': 'application/json' },
      body: JSON.stringify([definition]),
    });
    const body: unknown = await (await put).json();
    expect(body).toMatchObject({ code: 50_035, errors: { 0: { [field]: { _errors: expect.any(Array) } } } });
  });
});
