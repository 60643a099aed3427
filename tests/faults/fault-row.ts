import type { Scene, Stage, StageOptions } from '../support/stage.ts';
import type { ReplacedFile } from './without-cure.ts';

/** One row of the fault tables: what goes wrong, what cures it, and what a bot that is cured still does. */
export interface FaultRow {
  /** The row's name in the tables, and what a person in the channel would see. */
  readonly name: string;
  readonly cure: ReplacedFile;
  readonly stage?: StageOptions;
  /** Brings the fault about and throws unless the bot does its job all the same. */
  play(scene: Scene, stage: Stage): Promise<void>;
}

/** A cure under `src/discord/voice/cures/`, and what takes its place when it is taken away. */
export function cure(name: string, inert: string): ReplacedFile {
  return { file: `src/discord/voice/cures/${name}.ts`, inert };
}
