import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { AppError } from '#core';
import { createFourier } from './fourier.ts';
import { createShortTimeFourier } from './short-time-fourier.ts';
import type { StereoSound, VocalModel } from './vocal-model.ts';

const FOURIER_LENGTH = 4096;
const HOP = 1024;
/** Frames of one split; splits know nothing of each other. */
const SPLIT_FRAMES = 512;
/** Bins that the networks see; what lies above 11 kHz belongs to no voice. */
const BINS = 1024;
const EPSILON = 1e-10;

/** The two networks of a 2-stems model. */
export interface SpleeterSessions {
  readonly vocals: InferenceSession;
  readonly accompaniment: InferenceSession;
}

async function estimate(session: InferenceSession, magnitudes: Tensor): Promise<Float32Array> {
  const [inputName = ''] = session.inputNames;
  const [outputName = ''] = session.outputNames;
  const { [outputName]: output } = await session.run({ [inputName]: magnitudes });
  if (output instanceof Tensor && output.data instanceof Float32Array && output.size === magnitudes.size) {
    return output.data;
  }
  throw new AppError('INFERENCE_FAILED', {
    message: 'A Spleeter network gave no spectrogram of the right size.',
  });
}

/** @throws AppError `MODEL_FILE_INVALID` for another layout than that of sherpa-onnx's export. */
function assertLayout({ inputMetadata: [input] }: InferenceSession, name: string): void {
  const shape = input?.isTensor === true ? input.shape : [];
  if (shape.length === 4 && Number(shape[2]) === SPLIT_FRAMES && Number(shape[3]) === BINS) return;
  throw new AppError('MODEL_FILE_INVALID', {
    message: `The ${name} of Spleeter takes [${shape.join(', ')}], not [2, splits, ${SPLIT_FRAMES}, ${BINS}].`,
  });
}

/**
 * Spleeter with two stems (Hennequin et al., 2020) as sherpa-onnx exports it: both networks estimate magnitudes, and
 * the voices' share of the power masks the spectrum of the mix.
 *
 * @throws AppError `MODEL_FILE_INVALID`.
 */
export async function createSpleeter({ vocals, accompaniment }: SpleeterSessions): Promise<VocalModel> {
  assertLayout(vocals, 'vocals.onnx');
  assertLayout(accompaniment, 'accompaniment.onnx');
  const transform = createShortTimeFourier(await createFourier(FOURIER_LENGTH), HOP);
  const weights = transform.windowPower(SPLIT_FRAMES);
  const plane = SPLIT_FRAMES * BINS;

  return {
    plan: {
      chunkFrames: transform.reach(SPLIT_FRAMES),
      stepFrames: SPLIT_FRAMES * HOP,
      leadFrames: FOURIER_LENGTH,
    },
    async separate({ left, right }: StereoSound) {
      const magnitudes = new Float32Array(2 * plane);
      const spectra = [left, right].map((sound, channel) => {
        const kept = new Float32Array(2 * plane);
        transform.analyse(sound, SPLIT_FRAMES, (frame, spectrum) => {
          for (let bin = 0; bin < BINS; bin += 1) {
            const real = spectrum[2 * bin] ?? 0;
            const imaginary = bin === 0 ? 0 : (spectrum[2 * bin + 1] ?? 0);
            const at = frame * BINS + bin;
            magnitudes[channel * plane + at] = Math.hypot(real, imaginary);
            kept[2 * at] = real;
            kept[2 * at + 1] = imaginary;
          }
        });
        return kept;
      });
      const tensor = new Tensor('float32', magnitudes, [2, 1, SPLIT_FRAMES, BINS]);
      const voice = await estimate(vocals, tensor);
      const rest = await estimate(accompaniment, tensor);
      const mask = voice.map((value, at) => {
        const power = value * value;
        return (power + EPSILON / 2) / (power + (rest[at] ?? 0) ** 2 + EPSILON);
      });
      const sum = transform.synthesise(SPLIT_FRAMES, (frame, spectrum) => {
        for (const [channel, kept] of spectra.entries()) {
          for (let bin = 0; bin < BINS; bin += 1) {
            const at = frame * BINS + bin;
            const share = (mask[channel * plane + at] ?? 0) / spectra.length;
            spectrum[2 * bin] = (spectrum[2 * bin] ?? 0) + share * (kept[2 * at] ?? 0);
            if (bin === 0) continue;
            spectrum[2 * bin + 1] = (spectrum[2 * bin + 1] ?? 0) + share * (kept[2 * at + 1] ?? 0);
          }
        }
      });
      return { vocals: sum, weights: Float32Array.from(weights) };
    },
  };
}
