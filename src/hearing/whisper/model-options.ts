import { availableParallelism } from 'node:os';
import type { EncoderPrecisionChoice } from './load-encoder.ts';
import type { FormatChoice } from './whisper-folder.ts';
import { assertWindowPolicy, type WindowPolicy } from './window-policy.ts';

/** Which Whisper model is loaded, and how it is run. */
export interface WhisperModelOptions {
  /** A folder with the layout of the `onnx-community/whisper-*` repositories. */
  readonly modelPath: string;
  /** Which of the folder's ONNX files are used. Default `auto`: the encoder in fp32, the decoder in q8. */
  readonly encoderFormat?: FormatChoice;
  readonly decoderFormat?: FormatChoice;
  /**
   * `int8` runs an fp32 encoder in 8 bits, where the processor is good at it: more than twice as fast. Each weight
   * column and each moment of the sound has steps of its own, as in CTranslate2. `auto` does so too, unless the
   * answers move away from those of the file. Default `auto`.
   */
  readonly encoderPrecision?: EncoderPrecisionChoice;
  /** CPU threads of the encoder. Default 2, or 1 on a machine with one core. */
  readonly encoderThreads?: number;
  /** CPU threads of the decoder, whose steps are too small to be shared out. Default 1. */
  readonly decoderThreads?: number;
  /**
   * The encoder's window for short utterances. Default: a floor of 10 s when the language is known and of
   * 15 s when it has to be found out, with a margin of 2 s.
   */
  readonly windowPolicy?: WindowPolicy;
  /**
   * Lets the decoder show where in the sound it looks, so that it can be told when each word was said. Files
   * of the `_timestamped` repositories show it anyway; others are a little slower with it. Default false.
   */
  readonly wordTimes?: boolean;
  /** Where edited model files are kept; without it they are made and checked at every start. */
  readonly cacheFolder?: string;
}

/** The same with every default. */
export interface ResolvedModelOptions extends Required<
  Omit<WhisperModelOptions, 'windowPolicy' | 'cacheFolder'>
> {
  readonly windowPolicy: WindowPolicy | undefined;
  readonly cacheFolder: string | undefined;
}

/** @throws AppError `CONFIG_INVALID` when the window policy cannot be. */
export function resolveModelOptions(options: WhisperModelOptions): ResolvedModelOptions {
  const { modelPath, windowPolicy, cacheFolder } = options;
  if (windowPolicy !== undefined) assertWindowPolicy(windowPolicy);
  return {
    modelPath,
    encoderFormat: options.encoderFormat ?? 'auto',
    decoderFormat: options.decoderFormat ?? 'auto',
    encoderPrecision: options.encoderPrecision ?? 'auto',
    encoderThreads: options.encoderThreads ?? Math.min(2, availableParallelism()),
    decoderThreads: options.decoderThreads ?? 1,
    wordTimes: options.wordTimes ?? false,
    windowPolicy,
    cacheFolder,
  };
}
