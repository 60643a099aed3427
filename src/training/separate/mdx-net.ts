import { basename } from 'node:path';
import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { AppError } from '#core';
import { createFourier } from './fourier.ts';
import { createShortTimeFourier, type ShortTimeFourier } from './short-time-fourier.ts';
import type { StereoSound, VocalModel } from './vocal-model.ts';

const HOP = 1024;
/** Frames of the spectrogram that every one of these models takes. */
const SPECTROGRAM_FRAMES = 256;
const CHANNELS = 4;
const OVERLAP = 0.25;
/** The lowest bins hold rumble only, and the models were trained without them. */
const SILENT_BINS = 3;

/** What cannot be read from a model's file. */
export interface MdxNetFacts {
  readonly fourierLength: number;
  readonly stem: 'vocals' | 'instrumental';
  /** The instrumental is this much too quiet to be taken from the mix. */
  readonly compensate: number;
}

/** Models whose file does not tell the length of their transform, after UVR's `model_data.json`. */
const KNOWN: Readonly<Record<string, MdxNetFacts>> = {
  'UVR-MDX-NET-Voc_FT': { fourierLength: 7680, stem: 'vocals', compensate: 1.021 },
  Kim_Vocal_1: { fourierLength: 7680, stem: 'vocals', compensate: 1.043 },
  Kim_Vocal_2: { fourierLength: 7680, stem: 'vocals', compensate: 1.009 },
  UVR_MDXNET_Main: { fourierLength: 7680, stem: 'vocals', compensate: 1.043 },
  UVR_MDXNET_3_9662: { fourierLength: 6144, stem: 'vocals', compensate: 1.035 },
  UVR_MDXNET_1_9703: { fourierLength: 6144, stem: 'vocals', compensate: 1.03 },
  'UVR-MDX-NET-Inst_HQ_3': { fourierLength: 6144, stem: 'instrumental', compensate: 1.022 },
};

/** @throws AppError `MODEL_FILE_INVALID` for a model whose transform nobody knows; a guess would spoil every voice. */
export function mdxNetFacts(path: string): MdxNetFacts {
  const facts = KNOWN[basename(path, '.onnx')];
  if (facts !== undefined) return facts;
  throw new AppError('MODEL_FILE_INVALID', {
    message: `${path} is an MDX-Net that is not known here; known are ${Object.keys(KNOWN).join(', ')}.`,
    context: { path },
  });
}

/** The sound with its ends mirrored, as long as the windows that are centred on it need. */
function mirrorEnds(samples: Float32Array, reach: number): Float32Array {
  const padded = new Float32Array(samples.length + 2 * reach);
  padded.set(samples, reach);
  for (let n = 1; n <= reach; n += 1) {
    padded[reach - n] = samples[n] ?? 0;
    padded[reach + samples.length - 1 + n] = samples[samples.length - 1 - n] ?? 0;
  }
  return padded;
}

/** numpy's Hann window, which ends with zeros on both sides. */
function symmetricHann(length: number): Float32Array {
  return Float32Array.from(
    { length },
    (_unused, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / (length - 1)),
  );
}

function fillChannel(
  input: Float32Array,
  channel: number,
  bins: number,
  sound: Float32Array,
  transform: ShortTimeFourier,
): void {
  const plane = bins * SPECTROGRAM_FRAMES;
  const padded = mirrorEnds(sound, transform.length / 2);
  transform.analyse(padded, SPECTROGRAM_FRAMES, (frame, spectrum) => {
    for (let bin = SILENT_BINS; bin < bins; bin += 1) {
      const at = channel * 2 * plane + bin * SPECTROGRAM_FRAMES + frame;
      input[at] = spectrum[2 * bin] ?? 0;
      input[at + plane] = spectrum[2 * bin + 1] ?? 0;
    }
  });
}

/** A spectrogram back to sound, mean of both channels; `normal` is the power of the windows. */
function soundOf(
  output: Float32Array,
  bins: number,
  transform: ShortTimeFourier,
  normal: Float32Array,
): Float32Array {
  const plane = bins * SPECTROGRAM_FRAMES;
  const reach = transform.length / 2;
  const sum = transform.synthesise(SPECTROGRAM_FRAMES, (frame, spectrum) => {
    for (let bin = 0; bin < bins; bin += 1) {
      const at = bin * SPECTROGRAM_FRAMES + frame;
      const [leftReal = 0, leftImaginary = 0] = [output[at], output[at + plane]];
      const [rightReal = 0, rightImaginary = 0] = [output[at + 2 * plane], output[at + 3 * plane]];
      spectrum[2 * bin] = (leftReal + rightReal) / 2;
      // What is at place 1 of a real spectrum is its highest frequency; the lowest has no imaginary part.
      if (bin > 0) spectrum[2 * bin + 1] = (leftImaginary + rightImaginary) / 2;
    }
  });
  return sum.map((value, n) => value / Math.max(normal[n] ?? 0, 1e-8)).subarray(reach, sum.length - reach);
}

/**
 * An MDX-Net of UVR (Kim et al., "KUIELab-MDX-Net", 2021), as `lib_v5/mdxnet.py` there runs it: a complex
 * spectrogram of both channels in, that of the stem out, chunks with a quarter of overlap.
 *
 * @throws AppError `MODEL_FILE_INVALID` for another layout.
 */
export async function createMdxNet(
  session: InferenceSession,
  path: string,
  { fourierLength, stem, compensate }: MdxNetFacts,
): Promise<VocalModel> {
  const [input] = session.inputMetadata;
  const shape = input?.isTensor === true ? input.shape : [];
  const bins = Number(shape[2]);
  if (
    shape.length !== 4 ||
    Number(shape[1]) !== CHANNELS ||
    Number(shape[3]) !== SPECTROGRAM_FRAMES ||
    !(bins > 0)
  ) {
    throw new AppError('MODEL_FILE_INVALID', {
      message: `${path} is no MDX-Net: it takes [${shape.join(', ')}], not [1, 4, bins, 256].`,
      context: { path },
    });
  }
  const transform = createShortTimeFourier(await createFourier(fourierLength), HOP);
  const normal = transform.windowPower(SPECTROGRAM_FRAMES);
  const chunkFrames = HOP * (SPECTROGRAM_FRAMES - 1);
  const weights = symmetricHann(chunkFrames);
  const values = new Float32Array(CHANNELS * bins * SPECTROGRAM_FRAMES);
  const tensor = new Tensor('float32', values, [1, CHANNELS, bins, SPECTROGRAM_FRAMES]);
  const [inputName = ''] = session.inputNames;
  const [outputName = ''] = session.outputNames;

  return {
    plan: {
      chunkFrames,
      stepFrames: Math.floor(chunkFrames * (1 - OVERLAP)),
      leadFrames: fourierLength / 2,
    },
    async separate({ left, right }: StereoSound) {
      for (const [channel, sound] of [left, right].entries()) {
        fillChannel(values, channel, bins, sound, transform);
      }
      const { [outputName]: output } = await session.run({ [inputName]: tensor });
      if (!(output instanceof Tensor) || !(output.data instanceof Float32Array)) {
        throw new AppError('INFERENCE_FAILED', {
          message: `${path} gave no spectrogram.`,
          context: { path },
        });
      }
      const found = soundOf(output.data, bins, transform, normal);
      const vocals = found.map((value, n) => {
        const mix = ((left[n] ?? 0) + (right[n] ?? 0)) / 2;
        return (stem === 'vocals' ? value : mix - compensate * value) * (weights[n] ?? 0);
      });
      return { vocals, weights: Float32Array.from(weights) };
    },
  };
}
