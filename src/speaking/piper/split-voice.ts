import { Tensor, type InferenceSession } from 'onnxruntime-node';

import { AppError } from '#core';

import { CONTEXT_FRAMES, FIRST_CHUNK_FRAMES, type ChunkSchedule } from './chunk-schedule.ts';
import type { VoiceModel, VoiceSound } from './voice-model.ts';
import { checkedSound, runVoice, voiceInputs, type VoiceScales } from './voice-tensors.ts';

/** A voice's network cut in two. */
export interface SplitVoiceParts {
  /** Phoneme ids to frames. */
  readonly text: InferenceSession;
  /** Frames to sound. */
  readonly sound: InferenceSession;
  /** Name of the tensor between the two: float32 [1, channels, frames]. */
  readonly cut: string;
  /** Name of the text part's output that holds the frames of each id, if it has one. */
  readonly durations?: string | undefined;
}

/** A voice that gives its first sound before it has made the rest. */
export interface SplitVoice extends VoiceModel {
  /**
   * The greatest difference between a sentence that is made in chunks and the same sentence made at once:
   * shows whether the context of the chunks is enough for this network.
   *
   * @throws AppError `SYNTHESIS_FAILED`.
   */
  chunkDifference(ids: readonly number[], scales: VoiceScales): Promise<number>;
}

/** What the first half makes of a sentence. */
interface Frames {
  readonly values: Float32Array;
  readonly channels: number;
  readonly count: number;
  readonly durations: Float32Array | undefined;
  /** Of the second half: `sid` for voices with several speakers. */
  readonly inputs: Readonly<Record<string, Tensor>>;
}

/**
 * Speaks in chunks: the vocoder runs over a stretch of frames with {@link CONTEXT_FRAMES} more on each side,
 * whose sound is thrown away. What is kept is what one run over the whole sentence would give.
 */
export function createSplitVoice(parts: SplitVoiceParts, sampleRateHz: number): SplitVoice {
  /** Samples of a frame: known after the first run. */
  let hop = 0;

  const readText = async (ids: readonly number[], scales: VoiceScales): Promise<Frames> => {
    const inputs = voiceInputs(ids, scales);
    const result = await runVoice(parts.text, inputs);
    const cut = result[parts.cut];
    const [, channels = 0, count = 0] = cut?.dims ?? [];
    if (!(cut?.data instanceof Float32Array) || channels * count === 0) {
      throw new AppError('SYNTHESIS_FAILED', { message: 'The voice made no sound.' });
    }
    const durations = parts.durations === undefined ? undefined : result[parts.durations]?.data;
    return {
      values: cut.data,
      channels,
      count,
      inputs,
      durations: durations instanceof Float32Array ? durations : undefined,
    };
  };

  /** The sound of the frames from `from` to `to`, made with as much context as there is. */
  const vocode = async (frames: Frames, from: number, to: number): Promise<Float32Array> => {
    const low = Math.max(0, from - CONTEXT_FRAMES);
    const high = Math.min(frames.count, to + CONTEXT_FRAMES);
    const slice = new Tensor('float32', sliceTime(frames, low, high), [1, frames.channels, high - low]);
    const result = await runVoice(parts.sound, { ...frames.inputs, [parts.cut]: slice });
    const [output] = parts.sound.outputNames;
    const sound = checkedSound(result[output as string]?.data);
    const found = sound.length / (high - low);
    if (!Number.isInteger(found) || (hop !== 0 && found !== hop)) {
      throw new AppError('SYNTHESIS_FAILED', {
        message: 'The voice does not make the same number of samples of each frame.',
        retryable: false,
        context: { samples: sound.length, frames: high - low, hop },
      });
    }
    hop = found;
    return sound.subarray((from - low) * hop, (to - low) * hop);
  };

  async function* speak(
    ids: readonly number[],
    scales: VoiceScales,
    schedule: ChunkSchedule,
  ): AsyncGenerator<VoiceSound, void, undefined> {
    const readAtMs = performance.now();
    const frames = await readText(ids, scales);
    schedule.worked(performance.now() - readAtMs);
    for (let from = 0; from < frames.count;) {
      const frameMs = (hop / sampleRateHz) * 1000;
      const to = endOfChunk(from, schedule.next(frameMs), frames.count);
      const isCold = hop === 0;
      const beganAtMs = performance.now();
      const samples = await vocode(frames, from, to);
      schedule.made({
        frames: to - from,
        runFrames: Math.min(frames.count, to + CONTEXT_FRAMES) - Math.max(0, from - CONTEXT_FRAMES),
        frameMs: (hop / sampleRateHz) * 1000,
        // The very first run also sets up memory, and tells nothing about the others.
        tookMs: isCold ? 0 : performance.now() - beganAtMs,
      });
      const isFirst = from === 0;
      from = to;
      yield {
        samples,
        isLast: to === frames.count,
        ...(isFirst && frames.durations && { idSamples: frames.durations.map((count) => count * hop) }),
      };
    }
  }

  return {
    speak,
    async chunkDifference(ids, scales) {
      const frames = await readText(ids, scales);
      const whole = await vocode(frames, 0, frames.count);
      let difference = 0;
      for (let from = 0; from < frames.count;) {
        const to = Math.min(frames.count, from + FIRST_CHUNK_FRAMES);
        const chunk = await vocode(frames, from, to);
        for (let n = 0; n < chunk.length; n += 1) {
          difference = Math.max(
            difference,
            Math.abs((chunk[n] as number) - (whole[from * hop + n] as number)),
          );
        }
        from = to;
      }
      return difference;
    },
  };
}

/** A rest too short for a chunk of its own goes with the one before it. */
const SHORTEST_CHUNK_FRAMES = 16;

function endOfChunk(from: number, frames: number, count: number): number {
  return count - from - frames < SHORTEST_CHUNK_FRAMES ? count : from + frames;
}

/** The columns from `low` to `high` of a matrix with a row for each channel. */
function sliceTime({ values, channels, count }: Frames, low: number, high: number): Float32Array {
  const slice = new Float32Array(channels * (high - low));
  for (let channel = 0; channel < channels; channel += 1) {
    slice.set(values.subarray(channel * count + low, channel * count + high), channel * (high - low));
  }
  return slice;
}
