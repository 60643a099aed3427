import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { StageWorkspace } from './stage-workspace.ts';

/** The stages of a run, in their order. */
export const STAGE_NAMES = [
  'ingest',
  'separate',
  'segment',
  'transcribe',
  'manifest',
  'train',
  'publish',
] as const;
export type StageName = (typeof STAGE_NAMES)[number];

/** What was done of a stage. */
export interface StageProgress {
  readonly stage: StageName;
  readonly done: number;
  readonly total: number;
  /** What is counted. */
  readonly unit: 'seconds' | 'clips' | 'sources' | 'batches';
}

/** What a stage works with. */
export interface StageContext {
  readonly workspace: StageWorkspace;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: StageProgress) => void;
}

/** One step of a run: a function of its input that writes into a folder of its own. */
export interface Stage<Input, Result> {
  readonly name: StageName;
  /** Raised when the same input gives something else than before. */
  readonly version: number;
  readonly resultSchema: z.ZodType<Result>;
  /** Everything that the result depends on, as plain JSON; no times, no paths. */
  keyOf(input: Input): unknown;
  run(input: Input, context: StageContext): Promise<Result>;
}

/** One word for a stage's work on an input: the same work has the same word. */
export function workKey<Input, Result>(stage: Stage<Input, Result>, input: Input): string {
  const work = { stage: stage.name, version: stage.version, input: stage.keyOf(input) };
  return createHash('sha256').update(JSON.stringify(work)).digest('hex');
}
