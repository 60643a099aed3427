import { HEARING_SAMPLE_RATE_HZ } from '#audio';
import { AppError, toAppError } from '#core';
import { serveInference } from '#models';
import { loadRecogniser, type RecogniserOptions } from './load-recogniser.ts';
import { readLongWindow, type LongWindowOptions } from './read-long-window.ts';
import { DEFAULT_READING, recogniseWindow, type ReadingOptions } from './recognise-window.ts';
import { recognise, type Recognition } from './recogniser.ts';

/** One stretch of sound to be read. */
export interface TranscribePayload {
  readonly samples: Float32Array;
  readonly voicedMs: number;
  readonly options: ReadingOptions;
}

/** One window of a long recording to be read. */
export interface LongWindowPayload {
  readonly samples: Float32Array;
  readonly options: LongWindowOptions;
}

/** What an utterance cost. */
export interface RecognitionTimings {
  /** For the spectrograms. */
  readonly melMs: number;
  /** For the encoder itself. */
  readonly encodeMs: number;
  readonly decodeMs: number;
  /** Tokens that were written, those of failed attempts included. */
  readonly tokens: number;
}

/** A text and what it cost. */
export type TimedRecognition = Omit<Recognition, 'timings'> & { readonly timings: RecognitionTimings };

const WARM_UP: ReadingOptions = { ...DEFAULT_READING, exactTokens: 2 };

const nothing = (): void => undefined;

serveInference({
  async load(options: RecogniserOptions) {
    const recogniser = await loadRecogniser(options);
    try {
      // Reserves the memory and shows that the files fit together before anybody speaks.
      const samples = new Float32Array(HEARING_SAMPLE_RATE_HZ);
      await recogniseWindow(recogniser.parts, samples, 1000, WARM_UP, nothing);
    } catch (error) {
      throw new AppError('MODEL_FILE_INVALID', {
        message: `The files of the Whisper model ${options.modelPath} do not work together.`,
        cause: error,
        context: { path: options.modelPath },
      });
    }
    return recogniser;
  },
  methods: {
    facts: async ({ facts }) => facts,
    async transcribe({ parts }, { samples, voicedMs, options }: TranscribePayload, context) {
      try {
        parts.encoder.takeTimes();
        const recognition = await recognise(parts, samples, voicedMs, options, () =>
          context.throwIfAborted(),
        );
        const timings = { ...recognition.timings, ...parts.encoder.takeTimes() };
        return { ...recognition, timings } satisfies TimedRecognition;
      } catch (error) {
        throw toAppError(error, 'TRANSCRIPTION_FAILED');
      }
    },
    async transcribeLongWindow({ parts }, { samples, options }: LongWindowPayload, context) {
      try {
        return await readLongWindow(parts, samples, options, () => context.throwIfAborted());
      } catch (error) {
        throw toAppError(error, 'TRANSCRIPTION_FAILED');
      }
    },
  },
});
