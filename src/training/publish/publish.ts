import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ifPresent, writeWhole } from '#core';
import type { Consent } from '../consent/consent.ts';
import type { Ingested } from '../ingest/ingest.ts';
import { HELD_OUT_FILE, type Manifested } from '../manifest/manifest.ts';
import type { FinishedStage } from '../run-stage.ts';
import type { Stage } from '../stage.ts';
import { exportVoice } from '../trainer/export-voice.ts';
import { CHECKPOINT_FILE, TRAINER_CONFIG_FILE, type Trained } from '../trainer/train-stage.ts';
import type { TrainingSettings } from '../trainer/trainer-job.ts';
import { hearVoice } from './hear-voice.ts';
import { voiceConfig, voiceKey } from './voice-config.ts';

/** What {@link publish} works with. */
export interface PublishInput {
  readonly ingested: FinishedStage<Ingested>;
  readonly manifested: FinishedStage<Manifested>;
  readonly trained: FinishedStage<Trained>;
  readonly settings: TrainingSettings;
  readonly consent: Consent;
  readonly python: () => Promise<string>;
  readonly voicesFolder: string;
}

const resultSchema = z.object({
  /** Name under which the voice can be used. */
  key: z.string(),
  trials: z.array(z.object({ text: z.string(), seconds: z.number(), level: z.number() })),
});
export type Published = Readonly<z.output<typeof resultSchema>>;

/** Sentences that a new voice has to say before anybody gets it. */
const TRIALS = 3;

/** Exports a trained voice, listens to it, and puts it where voices are. */
export const publish: Stage<PublishInput, Published> = {
  name: 'publish',
  version: 1,
  resultSchema,
  keyOf: ({ trained, settings, consent }) => ({ training: trained.key, name: settings.name, consent }),
  async run(
    { ingested, manifested, trained, settings, consent, python, voicesFolder },
    { workspace, signal },
  ) {
    const key = voiceKey(settings);
    const onnx = join(workspace.folder, `${key}.onnx`);
    await exportVoice(await python(), join(trained.folder, CHECKPOINT_FILE), onnx, signal);
    const trainerConfig = await readFile(join(trained.folder, TRAINER_CONFIG_FILE), 'utf8');
    await writeWhole(`${onnx}.json`, voiceConfig(trainerConfig, settings));
    const heldOut = await readFile(join(manifested.folder, HELD_OUT_FILE), 'utf8');
    const texts = heldOut.split('\n').flatMap((row) => row.split('|').slice(1));
    const trials = [...(await hearVoice(onnx, texts.slice(0, TRIALS), signal))];
    const card = {
      voice: key,
      notice: 'This voice is synthetic. It was learned from recordings of a person who agreed to it.',
      consent: { speaker: consent.speaker, kind: consent.kind, givenAtMs: consent.givenAtMs },
      sources: ingested.result.sources.map(({ name, sha256, durationMs }) => ({ name, sha256, durationMs })),
      dataset: manifested.result,
      training: { ...trained.result, quality: settings.quality, base: settings.basePath ?? null },
      trials,
    };
    await writeWhole(join(workspace.folder, `${key}.card.json`), `${JSON.stringify(card, null, 2)}\n`);
    await mkdir(voicesFolder, { recursive: true });
    // The network last: without it nobody takes the rest for a voice.
    for (const name of [`${key}.card.json`, `${key}.onnx.json`, `${key}.onnx`]) {
      const beside = join(voicesFolder, `${name}.part`);
      await copyFile(join(workspace.folder, name), beside);
      await rename(beside, join(voicesFolder, name));
    }
    return { key, trials };
  },
};

/** Takes a voice back: its files, and everything of its run. */
export async function withdrawVoice(runFolder: string, voicesFolder: string): Promise<void> {
  const path = join(runFolder, 'publish', 'stage.json');
  const record = await ifPresent(readFile(path, 'utf8'), path);
  const parsed = z.object({ result: resultSchema }).safeParse(record === undefined ? {} : JSON.parse(record));
  const { key } = parsed.data?.result ?? {};
  if (key !== undefined) {
    for (const name of [`${key}.onnx`, `${key}.onnx.json`, `${key}.card.json`]) {
      await rm(join(voicesFolder, name), { force: true });
    }
  }
  await rm(runFolder, { recursive: true, force: true });
}
