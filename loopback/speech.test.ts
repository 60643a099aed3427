import { peakOf } from '#audio';
import { describe, expect, it } from 'vitest';
import { speakText, trimSilence } from './speech.ts';

describe('speakText', () => {
  it('makes speech at 48 kHz without silence around it', async () => {
    const samples = await speakText('Hello there.');
    expect(samples.length / 48_000).toBeGreaterThan(0.4);
    expect(samples.length / 48_000).toBeLessThan(1.5);
    expect(peakOf(samples.subarray(0, 1_000))).toBeGreaterThan(0.003);
    expect(peakOf(samples.subarray(-1_000))).toBeGreaterThan(0.003);
    expect(peakOf(samples)).toBeLessThanOrEqual(1);
  });

  it('speaks with other voices, faster and higher', async () => {
    const plain = await speakText('Good morning to everybody.');
    const fast = await speakText('Good morning to everybody.', { rate: 300, variant: 'f3', pitch: 80 });
    expect(fast.length).toBeLessThan(plain.length * 0.8);
    // espeak-ng is not the same to the sample each time.
    const again = await speakText('Good morning to everybody.');
    expect(Math.abs(again.length - plain.length)).toBeLessThan(plain.length * 0.02);
  });

  it('says that there is no such voice, or nothing to say', async () => {
    await expect(speakText('x', { voice: 'xx-none' })).rejects.toThrow('espeak-ng has no voice "xx-none".');
    await expect(speakText(' ')).rejects.toThrow('nothing in the text');
  });
});

describe('trimSilence', () => {
  it('gives nothing for silence', () => {
    expect(trimSilence(new Float32Array(4_800))).toHaveLength(0);
  });
});
