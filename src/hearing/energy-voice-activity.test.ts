import { beforeAll, describe, expect, it } from 'vitest';
import { createEnergyVoiceActivity, type EnergyVoiceActivity } from './energy-voice-activity.ts';
import { atLevel, speakWithEspeak } from './fixtures/espeak-speech.ts';
import { mix, noise, sequence, silence, toFrames, tone } from './fixtures/signals.ts';
import { SILENCE_DB, type VoiceActivity } from './voice-activity.ts';

/** For every frame whether it was voice, as it is known in the end. */
function detect(samples: Float32Array): boolean[] {
  const voiceActivity = createEnergyVoiceActivity();
  const frames: boolean[] = [];
  for (const frame of toFrames(samples)) {
    const { voiced, onsetMs } = voiceActivity.push(frame.samples);
    if (onsetMs > 0) frames.fill(true, frames.length - onsetMs / 20);
    frames.push(voiced);
  }
  return frames;
}

/** Begin and end of the first and last voiced frame, and the longest gap in between, in ms. */
function extent(frames: readonly boolean[]): { fromMs: number; toMs: number; longestGapMs: number } {
  const first = frames.indexOf(true);
  const last = frames.lastIndexOf(true);
  let gap = 0;
  let longest = 0;
  for (const voiced of frames.slice(first, last)) {
    gap = voiced ? 0 : gap + 1;
    longest = Math.max(longest, gap);
  }
  return { fromMs: first * 20, toMs: (last + 1) * 20, longestGapMs: longest * 20 };
}

const spoken: Record<string, Float32Array> = {};
const sentences = {
  question: ['en-us', 'Good evening, Mira, what is the weather today?'],
  order: ['en-us+m1', 'Stop.'],
  denial: ['en+f3', 'No.'],
  hesitation: ['en-029', 'Hmm.'],
  drawl: ['en-us+f2', 'Aaaah, I see six apples.'],
} as const;

beforeAll(async () => {
  for (const [name, [voice, text]] of Object.entries(sentences)) {
    spoken[name] = await speakWithEspeak(text, { voice });
  }
});

const names = Object.keys(sentences);

describe('speech is voice', () => {
  it.each(names.flatMap((name) => [-45, -30, -10].map((levelDb) => [name, levelDb] as const)))(
    'from its begin to its end (%s at %i dBFS)',
    (name, levelDb) => {
      const speech = atLevel(spoken[name]!, levelDb);
      const { fromMs, toMs, longestGapMs } = extent(detect(sequence(silence(600), speech, silence(600))));
      const lengthMs = speech.length / 16;
      expect(fromMs).toBeGreaterThanOrEqual(600 - 20);
      expect(fromMs).toBeLessThanOrEqual(600 + 120);
      expect(toMs).toBeGreaterThanOrEqual(600 + lengthMs - 160);
      expect(toMs).toBeLessThanOrEqual(600 + lengthMs + 20);
      expect(longestGapMs).toBeLessThan(300);
    },
  );

  it.each([-60, -50, -40, -35])('also in steady noise (at -25 in %i dBFS)', (noiseDb) => {
    const speech = atLevel(spoken['question']!, -25);
    const sound = sequence(silence(1500), speech, silence(1000));
    const { fromMs, toMs, longestGapMs } = extent(detect(mix(sound, noise(sound.length / 16 + 1, noiseDb))));
    expect(fromMs).toBeGreaterThanOrEqual(1480);
    expect(fromMs).toBeLessThanOrEqual(1620);
    expect(toMs).toBeGreaterThanOrEqual(1500 + speech.length / 16 - 200);
    expect(toMs).toBeLessThanOrEqual(1500 + speech.length / 16 + 20);
    expect(longestGapMs).toBeLessThan(400);
  });

  it('when it begins with the very first frame', () => {
    expect(extent(detect(atLevel(spoken['question']!, -25))).fromMs).toBeLessThanOrEqual(60);
  });

  it('again after louder speech', () => {
    const quiet = atLevel(spoken['question']!, -40);
    const sound = sequence(atLevel(spoken['question']!, -12), silence(800), quiet, silence(500));
    const frames = detect(sound).slice(-Math.ceil((quiet.length / 16 + 500) / 20));
    expect(frames.filter(Boolean).length * 20).toBeGreaterThan((quiet.length / 16) * 0.5);
  });
});

describe('no voice is found', () => {
  it.each([
    ['silence', () => silence(1000)],
    ['noise that is switched on', () => sequence(silence(313), noise(4000, -30), silence(500))],
    ['noise that becomes louder at once', () => sequence(noise(2000, -55), noise(3000, -38))],
    ['hum', () => sequence(silence(313), tone(4000, 100, -30), silence(500))],
    ['faint noise', () => noise(3000, -60)],
    ...[5, 20, 40, 59].map(
      (ms) => [`a click of ${ms} ms`, () => sequence(silence(507), noise(ms, -15), silence(500))] as const,
    ),
    ['typing', () => sequence(...names.flatMap((_name, n) => [noise(25, -25, n + 1), silence(75)]))],
    ['numbers that are no numbers', () => silence(1000).fill(NaN)],
  ] as const)('in %s', (_name, sound) => {
    expect(detect(sound())).not.toContain(true);
  });
});

it('goes on to hear speech after samples that are no numbers', () => {
  const sound = sequence(silence(500).fill(NaN), atLevel(spoken['question']!, -25), silence(500));
  expect(detect(sound).filter(Boolean).length).toBeGreaterThan(80);
});

it('tells the level of each frame', () => {
  const voiceActivity = createEnergyVoiceActivity();
  expect(voiceActivity.push(tone(20, 500, -23)).levelDb).toBeCloseTo(-23, 3);
  expect(voiceActivity.push(silence(20)).levelDb).toBe(SILENCE_DB);
});

it('knows nothing of the room after a reset', () => {
  const room = toFrames(noise(2000, -32));
  const speech = toFrames(atLevel(spoken['question']!, -40));
  const hear = (voiceActivity: EnergyVoiceActivity): VoiceActivity[] =>
    speech.map(({ samples }) => voiceActivity.push(samples));
  const adapted = createEnergyVoiceActivity();
  const reset = createEnergyVoiceActivity();
  for (const { samples } of room) for (const detector of [adapted, reset]) detector.push(samples);
  reset.reset();
  const fresh = hear(createEnergyVoiceActivity());
  expect(hear(reset)).toEqual(fresh);
  expect(hear(adapted)).not.toEqual(fresh);
});
