import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HEARING_SAMPLE_RATE_HZ, readWav, writeWav } from '#audio';
import type { Utterance } from '#hearing';
import { BENCH_FOLDER, exists } from './bench-models.ts';

const TEXT =
  'The train to the coast leaves at half past nine, and we should be there before the others. ' +
  'Do you remember the small café behind the station? They had the best apple cake in town, ' +
  'and the old man at the door knew everybody by name. Let us meet there, if it is still open.';

/** People say about two and a half words a second, and a word is one to two tokens. */
const TOKENS_PER_SECOND = 3.5;

/** Tokens that everyone has to write for an utterance. */
export const tokensFor = (seconds: number): number => Math.ceil(seconds * TOKENS_PER_SECOND);

/** The text as espeak-ng reads it; kept as a file, so that only one process ever loads the speaker. */
async function readAloud(): Promise<Float32Array> {
  const path = join(BENCH_FOLDER, 'speech.wav');
  if (!(await exists(path))) {
    const { atLevel, speakWithEspeak } = await import('../../../src/hearing/fixtures/espeak-speech.ts');
    await mkdir(BENCH_FOLDER, { recursive: true });
    await writeWav(path, atLevel(await speakWithEspeak(`${TEXT} ${TEXT}`), -23), HEARING_SAMPLE_RATE_HZ);
  }
  return (await readWav(path)).samples;
}

/** Speech of each length, cut out of one reading. */
export async function utterancesOf(lengths: readonly number[]): Promise<ReadonlyMap<number, Utterance>> {
  const speech = await readAloud();
  return new Map(
    lengths.map((seconds) => {
      const samples = speech.slice(0, seconds * HEARING_SAMPLE_RATE_HZ);
      if (samples.length < seconds * HEARING_SAMPLE_RATE_HZ) {
        throw new RangeError(`The text is shorter than ${seconds} s.`);
      }
      const times = { startMs: 0, endMs: seconds * 1000, voicedMs: seconds * 1000 };
      return [seconds, { id: `bench-${seconds}`, userId: 'bench', samples, ...times, provisional: false }];
    }),
  );
}
