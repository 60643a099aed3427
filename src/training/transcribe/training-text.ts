/** A text as Piper's dataset takes it, and what a person should look at. */
export interface TrainingText {
  readonly text: string;
  readonly doubts: readonly TextDoubt[];
}

/** `digits`: how a number was spoken cannot be seen in it. */
export type TextDoubt = 'digits' | 'symbols';

const APOSTROPHES = /[‘’‚‛′]/gu;
/** Piper reads its list as CSV: a quotation mark would swallow lines, a bar divide them. */
const QUOTES_AND_BARS = /["“”„‟«»|]/gu;
/** `[music]`, `(laughs)`, `♪`: what is no speech. */
const REMARKS = /\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|[♪♫]/gu;
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f\u200b-\u200f\u2028\u2029\ufeff]/gu;
const END_MARK = /[.!?…。！？]$/u;
const SYMBOLS = /[^\p{L}\p{M}\p{N}\s.,!?;:'’\-–—…。！？、，；：]/u;

/** Makes a transcript ready for `metadata.csv`; an empty text stays empty. */
export function trainingText(transcript: string): TrainingText {
  const bare = transcript
    .normalize('NFC')
    .replace(CONTROLS, ' ')
    .replace(REMARKS, ' ')
    .replace(APOSTROPHES, "'")
    .replace(QUOTES_AND_BARS, '')
    .replace(/\s+/gu, ' ')
    .trim();
  const text = bare === '' || END_MARK.test(bare) ? bare : `${bare.replace(/[,;:\-–—]+$/u, '')}.`;
  const doubts: TextDoubt[] = [];
  if (/\p{N}/u.test(text)) doubts.push('digits');
  if (SYMBOLS.test(text)) doubts.push('symbols');
  return { text, doubts };
}
