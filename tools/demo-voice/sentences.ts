/** A seeded generator of numbers in [0, 1) (mulberry32), so that a corpus can be made again exactly. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const ONSETS = (
  'b c d f g h j k l m n p r s t v w y z th sh ch bl br cl cr dr fl fr gl gr pl pr sc sk sl sm sn sp st sw ' +
  'tr tw thr str spr qu wh'
).split(' ');
const NUCLEI = 'a e i o u ee ea oo ou ow ai ay oa oi oy ie ar er ir or ur air ear are ire'.split(' ');
const CODAS = (
  ' b d f g k l m n p r s t v x z th sh ch ng nk nt nd mp lt ld st sk sp ft ct lk ll ss dge tch ve ze ns ms ' +
  'nts rth lf'
).split(' ');
const INNER_MARKS = [',', ',', ',', ',', ';', ':'];
const FINAL_MARKS = ['.', '.', '.', '?', '!'];

type Pick = (choices: readonly string[]) => string;

function madeUpWord(pick: Pick, syllables: number): string {
  return Array.from({ length: syllables }, () => pick(ONSETS) + pick(NUCLEI) + pick(CODAS)).join('');
}

/**
 * Sentences without meaning that join all kinds of sounds: words of the list in any order, some made-up words,
 * commas inside, one of `. ? !` at the end.
 */
export function makeSentences(words: readonly string[], count: number, seed: number): readonly string[] {
  const random = seededRandom(seed);
  const pick: Pick = (choices) => choices[Math.floor(random() * choices.length)] ?? '';
  return Array.from({ length: count }, () => {
    const length = random() < 0.1 ? 1 : 2 + Math.floor(random() * 10);
    const madeUpShare = random() < 0.25 ? 0.5 : 0;
    let sentence = '';
    for (let index = 0; index < length; index += 1) {
      const word = random() < madeUpShare ? madeUpWord(pick, 1 + Math.floor(random() * 2.3)) : pick(words);
      const mark = random() < 0.1 ? pick(INNER_MARKS) : '';
      sentence += index < length - 1 ? `${word}${mark} ` : word;
    }
    return sentence + pick(FINAL_MARKS);
  });
}
