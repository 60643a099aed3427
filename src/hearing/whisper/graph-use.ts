import { basename } from 'node:path';
import type { EditedModel, OnnxEdit } from '#models';

/** What became of a model's file when it was loaded. */
export interface GraphUse {
  readonly file: string;
  /** Names of the edits that are in use. */
  readonly edits: readonly string[];
  /** Greatest difference between the edited and the original model in the check, in any output. */
  readonly difference?: number;
  /** Why an edit is not in use. */
  readonly refusal?: string;
  /** Why the edited file has to be made and checked again at the next start. */
  readonly cacheProblem?: string;
}

/** Puts into words for `/status` what the loader answered, if it was asked. */
export function graphUseOf<Part extends string>(
  path: string,
  edits: readonly Pick<OnnxEdit, 'name'>[],
  edited?: EditedModel<Part>,
): GraphUse {
  const file = basename(path);
  if (edited === undefined) return { file, edits: [] };
  if (edited.kind === 'unedited') return { file, edits: [], refusal: edited.reason };
  const { facts, difference, cacheProblem } = edited;
  const refusal = typeof facts['skipped'] === 'string' ? facts['skipped'] : undefined;
  const used = edits.map(({ name }) => name).filter((name) => refusal?.includes(`${name}: `) !== true);
  return {
    file,
    edits: used,
    difference,
    ...(refusal === undefined ? {} : { refusal }),
    ...(cacheProblem === undefined ? {} : { cacheProblem: cacheProblem.message }),
  };
}
