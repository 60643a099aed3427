import type { OnnxModel } from './model.ts';

/** What an edit found out about a model, for the caller that runs it; kept with a cached edit. */
export type OnnxFacts = Readonly<Record<string, string | number | boolean>>;

/** A layout that an edit does not know is an ordinary answer: such a model runs as it is. */
export type OnnxEditResult<Part extends string> =
  | { readonly kind: 'edited'; readonly parts: Readonly<Record<Part, OnnxModel>>; readonly facts: OnnxFacts }
  | { readonly kind: 'unknown-layout'; readonly reason: string };

/**
 * A change of a model's graph. A part that is the model itself means that nothing had to be changed.
 * The version counts up whenever the same model would be edited differently.
 */
export interface OnnxEdit<Part extends string = 'model'> {
  readonly name: string;
  readonly version: number;
  readonly apply: (model: OnnxModel) => OnnxEditResult<Part>;
}

export const unknownLayout = (
  reason: string,
): { readonly kind: 'unknown-layout'; readonly reason: string } => ({
  kind: 'unknown-layout',
  reason,
});

/** The version of ONNX's own operators that a model uses. */
export const opsetOf = (model: OnnxModel): number =>
  model.opsets.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 1;

/**
 * Several edits as one, each on what the one before made. An edit that does not know the layout is passed
 * over and named in the fact `skipped`; when none does, the reasons are the answer.
 */
export function chainEdits(edits: readonly OnnxEdit[]): OnnxEdit {
  return {
    name: edits.map(({ name }) => name).join('+'),
    version: edits.reduce((sum, { version }) => sum + version, 0),
    apply(model) {
      let edited = model;
      let facts: OnnxFacts = {};
      const skipped: string[] = [];
      for (const edit of edits) {
        const result = edit.apply(edited);
        if (result.kind === 'unknown-layout') skipped.push(`${edit.name}: ${result.reason}`);
        else {
          edited = result.parts.model;
          facts = { ...facts, ...result.facts };
        }
      }
      if (skipped.length === edits.length) return unknownLayout(skipped.join(' '));
      return {
        kind: 'edited',
        parts: { model: edited },
        facts: skipped.length === 0 ? facts : { ...facts, skipped: skipped.join(' ') },
      };
    },
  };
}

/**
 * An edit that makes parts, and edits of one of them. One that does not know the layout of its part is passed
 * over and named in the fact `skipped`.
 */
export function editPart<Part extends string>(
  edit: OnnxEdit<Part>,
  part: Part,
  edits: readonly OnnxEdit[],
): OnnxEdit<Part> {
  if (edits.length === 0) return edit;
  const chain = chainEdits(edits);
  return {
    name: `${edit.name}+${chain.name}`,
    version: edit.version + chain.version,
    apply(model) {
      const whole = edit.apply(model);
      if (whole.kind === 'unknown-layout') return whole;
      const edited = chain.apply(whole.parts[part]);
      if (edited.kind === 'unknown-layout')
        return { ...whole, facts: { ...whole.facts, skipped: edited.reason } };
      return {
        kind: 'edited',
        parts: { ...whole.parts, [part]: edited.parts.model },
        facts: { ...whole.facts, ...edited.facts },
      };
    },
  };
}
