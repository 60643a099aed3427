import { AppError } from '#core';
import { serveInference } from '#models';
import {
  loadSilero,
  newSileroMemory,
  SILERO_WINDOW_SAMPLES,
  type SileroMemory,
  type SileroModel,
} from './silero-model.ts';

/** One window of one speaker. */
export interface JudgePayload {
  readonly lane: number;
  readonly samples: Float32Array;
}

/** Of more lanes the one that was silent longest is forgotten; one that is over is never asked for again. */
const MAX_LANES = 256;

interface State {
  readonly model: SileroModel;
  readonly memories: Map<number, SileroMemory>;
}

serveInference<State>({
  async load({ path }: { readonly path: string }) {
    const model = await loadSilero(path);
    // The first run sets the runtime up, and shows that the file can be run at all.
    await model.judge(newSileroMemory(), new Float32Array(SILERO_WINDOW_SAMPLES));
    return { model, memories: new Map() };
  },
  methods: {
    async judge({ model, memories }, { lane, samples }: JudgePayload) {
      if (samples.length !== SILERO_WINDOW_SAMPLES) {
        throw new AppError('INTERNAL', {
          message: `A window of ${samples.length} samples cannot be judged.`,
        });
      }
      const memory = memories.get(lane) ?? newSileroMemory();
      memories.delete(lane);
      memories.set(lane, memory);
      const [longestSilent] = memories.keys();
      if (memories.size > MAX_LANES && longestSilent !== undefined) memories.delete(longestSilent);
      return model.judge(memory, samples);
    },
  },
});
