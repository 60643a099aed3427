import { Tensor } from 'onnxruntime-node';
import { AppError } from '#core';
import type { LogMel } from './log-mel.ts';
import { readInterface, type OnnxModel } from './onnx-model.ts';
import { WINDOW_FRAMES } from './window-policy.ts';

/** How much the encoder listens to. */
export interface EncodeOptions {
  /** Columns of the window, 10 ms each; 3000 = Whisper's whole 30 s. Even, and long enough for the samples. */
  readonly windowFrames: number;
}

/** Listens to one window of sound. */
export interface WhisperEncoder {
  /**
   * @param samples - mono at 16 kHz, at most `windowFrames` × 160; the rest of the window is silence.
   * @returns float32 [1, windowFrames / 2, D].
   */
  encode(samples: Float32Array, options: EncodeOptions): Promise<Tensor>;
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
  return {
    async encode(samples, { windowFrames }) {
      const features = await logMel.compute(samples, windowFrames);
      const { last_hidden_state: states } = await model.run({ input_features: features }, [
        'last_hidden_state',
      ]);
      if (states instanceof Tensor) return states;
      throw new AppError('INFERENCE_FAILED', { message: 'The encoder gave no output.', context: { path } });
    },
  };
}
