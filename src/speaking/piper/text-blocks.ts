/** A stretch of a text, and where it begins. */
export interface TextBlock {
  readonly text: string;
  /** In UTF-16 units. */
  readonly start: number;
}

/** The best places for a cut first: after a sentence, after a pause within it, between words. */
const CUTS = [/[.!?…。！？]["'”’)\]]*\s+|\n+/gu, /[,;:，；：、]\s*/gu, /\s+/gu];

/** Phonemes given by hand. */
const RAW_BLOCK = /\[\[[^\n]*?\]\]/gu;

/**
 * Cuts a long text into blocks that can be spoken one after the other, so that neither memory nor the wait
 * for an abort grows with the text. Nothing is lost: the blocks joined are the text.
 *
 * @param maxLength - of a block, in UTF-16 units.
 */
export function* textBlocks(text: string, maxLength: number): Generator<TextBlock, void, undefined> {
  let start = 0;
  while (text.length - start > maxLength) {
    const end = start + blockLength(text.slice(start, start + maxLength));
    yield { text: text.slice(start, end), start };
    start = end;
  }
  if (start < text.length) yield { text: text.slice(start), start };
}

function blockLength(window: string): number {
  // Phonemes given by hand mean nothing when they are cut in two.
  const opened = window.lastIndexOf('[[');
  const usable = opened > window.lastIndexOf(']]') && opened > 0 ? window.slice(0, opened) : window;
  const cuttable = usable.replaceAll(RAW_BLOCK, (block) => '_'.repeat(block.length));
  for (const cut of CUTS) {
    const last = [...cuttable.matchAll(cut)].at(-1);
    const end = last === undefined ? 0 : last.index + last[0].length;
    if (end > usable.length / 4) return end;
  }
  const whole = usable.length;
  const splitsPair = /[\ud800-\udbff]$/u.test(usable) && whole > 1;
  return splitsPair ? whole - 1 : whole;
}
