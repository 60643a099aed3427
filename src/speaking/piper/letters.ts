import type { PhonemeSentence } from './phonemize.ts';

/**
 * For voices that read letters: each code point of the decomposed text (NFD) is a phoneme, and the whole text
 * is one sentence, as in Piper. Capitals that the voice does not know are read as small letters, as in
 * Piper's library.
 */
export function readLetters(text: string, knows: (letter: string) => boolean): readonly PhonemeSentence[] {
  const phonemes: string[] = [];
  const words = [];
  let at = 0;
  const add = (to: number): void => {
    for (const letter of text.slice(at, to).normalize('NFD')) {
      phonemes.push(knows(letter) ? letter : letter.toLowerCase());
    }
    at = to;
  };
  for (const { index, 0: token } of text.matchAll(/\S+/gu)) {
    add(index);
    const start = phonemes.length;
    add(index + token.length);
    words.push({ text: token, textStart: index, textEnd: at, start, end: phonemes.length });
  }
  add(text.length);
  return [{ phonemes, words, complete: true }];
}
