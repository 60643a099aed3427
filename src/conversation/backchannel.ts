const BACKCHANNELS: ReadonlySet<string> = new Set([
  'ah',
  'aha',
  'hm',
  'hmm',
  'mhm',
  'mm',
  'mmhm',
  'oh',
  'okay',
  'ok',
  'right',
  'sure',
  'uh',
  'uhhuh',
  'wow',
  'yeah',
  'yep',
  'yes',
  'i see',
]);

/** True for what a listener says without wanting the floor ("mhm", "I see"), and for nothing at all. */
export function isBackchannel(text: string): boolean {
  const words = text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s]/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  return words === '' || BACKCHANNELS.has(words);
}
