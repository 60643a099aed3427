import { describe, expect, it } from 'vitest';
import { planTalk } from './talk-plan.ts';

const FRAME = 960;

/** Frames of a tone (`v`) and of silence (`-`), 20 ms each. */
function sound(pattern: string): Float32Array {
  const samples = new Float32Array(pattern.length * FRAME);
  for (let n = 0; n < samples.length; n += 1) {
    if (pattern[Math.floor(n / FRAME)] === 'v') samples[n] = 0.3 * Math.sin(n / 20);
  }
  return samples;
}

/** `V` the first packet of a stretch, `v` voice, `r` the release after it, `s` pure silence, `.` nothing. */
function sent(pattern: string): string {
  return planTalk(sound(pattern))
    .map((step) => {
      if (step.kind !== 'sound') return step.kind === 'silence' ? 's' : '.';
      return step.first ? 'V' : step.voiced ? 'v' : 'r';
    })
    .join('');
}

describe('planTalk', () => {
  it('sends every frame of speech, and closes it with five packets of silence', () => {
    expect(sent('vvv')).toBe('Vvvsssss');
  });

  it('keeps a pause of up to 200 ms', () => {
    expect(sent(`v${'-'.repeat(9)}v`)).toBe(`V${'r'.repeat(9)}vsssss`);
  });

  it('sends nothing in a longer pause, once it was closed', () => {
    expect(sent(`v${'-'.repeat(18)}v`)).toBe(`V${'r'.repeat(10)}sssss...Vsssss`);
  });

  it('sends nothing before the first voice, and closes what ends in silence once', () => {
    expect(sent(`---v${'-'.repeat(17)}`)).toBe(`...V${'r'.repeat(10)}sssss..`);
  });

  it('sends nothing at all for silence', () => {
    expect(sent('-----')).toBe('.....');
    expect(planTalk(new Float32Array(0))).toEqual([]);
  });

  it('fills the last frame up', () => {
    const [step] = planTalk(sound('v').subarray(0, 500));
    expect(step?.kind === 'sound' ? step.frame.length : 0).toBe(FRAME);
  });
});
