import { sleep } from '#core';
import { expect, test } from 'vitest';
import type { FloorEvent } from './floor-event.ts';
import type { ChatModel, Synthesizer } from './ports.ts';
import { Reply } from './reply.ts';
import { scriptedModel, scriptedPlayout } from './testing/scripted-ports.ts';
import { createVirtualClock } from './testing/virtual-clock.ts';

const WORDS = [
  { text: 'One', startMs: 0, endMs: 300, sourceEnd: 3 },
  { text: 'two', startMs: 300, endMs: 900, sourceEnd: 7 },
];

/** Gives 500 ms of a clause with all its words, and after half a second the other 500 ms. */
function streamedVoice(clock: ReturnType<typeof createVirtualClock>): Synthesizer {
  return {
    async *synthesize({ index: clauseIndex }, signal) {
      yield { clauseIndex, samples: new Float32Array(24_000), words: WORDS };
      await sleep(500, signal, clock);
      yield { clauseIndex, samples: new Float32Array(24_000) };
    },
  };
}

async function stoppedAfter(stopMs: number): Promise<FloorEvent | undefined> {
  const clock = createVirtualClock();
  const events: FloorEvent[] = [];
  const { playout } = scriptedPlayout(clock);
  const { model } = scriptedModel(clock, []);
  const ports = { chatModel: model, synthesizer: streamedVoice(clock), playout, clock };
  const reply = new Reply('turn', ports, (event) => events.push(event));
  reply.say({ index: 0, text: 'One two' });
  await clock.advanceTo(stopMs);
  reply.stop();
  await clock.advanceTo(stopMs + 100);
  return events.find((event) => event.type === 'playback-ended');
}

test('what ends early tells the words that were made and that the clause was not complete', async () => {
  expect(await stoppedAfter(300)).toMatchObject({
    progress: [{ clauseIndex: 0, totalMs: 500, isComplete: false, words: WORDS }],
  });
});

test('a clause that was made to its end is complete, whatever was played of it', async () => {
  expect(await stoppedAfter(700)).toMatchObject({
    progress: [{ clauseIndex: 0, totalMs: 1000, isComplete: true, words: WORDS }],
  });
});

test('sound that comes although the reply was stopped is not played', async () => {
  const clock = createVirtualClock();
  const { playout, actions } = scriptedPlayout(clock);
  const { model } = scriptedModel(clock, []);
  const heedless: Synthesizer = {
    async *synthesize({ index: clauseIndex }) {
      await sleep(100, undefined, clock);
      yield { clauseIndex, samples: new Float32Array(24_000) };
    },
  };
  const ports = { chatModel: model, synthesizer: heedless, playout, clock };
  const reply = new Reply('turn', ports, () => undefined);
  reply.say({ index: 0, text: 'Too late' });
  await clock.advanceTo(50);
  reply.stop();
  await clock.advanceTo(1000);
  expect(actions).toEqual([]);
});

test.each([true, false])(
  'the model is told whose question it is, and whether a stopped reply was discarded: %s',
  async (isDiscarded) => {
    const clock = createVirtualClock();
    const { playout } = scriptedPlayout(clock);
    let asked: unknown;
    let told: AbortSignal | undefined;
    const chatModel: ChatModel = {
      async *reply(_messages, signal, asking) {
        [asked, told] = [asking, signal];
        yield 'One';
        await sleep(1000, signal, clock);
      },
    };
    const ports = { chatModel, synthesizer: streamedVoice(clock), playout, clock };
    const reply = new Reply('turn', ports, () => undefined);
    reply.ask([], false, { userId: 'ada' });
    await clock.advanceTo(50);
    reply.stop(isDiscarded);
    await clock.advanceTo(100);
    expect(asked).toEqual({ userId: 'ada' });
    expect(told?.reason).toMatchObject({ code: 'CANCELLED', context: { discarded: isDiscarded } });
  },
);
