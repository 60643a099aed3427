import type { InferenceSession } from 'onnxruntime-node';

import { peakOf } from '#audio';
import { AppError } from '#core';

import { CONTEXT_FRAMES, FIRST_CHUNK_FRAMES, type ChunkSchedule } from './chunk-schedule.ts';
import { readSentence, type FrameParts, type SentenceFrames } from './frame-source.ts';
import type { VoiceModel, VoiceSound } from './voice-model.ts';
import { checkedSound, runVoice, type VoiceScales } from './voice-tensors.ts';

/** A voice's network cut in parts. */
export interface SplitVoiceParts extends FrameParts {
  /** Frames to sound. */
  readonly sound: InferenceSession;
}

/** A voice that gives its first sound before it has made the rest. */
export interface SplitVoice extends VoiceModel {
  /**
   * The greatest difference between a sentence that is made in chunks and the same sentence made at once, as
   * a share of its loudest sample: shows whether the context of the chunks is enough for this network.
   *
   * @throws AppError `SYNTHESIS_FAILED`.
   */
  chunkDifference(ids: readonly number[], scales: VoiceScales): Promise<number>;
}

/** A rest too short for a chunk of its own goes with the one before it. */
const SHORTEST_CHUNK_FRAMES = 16;

/**
 * Speaks in chunks: the vocoder runs over a stretch of frames with {@link CONTEXT_FRAMES} more on each side,
 * whose sound is thrown away. What is kept is what one run over the whole sentence would give.
 */
export function createSplitVoice(parts: SplitVoiceParts, sampleRateHz: number): SplitVoice {
  const { sound, cut } = parts;
  /** Samples of a frame: known after the first run. */
  let hop = 0;

  /** The sound of the frames from `from` to `to`, made with as much context as there is. */
  const vocode = async (sentence: SentenceFrames, from: number, to: number): Promise<Float32Array> => {
    const low = Math.max(0, from - CONTEXT_FRAMES);
    const high = Math.min(sentence.count, to + CONTEXT_FRAMES);
    const frames = await sentence.slice(low, high);
    const result = await runVoice(sound, { ...sentence.inputs, [cut]: frames });
    const [output] = sound.outputNames;
    const samples = checkedSound(result[output as string]?.data);
    const found = samples.length / (high - low);
    if (!Number.isInteger(found) || (hop !== 0 && found !== hop)) {
      throw new AppError('SYNTHESIS_FAILED', {
        message: 'The voice does not make the same number of samples of each frame.',
        retryable: false,
        context: { samples: samples.length, frames: high - low, hop },
      });
    }
    hop = found;
    return samples.subarray((from - low) * hop, (to - low) * hop);
  };

  async function* speak(
    ids: readonly number[],
    scales: VoiceScales,
    schedule: ChunkSchedule,
  ): AsyncGenerator<VoiceSound, void, undefined> {
    const readAtMs = performance.now();
    const sentence = await readSentence(parts, ids, scales);
    schedule.worked(performance.now() - readAtMs);
    const { count, durations } = sentence;
    for (let from = 0; from < count;) {
      const to = endOfChunk(from, schedule.next((hop / sampleRateHz) * 1000), count);
      const isCold = hop === 0;
      const beganAtMs = performance.now();
      const samples = await vocode(sentence, from, to);
      schedule.made({
        frames: to - from,
        runFrames: Math.min(count, to + CONTEXT_FRAMES) - Math.max(0, from - CONTEXT_FRAMES),
        frameMs: (hop / sampleRateHz) * 1000,
        // The very first run also sets up memory, and tells nothing about the others.
        tookMs: isCold ? 0 : performance.now() - beganAtMs,
      });
      const isFirst = from === 0;
      from = to;
      yield {
        samples,
        isLast: to === count,
        ...(isFirst && durations && { idSamples: durations.map((frames) => frames * hop) }),
      };
    }
  }

  return {
    speak,
    async chunkDifference(ids, scales) {
      const atOnce = await readSentence(parts, ids, scales);
      const { count } = atOnce;
      const whole = await vocode(atOnce, 0, count);
      const piecewise = await readSentence(parts, ids, scales);
      let difference = 0;
      for (let from = 0; from < count;) {
        const to = Math.min(count, from + FIRST_CHUNK_FRAMES);
        const chunk = await vocode(piecewise, from, to);
        for (let n = 0; n < chunk.length; n += 1) {
          difference = Math.max(
            difference,
            Math.abs((chunk[n] as number) - (whole[from * hop + n] as number)),
          );
        }
        from = to;
      }
      const peak = peakOf(whole);
      return peak === 0 ? 0 : difference / peak;
    },
  };
}

function endOfChunk(from: number, frames: number, count: number): number {
  return count - from - frames < SHORTEST_CHUNK_FRAMES ? count : from + frames;
}
