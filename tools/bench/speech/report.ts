/** One length of utterance on one model. */
export interface RecognitionRow {
  readonly model: string;
  readonly seconds: number;
  readonly oursMs: number;
  readonly peer: string;
  readonly peerMs: number;
  /** How many times faster than the peer. */
  readonly ratio: number;
  /** With our window at 30 s, as the peer's always is; null when the peer runs other weights. */
  readonly sameTokens: boolean | null;
}

/** One length of sentence with one voice. */
export interface SpeakingRow {
  readonly voice: string;
  readonly seconds: number;
  readonly firstAudioMs: number;
  readonly wholeMs: number;
  readonly peer: string;
  readonly peerMs: number;
  /** The peer's time until its first sound over ours. */
  readonly ratio: number;
  /** Within 1e-6 of the whole network's sound; null when the peer's sound goes through other steps after it. */
  readonly identical: boolean | null;
}

/** What the bench prints with `--json`. */
export interface BenchReport {
  readonly stt: readonly RecognitionRow[];
  readonly tts: readonly SpeakingRow[];
  readonly eventLoopP99Ms: number;
  readonly rssMb: number;
  readonly cpu: string;
}

/** Milliseconds as they are told: a tenth is noise. */
export const tenths = (value: number): number => Math.round(value * 10) / 10;

/** How many times faster, to two decimals. */
export const ratioOf = (peerMs: number, oursMs: number): number => Math.round((peerMs / oursMs) * 100) / 100;

/** A verdict as a word. */
export function verdictWord(verdict: boolean | null): string {
  if (verdict === null) return '-';
  return verdict ? 'yes' : 'NO';
}

/** Lays rows of words out in columns. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
