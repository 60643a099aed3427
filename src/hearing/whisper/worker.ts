import { HEARING_SAMPLE_RATE_HZ } from '#audio';
import { AppError, toAppError } from '#core';
import { serveInference } from '#models';
import { loadRecogniser, type RecogniserOptions } from './load-recogniser.ts';
import { recognise, recogniseWindow } from './recogniser.ts';

/** One stretch of sound to be read. */
export interface TranscribePayload {
  readonly samples: Float32Array;
  readonly voicedMs: number;
}

const nothing = (): void => undefined;

serveInference({
  async load(options: RecogniserOptions) {
    const recogniser = await loadRecogniser(options);
    try {
      // Reserves the memory and shows that the files fit together before anybody speaks.
      await recogniseWindow(recogniser.parts, new Float32Array(HEARING_SAMPLE_RATE_HZ), nothing);
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
    async transcribe({ parts }, { samples, voicedMs }: TranscribePayload, context) {
      try {
        return await recognise(parts, samples, voicedMs, () => context.throwIfAborted());
      } catch (error) {
        throw toAppError(error, 'TRANSCRIPTION_FAILED');
      }
    },
  },
});
