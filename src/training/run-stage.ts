import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ifPresent, writeWhole } from '#core';
import { workKey, type Stage, type StageProgress } from './stage.ts';
import { openStageWorkspace } from './stage-workspace.ts';

const RECORD = 'stage.json';
const recordSchema = z.object({ key: z.string(), result: z.unknown() });

/** A stage that is done. */
export interface FinishedStage<Result> {
  /** One word for the work that was done. */
  readonly key: string;
  /** Where its files are. */
  readonly folder: string;
  readonly result: Result;
  /** Nothing had changed since it was done before. */
  readonly skipped: boolean;
}

/** What {@link runStage} is given beside the stage and its input. */
export interface RunStageOptions {
  readonly runFolder: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: StageProgress) => void;
}

async function readRecord(folder: string): Promise<z.output<typeof recordSchema> | undefined> {
  const path = join(folder, RECORD);
  const text = await ifPresent(readFile(path, 'utf8'), path);
  return text === undefined ? undefined : recordSchema.parse(JSON.parse(text));
}

/** Work on what is no longer wanted: earlier settings, other recordings. */
async function removeAbandoned(runFolder: string, stage: string): Promise<void> {
  const names = (await readdir(runFolder)).filter(
    (name) => name.startsWith(`${stage}.`) && name.endsWith('.part'),
  );
  await Promise.all(names.map((name) => rm(join(runFolder, name), { recursive: true, force: true })));
}

/**
 * Runs a stage, or takes what an earlier run of the same work left. It works in a folder beside its place, which
 * survives a kill at any moment and is taken up again by the next start; only a complete folder gets the name of
 * the stage.
 */
export async function runStage<Input, Result>(
  stage: Stage<Input, Result>,
  input: Input,
  { runFolder, signal, onProgress }: RunStageOptions,
): Promise<FinishedStage<Result>> {
  signal.throwIfAborted();
  const key = workKey(stage, input);
  const folder = join(runFolder, stage.name);
  const before = await readRecord(folder);
  if (before?.key === key) {
    return { key, folder, result: stage.resultSchema.parse(before.result), skipped: true };
  }

  const beside = join(runFolder, `${stage.name}.${key.slice(0, 16)}.part`);
  const workspace = await openStageWorkspace(beside);
  const result = await stage.run(input, { workspace, signal, onProgress });
  signal.throwIfAborted();
  await writeWhole(join(beside, RECORD), JSON.stringify({ key, result }, null, 2));
  // Killed between these two, the next start finds the work complete in the folder beside.
  await rm(folder, { recursive: true, force: true });
  await rename(beside, folder);
  await removeAbandoned(runFolder, stage.name);
  return { key, folder, result, skipped: false };
}
