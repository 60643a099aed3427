import type { Espeak } from './espeak.ts';

/** The part of a Piper config that is needed to speak. */
export interface VoiceConfig {
  readonly audio: { readonly sample_rate: number };
  readonly phoneme_id_map: Readonly<Record<string, readonly number[]>>;
}

const CLAUSE_PATTERN = /[^,;:.?!]+[,;:.?!]*/gu;
const INNER_MARKS = new Set([',', ';', ':']);

/** IPA of one line as Piper gives it to a voice: clauses with their marks, a space behind a mark inside, NFD. */
export function phonemesOf(espeak: Espeak, text: string): string {
  const clauses = (text.match(CLAUSE_PATTERN) ?? []).map((clause) => {
    const mark = /[,;:.?!]/u.exec(clause)?.[0] ?? '';
    const words = espeak.clauses(clause).join(' ').replaceAll('_', '');
    return words + mark + (INNER_MARKS.has(mark) ? ' ' : '');
  });
  return clauses.join('').trimEnd().normalize('NFD');
}

/** Ids between `^` and `$`, a pad behind each but the last; a code point without an id is left out. */
export function idsOf(config: VoiceConfig, phonemes: string): readonly number[] {
  const inner = Array.from(phonemes).flatMap((point) => config.phoneme_id_map[point] ?? []);
  return [1, 0, ...inner.flatMap((id) => [id, 0]), 2];
}
