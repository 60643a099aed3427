import { InferenceSession, Tensor } from 'onnxruntime-node';
import { createResampler, dbToAmplitude, joinSamples, limit, PLAYOUT_SAMPLE_RATE_HZ } from '#audio';
import { createEspeak } from '../../../src/speaking/piper/espeak.ts';
import { createPartReader, type PartReader } from '../../../src/speaking/piper/sentences.ts';
import { loadVoice, type PiperVoice } from '../../../src/speaking/piper/voice.ts';

/** The plain way to run a Piper voice: the whole network for a whole sentence, then its sound. */
export interface WholeSentence {
  readonly name: string;
  readonly read: PartReader;
  /** Text in, mono samples at 48 kHz out, at the gain that is given; all noise at zero. */
  speak(text: string, gainDb: number): Promise<Float32Array>;
  close(): Promise<void>;
}

async function runWhole(session: InferenceSession, ids: readonly number[], voice: PiperVoice) {
  const feeds = {
    input: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
    input_lengths: new Tensor('int64', [BigInt(ids.length)], [1]),
    scales: new Tensor('float32', [0, voice.lengthScale, 0], [3]),
  };
  const output = (await session.run(feeds))['output'];
  if (output?.data instanceof Float32Array) return output.data;
  throw new TypeError('The voice gave no sound.');
}

/** Loads a voice as it is, with the threads that ours has. */
export async function openWholeSentence(voicePath: string, threads: number): Promise<WholeSentence> {
  const voice = await loadVoice(voicePath);
  const read = createPartReader(voice, await createEspeak(voice.espeakVoice));
  const session = await InferenceSession.create(voicePath, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableMemPattern: false,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  return {
    name: 'whole sentence',
    read,
    async speak(text, gainDb) {
      const resampler = createResampler(voice.sampleRateHz, PLAYOUT_SAMPLE_RATE_HZ);
      const pieces: Float32Array[] = [];
      for (const { ids } of read(text)) pieces.push(resampler.push(await runWhole(session, ids, voice)));
      pieces.push(resampler.flush());
      return limit(joinSamples(pieces), dbToAmplitude(gainDb));
    },
    close: () => session.release(),
  };
}
