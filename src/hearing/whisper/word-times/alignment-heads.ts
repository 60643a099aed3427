/** Layer and head of the decoder whose attention follows the speech. */
export type AlignmentHead = readonly [layer: number, head: number];

interface KnownHeads {
  readonly layers: number;
  readonly heads: number;
  readonly vocabularySize?: number;
  readonly alignment: readonly AlignmentHead[];
}

/** OpenAI's models (`__init__.py`), by their dimensions; the model that knows English only comes first. */
const KNOWN: readonly KnownHeads[] = [
  {
    layers: 4,
    heads: 6,
    vocabularySize: 51_864,
    alignment: [
      [1, 0],
      [2, 0],
      [2, 5],
      [3, 0],
      [3, 1],
      [3, 2],
      [3, 3],
      [3, 4],
    ],
  },
  {
    layers: 4,
    heads: 6,
    alignment: [
      [2, 2],
      [3, 0],
      [3, 2],
      [3, 3],
      [3, 4],
      [3, 5],
    ],
  },
  {
    layers: 6,
    heads: 8,
    vocabularySize: 51_864,
    alignment: [
      [3, 3],
      [4, 7],
      [5, 1],
      [5, 5],
      [5, 7],
    ],
  },
  {
    layers: 6,
    heads: 8,
    alignment: [
      [3, 1],
      [4, 2],
      [4, 3],
      [4, 7],
      [5, 1],
      [5, 2],
      [5, 4],
      [5, 6],
    ],
  },
  {
    layers: 12,
    heads: 12,
    vocabularySize: 51_865,
    alignment: [
      [5, 3],
      [5, 9],
      [8, 0],
      [8, 4],
      [8, 7],
      [8, 8],
      [9, 0],
      [9, 7],
      [9, 9],
      [10, 5],
    ],
  },
  {
    layers: 4,
    heads: 20,
    alignment: [
      [2, 4],
      [2, 11],
      [3, 3],
      [3, 6],
      [3, 11],
      [3, 14],
    ],
  },
];

/** The dimensions of a decoder. */
export interface DecoderShape {
  readonly layers: number;
  readonly heads: number;
  readonly vocabularySize: number;
}

/**
 * The heads to be used for word times: those that the model names, else those that are known for its
 * dimensions, else all heads of the upper half of its layers, as OpenAI does for unknown models.
 */
export function alignmentHeadsOf(
  named: readonly AlignmentHead[] | null | undefined,
  { layers, heads, vocabularySize }: DecoderShape,
): readonly AlignmentHead[] {
  const possible = (named ?? []).filter(([layer, head]) => layer < layers && head < heads);
  if (possible.length > 0) return possible;
  const known = KNOWN.find(
    (model) =>
      model.layers === layers &&
      model.heads === heads &&
      (model.vocabularySize ?? vocabularySize) === vocabularySize,
  );
  if (known !== undefined) return known.alignment;
  const upper = Array.from({ length: layers - (layers >> 1) }, (_unused, index) => (layers >> 1) + index);
  return upper.flatMap((layer) => Array.from({ length: heads }, (_unused, head) => [layer, head] as const));
}
