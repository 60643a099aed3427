import { array, assert, integer, property } from 'fast-check';
import { expect, it } from 'vitest';
import { createSpeakerPauses, type SpeakerPauses } from './speaker-pauses.ts';

/** Says sentences, each two seconds after the one before, with the pauses given inside. */
const say = (pauses: SpeakerPauses, sentences: readonly (readonly number[])[], fromMs = 0): void => {
  sentences.forEach((inner, index) => {
    const startMs = fromMs + index * 5000;
    pauses.began(startMs);
    for (const pauseMs of inner) pauses.paused(pauseMs);
    pauses.finished(startMs + 3000);
  });
};
const times = <Item>(count: number, item: Item): Item[] => Array<Item>(count).fill(item);

it('waits for the start value until something is known', () => {
  expect(createSpeakerPauses().silenceMs()).toBe(500);
  expect(createSpeakerPauses({ startSilenceMs: 700 }).silenceMs()).toBe(700);
});

it('waits less for somebody who does not pause, never less than the minimum', () => {
  const pauses = createSpeakerPauses({ minSilenceMs: 300 });
  say(pauses, times(5, []));
  expect(pauses.silenceMs()).toBe(300);
});

it('waits for the longest usual pause and a little more', () => {
  const pauses = createSpeakerPauses();
  say(pauses, times(25, [120, 400]));
  expect(pauses.silenceMs()).toBe(500);
});

it('keeps the sentences whole of somebody who pauses in each fourth one', () => {
  const pauses = createSpeakerPauses();
  say(
    pauses,
    times(40, 0).map((_, index) => (index % 4 === 0 ? [400] : [])),
  );
  expect(pauses.silenceMs()).toBe(500);
});

it('takes one long pause among twenty sentences for an accident', () => {
  const pauses = createSpeakerPauses();
  say(pauses, [...times(12, []), [1200], ...times(12, [])]);
  expect(pauses.silenceMs()).toBe(240);
});

it('learns at once from a pause that is still going on in the same sentence', () => {
  const pauses = createSpeakerPauses();
  pauses.began(0);
  pauses.paused(480);
  expect(pauses.silenceMs()).toBe(580);
});

it('learns from a sentence that was cut: who went on soon had only paused', () => {
  const pauses = createSpeakerPauses();
  pauses.began(0);
  pauses.finished(1000);
  pauses.began(1700);
  expect(pauses.silenceMs()).toBe(800);
});

it('does not take the time of an answer for a pause', () => {
  const pauses = createSpeakerPauses();
  pauses.began(0);
  pauses.finished(1000);
  pauses.began(1900);
  expect(pauses.silenceMs()).toBe(500);
});

it('stays within its bounds whatever is heard', () => {
  const pause = integer({ min: 0, max: 60_000 });
  assert(
    property(array(array(pause, { maxLength: 4 }), { maxLength: 60 }), (sentences) => {
      const pauses = createSpeakerPauses();
      say(pauses, sentences);
      expect(pauses.silenceMs()).toBeGreaterThanOrEqual(240);
      expect(pauses.silenceMs()).toBeLessThanOrEqual(1500);
    }),
  );
});

it('learns the pauses between whole sentences apart from those within one', () => {
  const pauses = createSpeakerPauses();
  expect(pauses.silenceMs('complete')).toBe(320);
  pauses.began(0);
  pauses.paused(420, 'open');
  expect(pauses.silenceMs('complete')).toBe(320);
  pauses.finished(1000, 'complete');
  pauses.began(1450);
  expect(pauses.silenceMs('complete')).toBe(550);
  expect(pauses.silenceMs('open')).toBe(520);
});
