import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Manifested } from '../manifest/manifest.ts';
import { METADATA_FILE } from '../manifest/manifest.ts';
import type { FinishedStage } from '../run-stage.ts';
import { CLIPS_FOLDER, type Segmented } from '../segment/segment.ts';
import type { Stage } from '../stage.ts';
import { trainVoice } from './train-voice.ts';
import type { TrainerEvent } from './trainer-event.ts';
import type { TrainingSettings } from './trainer-job.ts';

/** What {@link train} works with. */
export interface TrainInput {
  readonly segmented: FinishedStage<Segmented>;
  readonly manifested: FinishedStage<Manifested>;
  readonly settings: TrainingSettings;
  /** The trainer's own Python, when it is needed. */
  readonly python: () => Promise<string>;
  readonly onEvent: (event: TrainerEvent) => void;
  readonly stallTimeoutMs: number;
}

const resultSchema = z.object({
  epochs: z.number(),
  /** Of the last validation; empty when nothing was held out for it. */
  losses: z.record(z.string(), z.number()),
});
export type Trained = Readonly<z.output<typeof resultSchema>>;

/** Files of a finished training, in the stage's folder. */
export const CHECKPOINT_FILE = join('checkpoints', 'last.ckpt');
export const TRAINER_CONFIG_FILE = 'config.json';

/** Teaches a voice. */
export const train: Stage<TrainInput, Trained> = {
  name: 'train',
  version: 1,
  resultSchema,
  keyOf: ({ manifested, settings }) => ({ manifest: manifested.key, settings }),
  async run(
    { segmented, manifested, settings, python, onEvent, stallTimeoutMs },
    { workspace, signal, onProgress },
  ) {
    let losses: Trained['losses'] = {};
    await trainVoice(
      {
        settings,
        python: await python(),
        metadataPath: resolve(manifested.folder, METADATA_FILE),
        clipsFolder: resolve(segmented.folder, CLIPS_FOLDER),
        workFolder: resolve(workspace.folder),
        cancel: signal,
        stallTimeoutMs,
        onEvent(event) {
          if (event.type === 'validated') losses = event.losses;
          if (event.type === 'step') {
            const done = event.epoch * event.batches + event.batch;
            onProgress({ stage: 'train', done, total: settings.epochs * event.batches, unit: 'batches' });
          }
          onEvent(event);
        },
      },
      // The training must have ended before anybody leaves: `cancel` sees to that.
      new AbortController().signal,
    );
    return { epochs: settings.epochs, losses };
  },
};
