import { AppError } from '#core';
import {
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  integer,
  option,
  record,
  type Arbitrary,
} from 'fast-check';
import { expect, test } from 'vitest';
import { isBackchannel } from './backchannel.ts';
import { MS_PER_LETTER, type ScriptedReply } from './testing/scripted-ports.ts';
import { scriptedCall, type ScriptedSpeech } from './testing/scripted-call.ts';

/** How long the bot may be audible over somebody: what holds a reply, its guard, and two frames each. */
const MAX_OVERLAP_MS = 100 + 250 + 80;
/** The end of every script, when the bot is asked whether it is still there. */
const PROBE_AT_MS = 150_000;
const PROBE = 'Mira, are you still there?';

/** What is said; `#` becomes the number of the speech, so that no two are the same. */
const texts = constantFrom(
  'Sentence #.',
  'Mira, what is #?',
  'Anna, take number #.',
  'I went to # and',
  'Stop # now.',
  'Mhm.',
  'Yes.',
  '',
  'cough',
  'broken',
);

const speeches: Arbitrary<readonly ScriptedSpeech[]> = array(
  record({
    by: constantFrom('ada', 'ben', 'cy'),
    gapMs: integer({ min: 0, max: 150 }).map((tens) => tens * 20),
    lastsMs: integer({ min: 5, max: 120 }).map((frames) => frames * 20),
    text: texts,
    pauseAt: option(integer({ min: 2, max: 100 }), { nil: undefined }),
    guessFails: boolean(),
    endedBy: constantFrom('silence', 'silence', 'silence', 'muted', 'left'),
  }),
  { minLength: 1, maxLength: 9 },
).map((plan) => {
  const freeAtMs = new Map<string, number>();
  let fromMs = 0;
  return plan.map(({ by, gapMs, lastsMs, text, pauseAt, guessFails, endedBy }, index): ScriptedSpeech => {
    fromMs = Math.max(fromMs + gapMs, freeAtMs.get(by) ?? 0);
    const pauseMs = fromMs + (pauseAt ?? Infinity) * 20;
    const isPaused = pauseMs + 300 < fromMs + lastsMs;
    const toMs = fromMs + lastsMs;
    freeAtMs.set(by, toMs + 600);
    const said = text.replace('#', `number${index}`);
    return {
      by,
      fromMs,
      toMs,
      guessFails,
      endedBy,
      ...(text === 'broken' && { text: new AppError('TRANSCRIPTION_FAILED', { message: 'scripted' }) }),
      ...(text !== 'broken' && text !== 'cough' && { text: said }),
      ...(isPaused && { pauses: [{ fromMs: pauseMs, toMs: pauseMs + 280, text: `Half ${said}` }] }),
    };
  });
});

const replies: Arbitrary<readonly ScriptedReply[]> = array(
  record({
    text: constantFrom(
      'Okay.',
      'Shall I go on?',
      'Once upon a time there was a dog. It lived in a house by the river. Every day it went to swim.',
      'This is unspeakable.',
      '',
    ),
    firstTokenMs: constantFrom(0, 50, 400, 1500, 4000),
    fails: boolean(),
  }),
  { minLength: 4, maxLength: 4 },
).map((plan) =>
  plan.map(({ text, firstTokenMs, fails }) => ({
    text,
    firstTokenMs,
    ...(fails && { error: new AppError('LLM_UPSTREAM', { message: 'scripted' }) }),
  })),
);

const calls = record({
  speeches,
  replies,
  people: constantFrom(1, 3),
  transcriptMs: constantFrom(20, 150, 900),
  speculation: constantFrom('off' as const, 'transcribe' as const, 'reply' as const),
});

/** Times in which the bot was audible. */
function audible(actions: readonly string[]): readonly (readonly [number, number])[] {
  const spans: (readonly [number, number])[] = [];
  let fromMs: number | undefined;
  for (const [kind, at] of actions.map((action) => action.split('@'))) {
    const atMs = Number(at);
    if (kind === 'start' || kind === 'resume') fromMs = atMs;
    else if (fromMs !== undefined) {
      spans.push([fromMs, atMs]);
      fromMs = undefined;
    }
  }
  return spans;
}

test('no order of speech, delays and failures makes the bot talk over people, fall silent, forget or invent', async () => {
  await assert(
    asyncProperty(calls, async ({ speeches: said, replies: plan, people, transcriptMs, speculation }) => {
      // A discarded request takes a reply, too; the one to the probe is always there.
      const script = Array.from({ length: 60 }, (_, index) => plan[index % plan.length] ?? { text: 'Yes.' });
      const call = scriptedCall({ replies: script, people, transcriptMs, floor: { speculation } });
      for (const speech of said) call.speech(speech);
      call.speech({ by: 'ada', fromMs: PROBE_AT_MS, toMs: PROBE_AT_MS + 1000, text: PROBE });
      await call.clock.advanceTo(PROBE_AT_MS + 60_000);

      // It is never stuck.
      expect(call.conversation.status().state).toBe('listening');
      const answered = call.turns.filter((turn) => turn.outcome !== 'discarded');
      expect(answered.at(-1)?.transcripts.map(({ text }) => text)).toContain(PROBE);
      expect(call.reports.map(({ code }) => code)).not.toContain('TURN_STUCK');

      // Nothing that was said is lost, and nothing is told twice.
      const asked = call.history(call.requests.length - 1);
      const lines = asked.flatMap((message) => message.split('\n'));
      for (const { text } of said) {
        if (typeof text !== 'string' || isBackchannel(text)) continue;
        expect(lines.filter((line) => line.endsWith(`: ${text}`))).toHaveLength(1);
      }
      const failures = said.filter(({ text }) => typeof text === 'object');
      const told = call.reports.filter(({ code }) => code === 'TRANSCRIPTION_FAILED');
      expect(told).toHaveLength(failures.length);

      // It never talks over anybody, itself included.
      const spans = audible(call.actions);
      expect(call.actions.filter((action) => action.startsWith('overlap'))).toEqual([]);
      for (const { fromMs, toMs, pauses = [] } of said) {
        // Silence inside a speech is no speech, but the script counts it as such.
        const silentMs = pauses.reduce((sum, pause) => sum + pause.toMs - pause.fromMs + 20, 0);
        for (const [startMs, endMs] of spans) {
          expect(Math.min(toMs, endMs) - Math.max(fromMs, startMs)).toBeLessThanOrEqual(
            MAX_OVERLAP_MS + silentMs,
          );
        }
      }

      // The history has no more of the bot's words than there was time to say, but for those that were posted.
      const unheard = new Set(call.posted);
      const spoken = asked.flatMap((message) => {
        const reply = /^assistant: (?<text>.*)$/su.exec(message)?.groups?.['text'];
        return reply === undefined || unheard.has(reply) ? [] : [reply.replaceAll(/[\s—]/gu, '')];
      });
      const letters = spoken.reduce((sum, reply) => sum + reply.length, 0);
      const audibleMs = spans.reduce((sum, [startMs, endMs]) => sum + endMs - startMs, 0);
      expect(letters * MS_PER_LETTER).toBeLessThanOrEqual(audibleMs + spans.length * 20);
    }),
    { numRuns: 300 },
  );
});
