import loadEspeak from '@echogarden/espeak-ng-emscripten';
import type { Random } from './random.ts';

/** One spoken sentence and who spoke it. */
export interface Speech {
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  /** The kind of voice that figures are given for: an accent of espeak-ng, or `demo-voice`. */
  readonly kind: string;
  /** What was said in IPA, letters only, without stress, length and pauses. */
  readonly sounds: string;
}

/** Keeps the letters of an IPA text: accents of one symbol on another fall away too. */
export function bareSounds(ipa: string): string {
  return ipa.normalize('NFD').replaceAll(/[^\p{Ll}\p{Lo}]/gu, '');
}

/** Speaks a text, with whatever of voice, rate and pitch is drawn from the given chance. */
export type Speaker = (text: string, random: Random) => Promise<Speech>;

const accents = [
  'en-us',
  'en-us',
  'en',
  'en',
  'en-gb-scotland',
  'en-029',
  'en-gb-x-rp',
  'en-us-nyc',
] as const;
const variants = (
  ' m1 m2 m3 m4 m5 m6 m7 m8 f1 f2 f3 f4 f5 Annie Andrea Alicia Alex Andy Denis Gene Hugo Lee Mario Michael ' +
  'Mike adam belinda benjamin boris david ed edward ian john linda max paul rob robert steph travis zac victor quincy'
).split(' ');

/** Speaks with espeak-ng: eight English accents (six kinds) times its voice variants, 140 to 190 words a minute. */
export async function createEspeakSpeaker(): Promise<Speaker> {
  const espeak = await loadEspeak();
  const worker = new espeak.eSpeakNGWorker();
  return async (text, random) => {
    const accent = random.pick(accents);
    const variant = random.pick(variants);
    const voice = variant === '' ? accent : `${accent}+${variant}`;
    if (worker.set_voice(voice) !== 0) throw new Error(`espeak-ng has no voice ${voice}`);
    worker.set_rate(Math.round(random.between(140, 190)));
    worker.set_pitch(Math.round(random.between(30, 75)));
    worker.set_range(Math.round(random.between(30, 70)));
    const chunks: Int16Array[] = [];
    let ipa = '';
    worker.synthesize(text, (audio, events) => {
      chunks.push(audio);
      for (const event of events) if (event.type === 'phoneme') ipa += event.id ?? '';
    });
    const samples = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    let length = 0;
    for (const chunk of chunks) {
      for (const value of chunk) samples[length++] = value / 32768;
    }
    return { samples, sampleRateHz: worker.get_samplerate(), kind: accent, sounds: bareSounds(ipa) };
  };
}
