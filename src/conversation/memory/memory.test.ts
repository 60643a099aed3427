import { AppError } from '#core';
import { expect, test } from 'vitest';
import { scriptedModel, type ScriptedReply } from '../testing/scripted-ports.ts';
import { createVirtualClock } from '../testing/virtual-clock.ts';
import { createVolatileStore } from './memory-store.ts';
import { Memory } from './memory.ts';
import { replyRemark } from './remark.ts';
import { said } from './testing/remarks.ts';

const count = (text: string): number => text.split(' ').length;

function openMemory(replies: readonly ScriptedReply[], store = createVolatileStore()) {
  const clock = createVirtualClock();
  const { model, requests } = scriptedModel(clock, replies);
  const reports: AppError[] = [];
  const memory = new Memory(
    { chatModel: model, countTokens: count, clock, store, report: (error) => reports.push(error) },
    { budgetTokens: 100, wholeExchanges: 2 },
  );
  const talk = (from: number, to: number): void => {
    for (let number = from; number <= to; number += 1) {
      memory.add([said('ada', `Question number ${number}.`), replyRemark(`Answer ${number}.`, false)]);
    }
  };
  const tidy = async (signal = new AbortController().signal): Promise<void> => {
    const tidied = memory.tidy(signal);
    await clock.advanceTo(clock.nowMs() + 200_000);
    await tidied;
  };
  return { memory, store, requests, reports, talk, tidy, clock };
}

test('old exchanges become a summary by the same model; the last ones stay word by word', async () => {
  const { memory, requests, talk, tidy } = openMemory([{ text: 'Ada asked nine questions.' }]);
  talk(1, 12);
  await tidy();

  expect(memory.summary).toBe('Ada asked nine questions.');
  expect(memory.messages().at(-1)).toEqual({ role: 'assistant', content: 'Answer 12.' });
  expect(memory.messages()[0]).not.toEqual({ role: 'user', content: 'Ada: Question number 1.' });
  expect(requests[0]?.at(-1)?.content).toContain('Ada: Question number 1.');
  expect(requests[0]?.at(-1)?.content).toContain('(you): Answer 1.');
  expect(requests[0]?.at(-1)?.content).not.toContain('Question number 12');
});

test('the next summary is made from the one before', async () => {
  const { memory, requests, talk, tidy } = openMemory([{ text: 'First notes.' }, { text: 'Second notes.' }]);
  talk(1, 12);
  await tidy();
  talk(13, 24);
  await tidy();

  expect(requests[1]?.at(-1)?.content).toContain('Notes so far: First notes.');
  expect(memory.summary).toBe('Second notes.');
});

test('another conversation with the same store goes on where the first one stopped', async () => {
  const store = createVolatileStore();
  const first = openMemory([{ text: 'Notes.' }], store);
  first.talk(1, 12);
  await first.tidy();
  const second = openMemory([], store);

  expect(second.memory.summary).toBe('Notes.');
  expect(second.memory.messages()).toEqual(first.memory.messages());
});

test('a summary that fails is reported and tried again later; nothing is lost meanwhile', async () => {
  const failure = new AppError('LLM_UPSTREAM', { message: 'scripted' });
  const { memory, requests, reports, talk, tidy } = openMemory([
    { text: '', error: failure },
    { text: 'Notes.' },
  ]);
  talk(1, 12);
  await tidy();
  expect(reports.map(({ code }) => code)).toEqual(['MEMORY_SUMMARY_FAILED']);
  expect(memory.summary).toBeUndefined();
  talk(13, 13);
  await tidy();
  expect(requests).toHaveLength(1);

  talk(14, 16);
  await tidy();
  expect(memory.summary).toBe('Notes.');
  expect(requests[1]?.at(-1)?.content).toContain('Ada: Question number 1.');
});

test('a summary of what was forgotten meanwhile is thrown away', async () => {
  const { memory, store, talk, tidy } = openMemory([{ text: 'Ada has a secret.', firstTokenMs: 5000 }]);
  talk(1, 12);
  const tidied = tidy();
  memory.clear();
  await tidied;

  expect(memory.summary).toBeUndefined();
  expect(store.load()).toEqual({ summary: undefined, exchanges: [] });
});

test('a model that never ends with its notes is given up', async () => {
  const { memory, reports, talk, tidy } = openMemory([{ text: 'Notes.', firstTokenMs: 180_000 }]);
  talk(1, 12);
  await tidy();
  expect(reports.map(({ code }) => code)).toEqual(['MEMORY_SUMMARY_FAILED']);
  expect(memory.summary).toBeUndefined();
});

test('notes that are too long are cut at a sentence', async () => {
  const sentence = 'Ada said a thing that matters. ';
  const { memory, talk, tidy } = openMemory([{ text: sentence.repeat(40) }]);
  talk(1, 12);
  await tidy();
  expect(count(memory.summary ?? '')).toBeLessThanOrEqual(25);
  expect(memory.summary).toMatch(/matters\.$/u);
});

test('a person can be forgotten: the words, the answers to them alone, and notes that know them', async () => {
  const { memory, talk, tidy } = openMemory([{ text: 'Ada asked a lot.' }]);
  talk(1, 12);
  await tidy();
  memory.add([said('ada', 'I am here.'), said('ben', 'Me, too.'), replyRemark('Welcome, you two.', false)]);
  memory.forgetPerson('ada');

  expect(memory.summary).toBeUndefined();
  expect(memory.messages()).toEqual([
    { role: 'user', content: 'Ben: Me, too.' },
    { role: 'assistant', content: 'Welcome, you two.' },
  ]);
});

test('a store that fails is reported, and the conversation goes on with what it knows', () => {
  const broken = {
    ...createVolatileStore(),
    add: (): number => {
      throw new Error('disk full');
    },
  };
  const { memory, reports, talk } = openMemory([], broken);
  talk(1, 1);
  expect(reports.map(({ code }) => code)).toEqual(['MEMORY_STORE_FAILED']);
  expect(memory.messages()).toHaveLength(2);
});
