import { readFile } from 'node:fs/promises';

import { beforeAll, describe, expect, test } from 'vitest';

import { createEspeak, type Espeak } from './espeak.ts';
import { readLetters } from './letters.ts';
import { phonemesToIds } from './phoneme-ids.ts';
import type { VowelClusters } from './phoneme-changes.ts';
import { createPhonemizer } from './phonemize.ts';

/** Made by Piper's own code: `tools/piper-vectors`. */
interface PiperVectors {
  readonly phonemeIds: Readonly<Record<string, readonly number[]>>;
  readonly piperTts: readonly Vector[];
  readonly piperPhonemize: readonly Vector[];
  readonly mergedVowels: readonly Vector[];
  readonly letters: readonly Vector[];
}

/** espeak-ng's voice, text, and the phonemes and ids of each sentence. */
type Vector = readonly [voice: string, text: string, sentences: readonly Sentence[]];
type Sentence = readonly [phonemes: string, ids: readonly number[]];

const vectors = JSON.parse(
  await readFile(new URL('piper-vectors.json', import.meta.url), 'utf8'),
) as PiperVectors;
const byVoice = Map.groupBy([...vectors.piperTts, ...vectors.piperPhonemize], ([voice]) => voice);

test('there are at least 200 sentences of Piper, and 8 languages with 19 or more', () => {
  const counts = Array.from(byVoice.values(), ({ length }) => length);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(200);
  expect(counts.filter((count) => count >= 19).length).toBeGreaterThanOrEqual(8);
});

describe.each([...byVoice])('the voice %s has the phonemes and ids that Piper gives', (voice, rows) => {
  let espeak: Espeak;
  beforeAll(async () => {
    espeak = await createEspeak(voice);
  });

  test.each(rows)('(%s) %j', (_voice, text, sentences) => {
    expect(spoken(espeak, text)).toEqual(sentences);
  });
});

test.each(vectors.mergedVowels)('with merged vowels, too: (%s) %j', async (voice, text, sentences) => {
  const clusters = ['aɪ', 'aʊ', 'ɔɪ', 'eɪ', 'oʊ'].map((cluster) => Array.from(cluster));
  expect(spoken(await createEspeak(voice), text, clusters)).toEqual(sentences);
});

test.each(vectors.letters)('and for voices that read letters: (%s) %j', (_voice, text, sentences) => {
  expect(
    readLetters(text, (letter) => Object.hasOwn(vectors.phonemeIds, letter)).map(({ phonemes }) => [
      phonemes.join(''),
      phonemesToIds(phonemes, vectors.phonemeIds).ids,
    ]),
  ).toEqual(sentences);
});

function spoken(espeak: Espeak, text: string, vowelClusters: VowelClusters = []): Sentence[] {
  return createPhonemizer(espeak, { vowelClusters })(text).map(({ phonemes }) => [
    phonemes.join(''),
    phonemesToIds(phonemes, vectors.phonemeIds).ids,
  ]);
}
