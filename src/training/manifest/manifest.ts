import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError, writeWhole } from '#core';
import type { Ingested } from '../ingest/ingest.ts';
import type { FinishedStage } from '../run-stage.ts';
import type { Segmented } from '../segment/segment.ts';
import type { Separated } from '../separate/separate.ts';
import type { Stage } from '../stage.ts';
import type { Transcribed } from '../transcribe/transcribe.ts';

/** What {@link manifest} works with. */
export interface ManifestInput {
  readonly ingested: FinishedStage<Ingested>;
  readonly separated: FinishedStage<Separated>;
  readonly segmented: FinishedStage<Segmented>;
  readonly transcribed: FinishedStage<Transcribed>;
  readonly recogniser: string;
  /** Clips are held out by it; the same seed holds out the same clips. */
  readonly seed: string;
  /** Less speech than this makes no voice, in ms. */
  readonly minSpeechMs: number;
}

const resultSchema = z.object({
  trainingClips: z.number(),
  heldOutClips: z.number(),
  speechMs: z.number(),
});
export type Manifested = Readonly<z.output<typeof resultSchema>>;

/** Piper's list of clips and texts; the audio folder is that of the clips. */
export const METADATA_FILE = 'metadata.csv';
/** Clips that the training never sees, in the same form. */
export const HELD_OUT_FILE = 'held-out.csv';
/** Where everything came from, and what was decided. */
export const MANIFEST_FILE = 'manifest.json';

const HELD_OUT_SHARE = 0.05;
const MAX_HELD_OUT = 20;

interface Row {
  readonly clipId: string;
  readonly text: string;
}

/** The order in which clips are held out: by chance, but always the same. */
const lot = (seed: string, clipId: string): string =>
  createHash('sha256').update(`${seed} ${clipId}`).digest('hex');

/** Divides clips for good: every run with this seed trains and judges with the same ones. */
export function holdOut<Kept extends Row>(
  rows: readonly Kept[],
  seed: string,
): { readonly training: readonly Kept[]; readonly heldOut: readonly Kept[] } {
  const count = Math.max(1, Math.min(MAX_HELD_OUT, Math.floor(rows.length * HELD_OUT_SHARE)));
  const drawn = rows.toSorted((a, b) => lot(seed, a.clipId).localeCompare(lot(seed, b.clipId)));
  const heldOut = new Set(drawn.slice(0, count));
  return {
    training: rows.filter((row) => !heldOut.has(row)),
    heldOut: rows.filter((row) => heldOut.has(row)),
  };
}

const listOf = (rows: readonly Row[]): string =>
  rows.map(({ clipId, text }) => `${clipId}|${text}\n`).join('');

/** Writes what the trainer reads, and beside it where every clip came from. */
export const manifest: Stage<ManifestInput, Manifested> = {
  name: 'manifest',
  version: 1,
  resultSchema,
  keyOf: ({ ingested, segmented, transcribed, seed, minSpeechMs }) => ({
    sources: ingested.result,
    segmented: segmented.result,
    transcribed: transcribed.result,
    seed,
    minSpeechMs,
  }),
  async run(input, { workspace }) {
    const { ingested, separated, segmented, transcribed, recogniser, seed, minSpeechMs } = input;
    const texts = new Map(transcribed.result.clips.map((clip) => [clip.clipId, clip]));
    const clips = segmented.result.clips.map((clip) => ({ ...clip, ...texts.get(clip.id) }));
    const accepted = clips.flatMap(({ id, text, verdict, startMs, endMs }) =>
      verdict === 'accepted' && text !== undefined ? [{ clipId: id, text, lengthMs: endMs - startMs }] : [],
    );
    const speechMs = accepted.reduce((sum, { lengthMs }) => sum + lengthMs, 0);
    if (speechMs < minSpeechMs || accepted.length < 2) {
      throw new UserError('TRAINING_TOO_LITTLE', {
        message:
          `Of ${clips.length} clips ${accepted.length} can be used, ${(speechMs / 60_000).toFixed(1)} minutes; ` +
          `a voice needs ${(minSpeechMs / 60_000).toFixed(1)}. ${clips.length - accepted.length} wait for review or ` +
          'were left out.',
        context: { clips: clips.length, accepted: accepted.length, speechMs },
      });
    }
    const { training, heldOut } = holdOut(accepted, seed);
    const at = (name: string): string => join(workspace.folder, name);
    await writeWhole(at(METADATA_FILE), listOf(training));
    await writeWhole(at(HELD_OUT_FILE), listOf(heldOut));
    const record = {
      sources: ingested.result.sources,
      separation: separated.result.sources,
      recogniser,
      seed,
      clips,
      dropped: segmented.result.dropped,
      heldOut: heldOut.map(({ clipId }) => clipId),
    };
    await writeWhole(at(MANIFEST_FILE), `${JSON.stringify(record, null, 2)}\n`);
    return { trainingClips: training.length, heldOutClips: heldOut.length, speechMs };
  },
};
