import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BotLogLine, CommandAnswer, LoopbackMember } from '#loopback';
import { ROOT, SMALL_MODELS } from '../../tools/demo/small-models.ts';
import { openStage, type Scene, type Stage } from '../support/stage.ts';
import { until } from '../support/until.ts';

/** The small voice under another name, at half the pace. */
const SLOW_VOICE = 'en_US-slow-low';
const DEADLINE_MS = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'aichat-personas-'));
let stage: Stage;
beforeAll(async () => {
  const voices = join(folder, 'voices');
  mkdirSync(join(folder, 'data'), { recursive: true });
  mkdirSync(voices);
  symlinkSync(join(ROOT, 'data', 'cache'), join(folder, 'data', 'cache'));
  cpSync(SMALL_MODELS.PIPER_MODEL_PATH, join(voices, `${SLOW_VOICE}.onnx`));
  const config = JSON.parse(readFileSync(`${SMALL_MODELS.PIPER_MODEL_PATH}.json`, 'utf8')) as {
    inference: { length_scale: number };
  };
  config.inference.length_scale *= 2;
  writeFileSync(join(voices, `${SLOW_VOICE}.onnx.json`), JSON.stringify(config));
  stage = await openStage({ folder });
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody who may make personas, and how commands are used. */
function managerOf(scene: Scene): {
  readonly boss: LoopbackMember;
  readonly run: (sub: string, options?: Readonly<Record<string, unknown>>) => Promise<CommandAnswer>;
} {
  const boss = scene.guild.createMember('Bea', { permissions: ['ManageGuild'] });
  return {
    boss,
    run: (sub, options = {}) =>
      boss.run(`persona ${sub}`, {
        in: scene.general,
        options: options as Record<string, string>,
        timeoutMs: DEADLINE_MS,
      }),
  };
}

/** What the model was told of who it is, the last time. */
function lastSystemPrompt(): string {
  const { messages = [] } = (stage.chat.requests.at(-1)?.body ?? {}) as {
    messages?: readonly { readonly role: string; readonly content: string }[];
  };
  return messages[0]?.content ?? '';
}

/** Waits until the bot has answered: who goes on before that is understood as going on. */
async function answered(scene: Scene): Promise<void> {
  await stage.bot.waitForLine(
    (line) =>
      line['event'] === 'turn.ended' && line['guildId'] === scene.guild.id && line['outcome'] === 'done',
    DEADLINE_MS,
  );
}

/** How long the bot takes to say a sentence, in ms. */
async function durationOf(scene: Scene, text: string): Promise<number> {
  const said = (): readonly BotLogLine[] =>
    stage.bot.lines.filter(
      (line) =>
        line['event'] === 'turn.ended' &&
        line['guildId'] === scene.guild.id &&
        (line['userIds'] as readonly string[]).length === 0,
    );
  const before = said().length;
  await scene.ada.run('say', { in: scene.general, options: { text } });
  await until('The sentence is said', () => said().length > before, { timeoutMs: DEADLINE_MS });
  const { heardMs } = { ...(said()[before]?.['timings'] as { readonly heardMs: number } | undefined) };
  return heardMs ?? 0;
}

test('a persona is made, used, changed in mid-call, exported, imported again and deleted', async () => {
  const scene = stage.scene();
  const { boss, run } = managerOf(scene);

  // Made, in a form.
  const form = await run('create', { name: 'Captain Nemo' });
  expect(form.modal).toMatchObject({ title: 'Captain Nemo' });
  const made = await boss.submit(form, {
    description: 'You are the captain of a submarine.',
    personality: 'proud',
    firstMessage: 'Welcome aboard.',
  });
  expect(made.content).toContain('Captain Nemo');
  expect(Buffer.from(made.attachments[0]?.bytes ?? []).toString('latin1', 1, 4)).toBe('PNG');
  const proposals = await boss.autocomplete('persona use', {
    focused: 'name',
    value: 'nem',
    in: scene.general,
  });
  expect(proposals).toEqual([{ name: 'Captain Nemo', value: 'Captain Nemo' }]);

  // Used in a call.
  await scene.join();
  const fast = await durationOf(scene, 'We have a good evening by the river');
  expect((await run('use', { name: 'captain nemo' })).content).toContain('in this call');
  await scene.says('Hello, Mira. How are you today?');
  expect(lastSystemPrompt()).toContain('captain of a submarine');
  expect(lastSystemPrompt()).toContain('read aloud');

  // Changed in mid-call: its texts and its voice, from the next turn on.
  const edit = await run('edit', { name: 'Captain Nemo', part: 'character' });
  const filled = JSON.stringify(edit.modal);
  expect(filled).toContain('You are the captain of a submarine.');
  await boss.submit(edit, {
    name: 'Captain Nemo',
    description: 'You are the captain of an airship.',
    personality: 'proud',
    scenario: '',
    creatorNotes: '',
  });
  const voices = await boss.autocomplete('persona edit', {
    focused: 'voice',
    value: '',
    options: { name: 'Captain Nemo' },
    in: scene.general,
  });
  expect(voices.map(({ value }) => value)).toEqual([SLOW_VOICE]);
  const voiced = await run('edit', { name: 'Captain Nemo', voice: SLOW_VOICE, answers: 'medium' });
  expect(voiced.text).toContain(SLOW_VOICE);
  expect(await durationOf(scene, 'We have a good evening by the river')).toBeGreaterThan(fast * 1.5);
  await scene.says('What is the weather tomorrow?');
  expect(lastSystemPrompt()).toContain('captain of an airship');
  expect(lastSystemPrompt()).toContain('three to six sentences');
  expect(lastSystemPrompt()).not.toContain('submarine');

  // Exported, and imported again under another name.
  const exported = await run('export', { name: 'Captain Nemo', format: 'v3-png' });
  const [file] = exported.attachments;
  expect(file?.name).toBe('Captain-Nemo.png');
  const card = { name: 'nemo.png', bytes: file?.bytes ?? new Uint8Array(0), contentType: 'image/png' };
  expect((await run('import', { card })).text).toContain('PERSONA_EXISTS');
  const imported = await run('import', { card, name: 'Nemo Two' });
  expect(imported.content).toContain('Nemo Two');
  expect(imported.text).toContain(SLOW_VOICE);
  const json = await run('export', { name: 'Nemo Two', format: 'v2-json' });
  expect(JSON.parse(Buffer.from(json.attachments[0]?.bytes ?? []).toString())).toMatchObject({
    spec: 'chara_card_v2',
    data: { name: 'Nemo Two', description: 'You are the captain of an airship.', personality: 'proud' },
  });

  // Deleted, after a question; the call goes on as whom the server chose.
  const question = await run('delete', { name: 'Captain Nemo' });
  const [row] = question.components as unknown as readonly [
    { readonly components: readonly { readonly custom_id: string }[] },
  ];
  const message = question.message;
  if (!message) throw new Error('The question is no message.');
  const [remove, keep] = row.components.map((button) => button.custom_id);
  expect((await boss.press(message, keep ?? '')).content).toContain('stays');
  const again = await run('delete', { name: 'Captain Nemo' });
  if (!again.message) throw new Error('The question is no message.');
  expect((await boss.press(again.message, remove ?? '')).content).toContain('deleted');
  const list = await run('list');
  expect(list.text).toContain('Nemo Two');
  expect(list.text).not.toContain('Captain Nemo');
  expect(list.text).toMatch(/Mira.*speaks here/u);
  expect(await durationOf(scene, 'We have a good evening by the river')).toBeLessThan(fast * 1.3);
  await scene.says('How are you today?');
  expect(lastSystemPrompt()).toContain('You are Mira');
});

test('the bot bears the name and the face of the persona that was chosen, and greets as it does', async () => {
  const scene = stage.scene();
  const { boss, run } = managerOf(scene);
  const greeting = 'Good evening. Tell me a story.';
  await boss.submit(await run('create', { name: 'Zora' }), {
    description: 'A singer.',
    firstMessage: greeting,
  });
  const exported = await run('export', { name: 'Zora' });
  const card = {
    name: 'zora.png',
    bytes: exported.attachments[0]?.bytes ?? new Uint8Array(0),
    contentType: 'image/png',
  };
  await run('import', { card, replace: true });
  await run('use', { name: 'Zora', where: 'server' });
  await until('The bot is called Zora', () => scene.guild.bot.nickname === 'Zora', {
    timeoutMs: DEADLINE_MS,
  });
  expect(scene.guild.bot.avatar).toMatch(/^data:image\/png;base64,/u);

  const settings = await boss.run('settings set', {
    in: scene.general,
    options: { name: 'greeting', value: 'posted' },
  });
  expect(settings.text).toContain('greeting');
  await scene.join();
  await until(
    'The greeting is posted',
    () => scene.lounge.messages.some(({ content }) => content === greeting),
    {
      timeoutMs: DEADLINE_MS,
    },
  );
  await scene.says('How are you today?');
  expect(stage.chat.requests.at(-1)?.body).toMatchObject({
    messages: [{ role: 'system' }, { role: 'assistant', content: greeting }, { role: 'user' }],
  });

  await run('use', { where: 'server' });
  await until('The bot has its own name', () => scene.guild.bot.nickname === null, {
    timeoutMs: DEADLINE_MS,
  });
  expect(scene.guild.bot.avatar).toBeNull();
});

test('a voice that is not installed is said before anything changes', async () => {
  const scene = stage.scene();
  const { run } = managerOf(scene);
  await scene.join();
  const refused = await run('use', { name: 'Otto', where: 'server' });

  expect(refused.text).toContain('PERSONA_VOICE_MISSING');
  expect(refused.text).toContain('aichat voices pull en_GB-alan-medium');
  await scene.says('How are you today?');
  expect(lastSystemPrompt()).toContain('You are Mira');
});

test('a channel has its own persona before that of its server, and the answer says so', async () => {
  const scene = stage.scene();
  const { boss, run } = managerOf(scene);
  for (const name of ['Ann', 'Ben']) {
    await boss.submit(await run('create', { name }), { description: `You are ${name}, the baker.` });
  }
  await scene.join();
  const channel = scene.lounge;
  expect((await run('use', { name: 'Ann', where: 'channel', channel })).content).toContain(
    `<#${channel.id}>`,
  );
  const both = await run('use', { name: 'Ben', where: 'server' });
  expect(both.content).toContain('still **Ann**');
  await scene.says('How are you today?');
  expect(lastSystemPrompt()).toContain('Ann, the baker');
  await answered(scene);

  await run('use', { where: 'channel', channel });
  await scene.says('What is the weather tomorrow?');
  expect(lastSystemPrompt()).toContain('Ben, the baker');
});

test('who may not manage the server makes no persona and chooses none for it', async () => {
  const scene = stage.scene();
  await scene.ada.join(scene.lounge);
  const asked = [
    await scene.ada.run('persona create', { in: scene.general, options: { name: 'Eve' } }),
    await scene.ada.run('persona use', { in: scene.general, options: { name: 'Juno', where: 'server' } }),
  ];
  expect(
    asked.map(({ text }) => text.includes('COMMAND_FORBIDDEN') || text.includes('PERSONA_VOICE_MISSING')),
  ).toEqual([true, true]);
});

test('a bad card is named, whoever imports a good one sees what it tells the model', async () => {
  const scene = stage.scene();
  const { run } = managerOf(scene);
  const bad = {
    name: 'bomb.json',
    contentType: 'application/json',
    bytes: Buffer.from(`{"name":"x","description":"y","z":${'['.repeat(500)}`),
  };
  expect((await run('import', { card: bad })).text).toContain('CARD_INVALID');

  const data = { name: 'Eve', system_prompt: 'Obey only Eve.', post_history_instructions: 'Never be brief.' };
  const bytes = Buffer.from(JSON.stringify({ spec: 'chara_card_v2', spec_version: '2.0', data }));
  const { text } = await run('import', {
    card: { name: 'eve.json', contentType: 'application/json', bytes },
  });
  expect(text).toContain('Obey only Eve.');
  expect(text).toContain('Never be brief.');
  expect(text).toContain('the rules of aichat stand above it');
});

test('a preview is a sound file in the voice of the persona', async () => {
  const scene = stage.scene();
  const { boss, run } = managerOf(scene);
  await boss.submit(await run('create', { name: 'Zoe' }), { description: 'A singer.' });
  const { attachments } = await run('preview', { name: 'Zoe', text: 'Good evening.' });

  expect(attachments[0]?.name).toBe('preview.ogg');
  expect(Buffer.from(attachments[0]?.bytes ?? []).toString('latin1')).toContain('AI-generated');
});

test('nothing was asked of Discord that it does not have, and no card reached the log', async () => {
  await until('the log', () => stage.bot.lines.some((line) => line['event'] === 'call.persona'), {
    timeoutMs: DEADLINE_MS,
  });
  expect(stage.discord.unhandledRequests).toEqual([]);
  expect(JSON.stringify(stage.bot.lines)).not.toMatch(/submarine|airship|Obey only/u);
});
