import { afterAll, beforeAll, describe, test } from 'vitest';
import { openStage, type Scene, type Stage, type StageOptions } from '../support/stage.ts';
import type { TakenCure } from './without-cure.ts';

/** One row of the fault tables: what goes wrong, what cures it, and what a bot that is cured still does. */
export interface FaultRow {
  /** What goes wrong, as a person would tell it. */
  readonly fault: string;
  /** Absent where nothing is to be cured, only to be borne. */
  readonly cure?: TakenCure;
  /** Given by rows that need a Discord or a model of their own. */
  readonly stage?: StageOptions;
  /** Brings the fault about and throws unless the bot does its job all the same. */
  play(scene: Scene, stage: Stage): Promise<void>;
}

/** A cure that is one function of a file of its own and may simply do nothing. */
export function cure(file: string, exportedFunction: string): TakenCure {
  return { file: `src/discord/voice/cures/${file}.ts`, putIn: `export function ${exportedFunction}() {}` };
}

/**
 * Plays every row twice: with the bot as it is, which must pass, and without the row's cure, which must not.
 * Rows run beside each other: most of their time is people talking.
 */
export function describeFaults(title: string, rows: readonly FaultRow[]): void {
  describe.concurrent(title, () => {
    let shared: Stage;
    beforeAll(async () => {
      shared = await openStage();
    });
    afterAll(() => shared[Symbol.asyncDispose]());

    for (const row of rows) {
      const { fault, cure: taken } = row;
      test(`${fault}: the bot lives with it`, async () => {
        if (row.stage === undefined) return row.play(shared.scene(), shared);
        await using own = await openStage(row.stage);
        await row.play(own.scene(), own);
      });
      if (taken === undefined) continue;
      test(`${fault}: it does not without ${taken.file}`, async ({ expect }) => {
        await using bare = await openStage({ ...row.stage, withoutCure: taken });
        await expect(row.play(bare.scene(), bare)).rejects.toThrow();
      });
    }
  });
}
