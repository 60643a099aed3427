import { HEARING_SAMPLE_RATE_HZ } from '#audio';
import type { Decoded } from './decode-text.ts';
import type { Guards } from './guards.ts';
import type { Judgement } from './judgement.ts';
import { chooseWindowFrames, WINDOW_FRAMES, type WindowPolicy } from './window-policy.ts';

/** One try to read a window. */
export interface Rung {
  readonly windowFrames: number;
  readonly temperature: number;
  readonly usesPrompt: boolean;
}

/** What came of it. */
export interface Attempt {
  readonly rung: Rung;
  readonly decoded: Decoded;
  readonly judgement: Judgement;
  readonly text: string;
}

/**
 * The tries for live speech, each only when the one before it failed: the short window; Whisper's own 30 s
 * without the prompt; and for longer speech one text that is drawn by chance.
 */
export function rungsFor(
  sampleCount: number,
  hasPrompt: boolean,
  windowPolicy: WindowPolicy | undefined,
  guards: Guards,
): readonly Rung[] {
  const windowFrames = chooseWindowFrames(sampleCount, windowPolicy);
  const rungs: Rung[] = [{ windowFrames, temperature: 0, usesPrompt: hasPrompt }];
  if (windowFrames < WINDOW_FRAMES || hasPrompt) {
    rungs.push({ windowFrames: WINDOW_FRAMES, temperature: 0, usesPrompt: false });
  }
  const isLong = sampleCount > guards.sampleAboveSeconds * HEARING_SAMPLE_RATE_HZ;
  if (isLong && guards.sampleTemperature > 0) {
    rungs.push({
      windowFrames: WINDOW_FRAMES,
      temperature: guards.sampleTemperature,
      usesPrompt: false,
    });
  }
  return rungs;
}

/**
 * Of texts that all failed: no echo of the prompt; one that came to its end before one that ran in circles,
 * whose log-probability says nothing; then the likeliest.
 */
export function bestOf(attempts: readonly Attempt[]): Attempt | undefined {
  const ended = ({ judgement }: Attempt): number => (judgement.doubt === 'low-probability' ? 1 : 0);
  return attempts
    .filter(({ judgement }) => judgement.doubt !== 'prompt-echo')
    .toSorted(
      (one, other) =>
        ended(other) - ended(one) || other.decoded.averageLogProbability - one.decoded.averageLogProbability,
    )[0];
}
