// node make-sentences.ts <train|held-out> <count> <seed>  >  sentences.txt
// Draws sentences, one a line: about one in eight is a string of random words, so that a model cannot live
// on the grammar alone. Held-out sentences never appear among the training ones, whatever the seeds.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { expandRule, finishText, parseGrammar, vocabularyOf } from './grammar.ts';
import { createRandom, hashText, type Random } from './random.ts';

const longestWords = 22;
const shareOfRandomWords = 0.13;
/** One of each pair that sounds alike, and words that say nothing alone: never among random words. */
const onlyInContext = new Set(['two', 'four', 'know', 'hear', 'tree', 'trees', 'red', 'too', 'a', 'an']);

const grammar = parseGrammar(readFileSync(new URL('./grammar.txt', import.meta.url), 'utf8'));
const vocabulary = vocabularyOf(grammar);
const { positionals } = parseArgs({ allowPositionals: true });
const [part, countText, seedText] = positionals;
if (part === 'vocabulary') {
  process.stdout.write(`${vocabulary.join('\n')}\n`);
} else if (part === 'train' || part === 'held-out') {
  const sentences = draw(part === 'held-out', Number(countText), createRandom(Number(seedText)));
  process.stdout.write(`${sentences.join('\n')}\n`);
} else {
  throw new Error(
    'usage: make-sentences.ts <train|held-out> <count> <seed>  |  make-sentences.ts vocabulary',
  );
}

function draw(heldOut: boolean, count: number, random: Random): string[] {
  const sentences: string[] = [];
  const seen = new Set<string>();
  while (sentences.length < count) {
    const text = finishText(
      random.next() < shareOfRandomWords ? randomWords(random) : expandRule(grammar, 'utterance', random),
    );
    const length = text.split(' ').length;
    if (length > longestWords || isHeldOut(text, length) !== heldOut) continue;
    if (heldOut && seen.has(text)) continue;
    seen.add(text);
    sentences.push(text);
  }
  return sentences;
}

/** Short ones ("Stop.") belong to training: there are too few of them to keep some away. */
function isHeldOut(text: string, length: number): boolean {
  return length >= 4 && hashText(text) % 12 === 0;
}

function randomWords(random: Random): string {
  const words = vocabulary.filter((word) => !onlyInContext.has(word));
  const length = Math.floor(random.between(2, 9));
  return `${Array.from({ length }, () => random.pick(words)).join(' ')}.`;
}
