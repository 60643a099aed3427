import { AppError } from '#core';

/** Mono samples at 16 kHz in pieces of any length. */
export type SampleSource = AsyncIterable<Float32Array>;

/** The stretch of a long sound that is being read. */
export interface SoundWindow {
  /**
   * Reads on until the window is full or the sound has ended.
   *
   * @returns what the window holds; valid until the next call.
   * @throws AppError `TRANSCRIPTION_FAILED` when a sample is no finite number.
   */
  fill(): Promise<Float32Array>;
  /** Drops samples at the beginning. */
  drop(count: number): void;
  /** Ends the reading early. */
  close(): Promise<void>;
}

/** Holds `capacity` samples of a sound of any length, and besides only the piece that was read last. */
export function createSoundWindow(source: SampleSource, capacity: number): SoundWindow {
  const pieces = source[Symbol.asyncIterator]();
  const samples = new Float32Array(capacity);
  let length = 0;
  let rest = new Float32Array(0);
  let ended = false;
  let position = 0;

  /** Moves what is left of the last piece into the window, and says whether there is room for more. */
  const take = (): boolean => {
    const part = rest.subarray(0, capacity - length);
    samples.set(part, length);
    length += part.length;
    rest = rest.subarray(part.length);
    return length < capacity;
  };

  return {
    async fill() {
      while (take() && !ended) {
        const next = await pieces.next();
        if (next.done === true) {
          ended = true;
          break;
        }
        const broken = next.value.findIndex((value) => !Number.isFinite(value));
        if (broken >= 0) {
          throw new AppError('TRANSCRIPTION_FAILED', {
            message: `The sound holds a sample that is no finite number, after ${position + broken} others.`,
            retryable: false,
            context: { sample: position + broken },
          });
        }
        position += next.value.length;
        rest = new Float32Array(next.value);
      }
      return samples.subarray(0, length);
    },
    drop(count) {
      samples.copyWithin(0, count, length);
      length = Math.max(0, length - count);
    },
    async close() {
      if (!ended) await pieces.return?.();
      ended = true;
    },
  };
}
