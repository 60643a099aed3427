import { sleep } from '#core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Scene, type Stage } from '../support/stage.ts';

let stage: Stage;
let scene: Scene;
beforeAll(async () => {
  stage = await openStage();
  scene = stage.scene();
  await scene.join();
  await scene.says('Hello, Mira.');
  await stage.bot.waitForLine(
    (line) => line['event'] === 'turn.ended' && line['guildId'] === scene.guild.id,
    20_000,
  );
});
afterAll(() => stage[Symbol.asyncDispose]());

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const numbersOf = (text: string) => [...text.matchAll(/`(\d+)`/gu)].map(([, number]) => Number(number));
const ask = (command: string, options: Record<string, string | number | boolean> = {}) =>
  scene.guild.owner.run(command, { in: scene.general, options, timeoutMs: 20_000 });

test('/logs is for those who manage the server', async () => {
  const refused = await scene.ada.run('logs query', { in: scene.general }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'LOOPBACK_COMMAND_FORBIDDEN' });
});

test('/logs query shows what happened here and nowhere else', async () => {
  const elsewhere = stage.scene();
  await elsewhere.join();
  const call = await ask('logs query', { question: 'type:call.*' });

  expect(call.ephemeral).toBe(true);
  expect(call.content).toContain(`channelId=${scene.lounge.id}`);
  expect(call.content).not.toContain(elsewhere.lounge.id);
});

test('/logs query says what is wrong with a question and where', async () => {
  const { content } = await ask('logs query', { question: 'sev:>=wrn' });

  expect(content).toContain('Did you mean warn?');
  expect(content).toContain('LOG_QUERY_INVALID');
});

test('what people said is shown only when it is asked for, and that is kept too', async () => {
  const without = await ask('logs export', { question: 'type:hearing.transcribed' });
  const [file] = without.attachments;
  const [line = ''] = Buffer.from(file?.bytes ?? [])
    .toString()
    .split('\n');
  expect(JSON.parse(line)).toMatchObject({ type: 'hearing.transcribed', payload: { personal: {} } });
  expect(line).not.toContain('Mira');

  expect((await ask('logs query', { question: 'Mira' })).content).not.toMatch(/^> /mu);
  const withWords = await ask('logs query', { question: 'Mira type:hearing.*', words: true });
  expect(withWords.content).toMatch(/Mira/u);

  // An event can be asked for when it is on the disk, some hundredths of a second after it happened.
  const question = 'type:logs.asked withWords true Mira';
  const findAsked = () => ask('logs query', { question, words: true });
  let asked = await findAsked();
  for (const startMs = Date.now(); !asked.content.includes('withWords=true'); asked = await findAsked()) {
    expect(Date.now() - startMs).toBeLessThan(20_000);
    await sleep(50);
  }
});

test('/logs show gives everything about one event, and refuses what is not of this server', async () => {
  const { content } = await ask('logs query', { question: 'type:call.joined' });
  const [, number] = /`(\d+)`/u.exec(content) ?? [];
  const shown = await ask('logs show', { number: Number(number) });
  expect(shown.content).toContain(`"channelId": "${scene.lounge.id}"`);

  expect((await ask('logs show', { number: 1 })).content).toContain('no event 1');
});

test('/logs stats draws how often things happened', async () => {
  const answer = await ask('logs stats', { question: 'since:1h' });

  const [picture] = answer.attachments;
  expect(picture?.name).toBe('logs.png');
  expect(Buffer.from(picture?.bytes ?? []).subarray(0, 4)).toEqual(PNG);
  expect(picture?.description).toContain('errors among them');
});

test('/logs tail shows what happens meanwhile', async () => {
  const watching = ask('logs tail', { question: 'type:command.used', seconds: 6 });
  const first = await watching;
  expect(first.deferred || first.content !== '').toBe(true);
  let { content } = first;
  while (!content.includes('That was it')) ({ content } = await first.next({ timeoutMs: 20_000 }));
  expect(content).toContain('command=logs show');
});

test('while a question is typed, fields and codes are proposed', async () => {
  const choices = await scene.guild.owner.autocomplete('logs query', {
    focused: 'question',
    value: 'since:2h code:VOICE_DEC',
  });
  expect(choices.map(({ value }) => value)).toContain('since:2h code:VOICE_DECRYPT_FAILED');
});

test('/logs query turns pages', async () => {
  const first = await ask('logs query');
  const message = first.message ?? expect.fail('there is no message');
  expect(first.content.split('\n')).toHaveLength(10);

  const buttons = first.components[0]?.['components'] as readonly { readonly custom_id: string }[];
  const second = await scene.guild.owner.press(message, buttons.at(-1)?.custom_id ?? '');
  expect(Math.max(...numbersOf(second.content))).toBeLessThan(Math.min(...numbersOf(first.content)));
});
