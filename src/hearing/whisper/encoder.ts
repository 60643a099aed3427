import { Tensor } from 'onnxruntime-node';
import { AppError } from '#core';
import type { LogMel } from './log-mel.ts';
import { readInterface, type OnnxModel } from './onnx-model.ts';
import { FRAME_SAMPLES, WINDOW_FRAMES } from './window-policy.ts';

/** How much the encoder listens to. */
export interface EncodeOptions {
  /** Columns of the window, 10 ms each; 3000 = Whisper's whole 30 s. Even, and long enough for the samples. */
  readonly windowFrames: number;
}

/** What listening has cost. */
export interface ListeningTimes {
  /** For the spectrograms. */
  readonly melMs: number;
  /** For the encoder itself. */
  readonly encodeMs: number;
}

/** Listens to one window of sound. */
export interface WhisperEncoder {
  /**
   * @param samples - mono at 16 kHz, at most `windowFrames` × 160; the rest of the window is silence.
   * @returns float32 [1, windowFrames / 2, D].
   */
  encode(samples: Float32Array, options: EncodeOptions): Promise<Tensor>;
  /** The sums since they were last asked for. */
  takeTimes(): ListeningTimes;
}

function assertFits(samples: Float32Array, windowFrames: number): void {
  const isWindow = Number.isInteger(windowFrames / 2) && windowFrames > 0 && windowFrames <= WINDOW_FRAMES;
  if (isWindow && samples.length <= windowFrames * FRAME_SAMPLES) return;
  throw new AppError('INTERNAL', {
    message: `${samples.length} samples were to be heard in a window of ${windowFrames} columns.`,
  });
}

/** @throws AppError `MODEL_FILE_INVALID` when the file is no Whisper encoder for the bands of `logMel`. */
export function createWhisperEncoder(model: OnnxModel, path: string, logMel: LogMel): WhisperEncoder {
  const { melCount } = logMel;
  const shapes = readInterface(model, path, { inputs: ['input_features'], outputs: ['last_hidden_state'] });
  const [, bands, frames] = shapes.get('input_features') ?? [];
  if (
    (typeof bands === 'number' && bands !== melCount) ||
    (typeof frames === 'number' && frames !== WINDOW_FRAMES)
  ) {
    throw new AppError('MODEL_FILE_INVALID', {
      message: `${path} wants ${bands} × ${frames} input, config.json says ${melCount} × ${WINDOW_FRAMES}.`,
      context: { path },
    });
  }
  let melMs = 0;
  let encodeMs = 0;
  return {
    async encode(samples, { windowFrames }) {
      assertFits(samples, windowFrames);
      const begin = performance.now();
      const features = await logMel.compute(samples, windowFrames);
      const middle = performance.now();
      const { last_hidden_state: states } = await model.run({ input_features: features }, [
        'last_hidden_state',
      ]);
      melMs += middle - begin;
      encodeMs += performance.now() - middle;
      if (states instanceof Tensor) return states;
      throw new AppError('INFERENCE_FAILED', { message: 'The encoder gave no output.', context: { path } });
    },
    takeTimes() {
      const times = { melMs, encodeMs };
      melMs = 0;
      encodeMs = 0;
      return times;
    },
  };
}
