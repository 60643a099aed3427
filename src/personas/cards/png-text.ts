import type { PngChunk } from './png-chunks.ts';

/** The name of a `tEXt` chunk and its value (PNG, section 11.3.3.2); both are Latin-1. */
export interface PngText {
  readonly keyword: string;
  readonly text: string;
}

/** Chunks that hold text of whatever kind. */
const TEXT_CHUNKS: ReadonlySet<string> = new Set(['tEXt', 'zTXt', 'iTXt']);
const MAX_KEYWORD_BYTES = 79;

/** The texts of the wanted keywords, the first of each. Nothing else is decoded. */
export function findTexts<Keyword extends string>(
  chunks: readonly PngChunk[],
  keywords: readonly Keyword[],
): Partial<Record<Keyword, string>> {
  const found: Partial<Record<Keyword, string>> = {};
  for (const { type, data } of chunks) {
    if (type !== 'tEXt') continue;
    const end = data.subarray(0, MAX_KEYWORD_BYTES + 1).indexOf(0);
    if (end < 0) continue;
    const name = Buffer.from(data.subarray(0, end)).toString('latin1').toLowerCase();
    const keyword = keywords.find((wanted) => wanted === name);
    if (keyword !== undefined) found[keyword] ??= Buffer.from(data.subarray(end + 1)).toString('latin1');
  }
  return found;
}

/** The same picture without any text in it. */
export function withoutTexts(chunks: readonly PngChunk[]): readonly PngChunk[] {
  return chunks.filter(({ type }) => !TEXT_CHUNKS.has(type));
}

/** The same picture with these texts, before its `IEND`. */
export function withTexts(chunks: readonly PngChunk[], texts: readonly PngText[]): readonly PngChunk[] {
  const added = texts.map(({ keyword, text }) => ({
    type: 'tEXt',
    data: Buffer.from(`${keyword}\0${text}`, 'latin1'),
  }));
  return [...chunks.slice(0, -1), ...added, ...chunks.slice(-1)];
}
