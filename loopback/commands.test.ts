import {
  ChannelType,
  Client,
  Events,
  GatewayIntentBits,
  MessageFlags,
  PermissionFlagsBits,
  SlashCommandBuilder,
  type ChatInputCommandInteraction,
  type Interaction,
} from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLoopbackDiscord, type LoopbackDiscord, type LoopbackGuild } from './index.ts';

const definitions = [
  new SlashCommandBuilder()
    .setName('echo')
    .setDescription('Says it again.')
    .addStringOption((option) =>
      option.setName('text').setDescription('What.').setRequired(true).setAutocomplete(true),
    )
    .addChannelOption((option) =>
      option.setName('channel').setDescription('Where.').addChannelTypes(ChannelType.GuildVoice),
    ),
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

let world: LoopbackDiscord;
let guild: LoopbackGuild;
let client: Client<true>;
let execute: (interaction: ChatInputCommandInteraction) => Promise<unknown>;

async function answer(interaction: Interaction): Promise<void> {
  if (interaction.isAutocomplete()) {
    const focused = interaction.options.getFocused();
    await interaction.respond(
      ['hello', 'help', 'other']
        .filter((word) => word.startsWith(focused))
        .map((word) => ({ name: word, value: word })),
    );
  } else if (interaction.isChatInputCommand()) {
    await execute(interaction);
  }
}

beforeEach(async () => {
  world = await startLoopbackDiscord();
  guild = world.createGuild({ name: 'Harbour' });
  guild.createTextChannel('general');
  const login = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
    rest: { api: world.apiUrl },
  });
  const ready = new Promise<Client<true>>((resolve) => {
    login.once(Events.ClientReady, resolve);
  });
  login.on(
    Events.InteractionCreate,
    (interaction) => void answer(interaction).catch((error: unknown) => console.error(error)),
  );
  await login.login(world.token);
  client = await ready;
  await client.application.commands.set(definitions);
  await world.botReady();
});

afterEach(async () => {
  await client.destroy();
  await world.close();
});

describe('slash commands at the loopback Discord', () => {
  it('delivers a deferred answer, its edit and a follow-up', async () => {
    const lounge = guild.createVoiceChannel('Lounge');
    const ada = guild.createMember('Ada');
    execute = async (interaction) => {
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      const channel = interaction.options.getChannel('channel', true);
      await interaction.editReply(`${interaction.options.getString('text', true)} in ${channel.name}`);
      await interaction.followUp({ content: 'for all' });
    };
    const reply = await ada.run('echo', { options: { text: 'hello', channel: lounge } });
    expect(reply).toMatchObject({ deferred: true, ephemeral: true, content: 'hello in Lounge' });
    const next = reply.history.some((step) => step.kind === 'follow-up') ? undefined : await reply.next();
    expect(next?.content ?? 'for all').toBe('for all');
    expect(guild.channels[0]?.messages.map(({ content }) => content)).toEqual(['for all']);
    expect(world.unhandledRequests).toEqual([]);
  });
});
