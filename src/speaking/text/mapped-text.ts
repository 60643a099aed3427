import type { Edit, Rule } from './edit.ts';

/** A text that was edited, with the place in the source of every one of its UTF-16 units. */
export interface MappedText {
  readonly text: string;
  /** One more than the text has units: where each stood in the source; the last is the source's end. */
  readonly sources: Uint32Array;
}

/** The source itself, unedited. */
export function unedited(text: string): MappedText {
  return { text, sources: Uint32Array.from({ length: text.length + 1 }, (_, at) => at) };
}

/** Applies one rule and keeps the map. */
export function applyRule(mapped: MappedText, rule: Rule): MappedText {
  const { text, sources } = mapped;
  const edits = Array.from(rule(text))
    .flatMap((edit) => narrowed(text, edit))
    .filter(({ start, end, text: put }) => start < end || put !== '');
  if (edits.length === 0) return mapped;
  const length = edits.reduce(
    (sum, { start, end, text: put }) => sum - (end - start) + put.length,
    text.length,
  );
  const pieces: string[] = [];
  const moved = new Uint32Array(length + 1);
  let from = 0;
  let to = 0;
  const keep = (until: number): void => {
    pieces.push(text.slice(from, until));
    moved.set(sources.subarray(from, until), to);
    to += until - from;
  };
  for (const { start, end, text: put } of edits) {
    keep(start);
    pieces.push(put);
    // What was put in is heard in full before what it stands for counts as heard.
    moved.fill(sources[start] as number, to, to + put.length);
    to += put.length;
    from = end;
  }
  keep(text.length);
  moved[length] = sources[text.length] as number;
  return { text: pieces.join(''), sources: moved };
}

/** Leaves out what an edit does not change, so that the words within it keep their places. */
function narrowed(text: string, edit: Edit): readonly Edit[] {
  const { start, end, text: put } = edit;
  const before = text.slice(start, end);
  if (before === put) return [];
  const inside = put === '' ? -1 : before.indexOf(put);
  if (inside >= 0) {
    const kept = start + inside;
    return [
      { start, end: kept, text: '' },
      { start: kept + put.length, end, text: '' },
    ];
  }
  let head = 0;
  while (head < before.length && head < put.length && before[head] === put[head]) head += 1;
  let tail = 0;
  const longestTail = Math.min(before.length, put.length) - head;
  while (tail < longestTail && before[before.length - 1 - tail] === put[put.length - 1 - tail]) tail += 1;
  return [{ start: start + head, end: end - tail, text: put.slice(head, put.length - tail) }];
}
