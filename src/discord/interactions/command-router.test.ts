import { PermissionFlagsBits, SlashCommandBuilder } from 'discord.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError, systemClock } from '#core';
import { createEventBus, type AichatEvent } from '#events';
import type { LoopbackMember } from '#loopback';
import { startTestBot, type TestBot } from '../../../loopback/test-bot.ts';
import { recordingLogger } from '../../events/testing/recording-logger.ts';
import { registerCommands } from '../client.ts';
import {
  Refusal,
  buttonRow,
  createDownload,
  createPageMemory,
  routeCommands,
  selectRow,
  type Answer,
  type Command,
} from './index.ts';

interface Services {
  readonly greeting: string;
}

type Step = Command<Services>['execute'];

const file = (text: string) => ({ name: 'a.txt', contentType: 'text/plain', bytes: Buffer.from(text) });

let bot: TestBot;
let ada: LoopbackMember;
let execute: Step;
let events: AichatEvent[];
const roles = new Map<string, readonly string[]>();
const stopping = new AbortController();

const note: Command<Services> = {
  data: new SlashCommandBuilder()
    .setName('note')
    .setDescription('Keeps notes')
    .addSubcommand((sub) =>
      sub
        .setName('write')
        .setDescription('Writes one')
        .addStringOption((option) => option.setName('text').setDescription('What').setAutocomplete(true))
        .addAttachmentOption((option) => option.setName('file').setDescription('From')),
    )
    .addSubcommand((sub) => sub.setName('burn').setDescription('Burns all')),
  isEphemeral: false,
  permissions: { 'note burn': PermissionFlagsBits.ManageGuild },
  execute: (interaction, use) => execute(interaction, use),
  autocomplete: async (_interaction, { greeting }) => [greeting, { name: 'Long '.repeat(40), value: 'long' }],
  components: {
    more: async (_interaction, { argument }) => ({ content: `more of ${argument}` }),
    pick: async (interaction) =>
      `picked ${interaction.isStringSelectMenu() ? interaction.values.join() : ''}`,
    edit: async (_interaction, { argument }) => ({ form: { ...form, argument } }),
  },
  forms: {
    save: async (interaction, { argument, greeting }) =>
      `${greeting}: ${argument} is ${interaction.fields.getTextInputValue('body')}`,
  },
};

const form = {
  command: 'note',
  action: 'save',
  title: 'A note',
  fields: [{ id: 'body', label: 'Text', isLong: true, isRequired: true }],
};

beforeEach(async () => {
  roles.clear();
  events = [];
  bot = await startTestBot({}, (_guild, client) => {
    const bus = createEventBus(recordingLogger().logger);
    bus.subscribe((event) => events.push(event));
    routeCommands({
      client,
      commands: [note],
      services: { greeting: 'Hello' },
      roles: { rolesFor: (guildId, path) => roles.get(`${guildId} ${path}`) },
      pages: createPageMemory(systemClock),
      download: createDownload(apiOf(client)),
      bus,
      clock: systemClock,
      signal: stopping.signal,
    });
  });
  await registerCommands(bot.client, [note]);
  bot.guild.createTextChannel('general');
  ada = bot.guild.createMember('Ada');
});
afterEach(() => bot.close());

function apiOf(client: { readonly options: { readonly rest?: { readonly api?: string } } }): string {
  return client.options.rest?.api ?? '';
}

describe('an answer', () => {
  test('that is quick comes at once, with text, pictures, files and buttons', async () => {
    execute = async () => ({
      content: 'Here',
      embeds: [{ title: 'Title', fields: [{ name: 'a', value: '1' }] }],
      files: [{ name: 'a.txt', bytes: Buffer.from('abc'), description: 'letters' }],
      rows: [buttonRow([{ command: 'note', action: 'more', argument: 'a:b', label: 'More' }])],
    });
    const answer = await ada.run('note write');

    expect(answer).toMatchObject({ deferred: false, ephemeral: false, text: 'Here\nTitle\na: 1\nMore' });
    expect(answer.attachments).toMatchObject([{ name: 'a.txt', description: 'letters' }]);
    const message = answer.message ?? expect.fail('there is no message');
    expect((await ada.press(message, 'note:more:a:b')).content).toBe('more of a:b');
  });

  test('that takes long is deferred within the three seconds, and shows how far it is', async () => {
    execute = async (_interaction, { progress }) => {
      await new Promise((resolve) => setTimeout(resolve, 1300));
      progress('half');
      await new Promise((resolve) => setTimeout(resolve, 300));
      return 'done';
    };
    const answer = await ada.run('note write');
    expect(answer).toMatchObject({ deferred: true, content: 'half' });
    expect((await answer.next()).content).toBe('done');
  });

  test('for one person stays so after a deferral for all', async () => {
    execute = async () => {
      await new Promise((resolve) => setTimeout(resolve, 2300));
      return { content: 'only you', isEphemeral: true };
    };
    expect(await ada.run('note write')).toMatchObject({
      deferred: true,
      ephemeral: true,
      content: 'only you',
    });
  });

  test('longer than a message comes as a file', async () => {
    execute = async () => 'x'.repeat(2001);
    const answer = await ada.run('note write');
    expect(answer.attachments.map(({ name, bytes }) => [name, bytes.byteLength])).toEqual([
      ['answer.md', 2001],
    ]);
  });

  test('is in the language of the person', async () => {
    execute = async (_interaction, { words }) => words.left('1');
    const german = bot.guild.createMember('Heidi', { locale: 'de' });
    expect((await german.run('note write')).content).toBe('Ich habe <#1> verlassen.');
    expect((await ada.run('note write')).content).toBe('I have left <#1>.');
  });
});

describe('a failure', () => {
  test('that the person can mend is told with its code, to nobody else, and is no error', async () => {
    execute = async () => {
      throw new UserError('VOICE_CHANNEL_FULL', { message: 'It is full.' });
    };
    expect(await ada.run('note write')).toMatchObject({
      ephemeral: true,
      content: 'It is full. (`VOICE_CHANNEL_FULL`)',
    });
    const german = bot.guild.createMember('Heidi', { locale: 'de' });
    expect((await german.run('note write')).content).toMatch(
      /^\*\*Der Sprachkanal ist voll.*\n> It is full\.$/u,
    );
    expect(events.filter(({ type }) => type === 'error')).toEqual([]);
    expect(events.map(({ payload }) => payload)).toMatchObject([
      { command: 'note write', outcome: 'refused' },
      { command: 'note write', outcome: 'refused' },
    ]);
  });

  test('of the house is told with its code and what to do, and reported', async () => {
    execute = async () => {
      throw new Error('the disk is on fire');
    };
    const { content } = await ada.run('note write');
    expect(content).toContain('`INTERNAL`');
    expect(content).not.toContain('fire');
    expect(events.map(({ type }) => type)).toEqual(['error', 'command.used']);
  });
});

/** The message of a public answer. */
async function messageWith(answer: Answer) {
  execute = async () => answer;
  return (await ada.run('note write')).message ?? expect.fail('there is no message');
}

describe('buttons, menus and forms', () => {
  test('a menu tells what was chosen', async () => {
    const options = [
      { label: 'One', value: '1' },
      { label: 'Two', value: '2' },
    ];
    const held = await messageWith({
      rows: [selectRow({ command: 'note', action: 'pick', hint: 'Which', options })],
    });
    expect((await ada.press(held, 'note:pick:', { values: ['2'] })).content).toBe('picked 2');
  });

  test('a form is opened by a command or a button, and its answer comes from what was typed', async () => {
    execute = async () => ({ form: { ...form, argument: 'tea' } });
    const opened = await ada.run('note write');
    expect(opened.modal).toMatchObject({ title: 'A note', custom_id: 'note:save:tea' });
    expect((await ada.submit(opened, { body: 'green' })).content).toBe('Hello: tea is green');

    const held = await messageWith({
      content: 'Edit?',
      rows: [buttonRow([{ command: 'note', action: 'edit', argument: 'x', label: 'Edit' }])],
    });
    const second = await ada.press(held, 'note:edit:x');
    const saved = await ada.submit(second, { body: 'black' });
    expect(saved.message).toMatchObject({ id: held.id, content: 'Hello: x is black' });
  });

  test('those of somebody else are refused', async () => {
    const held = await messageWith({
      rows: [buttonRow([{ command: 'note', action: 'more', label: 'More' }])],
    });
    const eve = bot.guild.createMember('Eve');
    const answer = await eve.press(held, 'note:more:');
    expect(answer).toMatchObject({ ephemeral: true });
    expect(answer.content).toContain('COMMAND_FORBIDDEN');
  });

  test('those of a command that is gone say so', async () => {
    const held = await messageWith({ rows: [buttonRow([{ command: 'gone', action: 'x', label: 'X' }])] });
    expect((await ada.press(held, 'gone:x:')).content).toContain('do not know this command');
  });

  test('pages turn forwards and back, and are forgotten', async () => {
    execute = (_interaction, { pages }) =>
      pages({ count: 3, page: async (index) => ({ content: `page ${index}`, hasNext: index < 2 }) });
    const first = await ada.run('note write');
    const buttons = (held = first) =>
      (held.components[0]?.['components'] as { custom_id: string; label: string; disabled: boolean }[]) ?? [];
    expect(buttons().map(({ label, disabled }) => [label, disabled])).toEqual([
      ['Back', true],
      ['Page 1/3', true],
      ['Next', false],
    ]);
    const held = first.message ?? expect.fail('there is no message');
    const second = await ada.press(held, buttons()[2]?.custom_id ?? '');
    expect(second.content).toBe('page 1');
    const third = await ada.press(second.message ?? held, buttons(second)[0]?.custom_id ?? '');
    expect(third.content).toBe('page 0');
  });
});

describe('who may use it', () => {
  beforeEach(() => {
    execute = async (interaction) => interaction.options.getSubcommand();
  });

  test('a subcommand may need more than its command', async () => {
    const answer = await ada.run('note burn');
    expect(answer.content).toBe('You may not use /note burn: it needs Manage Guild. (`COMMAND_FORBIDDEN`)');
    const helper = bot.guild.createMember('Helper', { permissions: ['ManageGuild'] });
    expect((await helper.run('note burn')).content).toBe('burn');
  });

  test('the roles that a server chose decide instead; admins always may', async () => {
    const scribe = bot.guild.createRole('Scribe');
    roles.set(`${bot.guild.id} note burn`, [scribe.id]);
    const helper = bot.guild.createMember('Helper', { permissions: ['ManageGuild'] });
    const clerk = bot.guild.createMember('Clerk', { roles: [scribe] });
    expect((await helper.run('note burn')).content).toContain(`<@&${scribe.id}>`);
    expect((await clerk.run('note burn')).content).toBe('burn');
    expect((await bot.guild.owner.run('note burn')).content).toBe('burn');
    expect((await ada.run('note write')).content).toBe('write');
    roles.set(`${bot.guild.id} note`, [scribe.id]);
    expect((await ada.run('note write')).content).toContain('COMMAND_FORBIDDEN');
  });
});

describe('options', () => {
  test('are suggested while they are typed, cut to what Discord shows', async () => {
    const choices = await ada.autocomplete('note write', { focused: 'text', value: 'he' });
    expect(choices[0]).toEqual({ name: 'Hello', value: 'Hello' });
    expect(choices[1]).toMatchObject({ name: 'Long '.repeat(20), value: 'long' });
  });

  test('that are files are fetched up to a size', async () => {
    execute = async (interaction, { download, signal }) => {
      const given = interaction.options.getAttachment('file', true);
      return Buffer.from(await download(given, { maxBytes: 5, signal })).toString();
    };
    expect((await ada.run('note write', { options: { file: file('12345') } })).content).toBe('12345');
    const refused = await ada.run('note write', { options: { file: file('123456') } });
    expect(refused.content).toContain('ATTACHMENT_TOO_LARGE');
  });

  test('files from elsewhere than Discord are not fetched', async () => {
    execute = async (_interaction, { download, signal }) => {
      await download({ url: 'http://127.0.0.1:9/secret', name: 'a', size: 1 }, { maxBytes: 5, signal });
      return 'fetched';
    };
    expect((await ada.run('note write')).content).toContain('ATTACHMENT_FAILED');
  });
});

test('a refusal is in the words of the command', async () => {
  execute = async (_interaction, { words }) => {
    throw new Refusal('VOICE_NOT_JOINED', words.inNoCall);
  };
  const german = bot.guild.createMember('Heidi', { locale: 'de' });
  expect((await german.run('note write')).content).toBe(
    'Ich bin hier in keinem Sprachkanal. Nutze zuerst /join. (`VOICE_NOT_JOINED`)',
  );
});

test('commands are registered for servers only, with the texts of every language', () => {
  expect(bot.world.commands.map(({ payload }) => payload)).toMatchObject([
    { name: 'note', contexts: [0], integration_types: [0] },
  ]);
});
