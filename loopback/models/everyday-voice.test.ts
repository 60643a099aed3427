import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, expect, test } from 'vitest';

const modelPath = fileURLToPath(new URL('en_US-everyday-low.onnx', import.meta.url));
const config = JSON.parse(readFileSync(`${modelPath}.json`, 'utf8')) as {
  readonly audio: { readonly sample_rate: number };
  readonly hop_length: number;
  readonly phoneme_id_map: Readonly<Record<string, readonly number[]>>;
};
const STEADY = { noise: 0, length: 1, noiseWidth: 0 };
/** Piper's own vector for "Test 1.". */
const TEST_ONE = [
  1, 0, 32, 0, 120, 0, 61, 0, 31, 0, 32, 0, 3, 0, 35, 0, 120, 0, 102, 0, 26, 0, 10, 0, 2,
];

let session: InferenceSession;

beforeAll(async () => {
  session = await InferenceSession.create(modelPath, { intraOpNumThreads: 1 });
});

function idsOf(phonemes: string): number[] {
  const inner = Array.from(phonemes).flatMap((point) => config.phoneme_id_map[point] ?? []);
  return [1, 0, ...inner.flatMap((id) => [id, 0]), 2];
}

async function speak(
  ids: readonly number[],
  scales = STEADY,
  length = ids.length,
): Promise<{ readonly samples: Float32Array; readonly dims: readonly number[] }> {
  const { output } = await session.run({
    input: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
    input_lengths: new Tensor('int64', BigInt64Array.of(BigInt(length)), [1]),
    scales: new Tensor('float32', Float32Array.of(scales.noise, scales.length, scales.noiseWidth), [3]),
  });
  if (!(output?.data instanceof Float32Array)) throw new Error('no float output');
  return { samples: output.data, dims: output.dims };
}

function loudest(samples: Float32Array): number {
  return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
}

test('the voice has the inputs and the output of a Piper voice', () => {
  expect(session.inputNames).toEqual(['input', 'input_lengths', 'scales']);
  expect(session.outputNames).toEqual(['output']);
});

test('the config gives the ids of the published vector for "Test 1."', () => {
  expect(idsOf('tˈɛst wˈʌn.')).toEqual(TEST_ONE);
});

test('sound comes as whole frames in the shape of a Piper voice, audible and within full scale', async () => {
  const { samples, dims } = await speak(TEST_ONE);
  expect(dims).toEqual([1, 1, 1, samples.length]);
  expect(samples.length % config.hop_length).toBe(0);
  const seconds = samples.length / config.audio.sample_rate;
  expect(seconds).toBeGreaterThan(0.6);
  expect(seconds).toBeLessThan(1.6);
  expect(loudest(samples)).toBeGreaterThan(0.2);
  expect(loudest(samples)).toBeLessThanOrEqual(1);
});

test('without noise the same ids give the same samples, with noise they do not', async () => {
  const first = await speak(TEST_ONE);
  const again = await speak(TEST_ONE);
  const noisy = await speak(TEST_ONE, { noise: 0.667, length: 1, noiseWidth: 0.8 });
  expect(again.samples).toEqual(first.samples);
  expect(noisy.samples).not.toEqual(first.samples);
});

test('a larger length scale speaks slower, a smaller one faster', async () => {
  const { samples } = await speak(TEST_ONE);
  const slow = await speak(TEST_ONE, { ...STEADY, length: 1.5 });
  const fast = await speak(TEST_ONE, { ...STEADY, length: 0.75 });
  expect(slow.samples.length / samples.length).toBeCloseTo(1.5, 1);
  expect(fast.samples.length / samples.length).toBeCloseTo(0.75, 1);
});

test('ids that mean nothing are passed over in silence', async () => {
  const plain = await speak(TEST_ONE);
  const odd = await speak([...TEST_ONE.slice(0, 12), 250, 0, 9999, 0, -3, 0, ...TEST_ONE.slice(12)]);
  expect(odd.samples).toEqual(plain.samples);
  const nothing = await speak([200, 0, 201]);
  expect(loudest(nothing.samples)).toBeLessThan(0.05);
});

test('what lies behind the input length is not spoken', async () => {
  const plain = await speak(TEST_ONE);
  const longer = await speak([...TEST_ONE, 32, 0, 61, 0], STEADY, TEST_ONE.length);
  expect(longer.samples).toEqual(plain.samples);
});

/** Everything that the en-us voice of espeak says, vowels with the code points that stand together. */
const VOWELS = 'æ ɑː ɔː ɛ ɜː ɪ i iː ʊ uː ʌ ə ɚ ɐ ᵻ aɪ aʊ eɪ oʊ ɔɪ ɑːɹ ɛɹ ɪɹ ʊɹ oːɹ'.split(' ');
const CONSONANTS = 'b d f h j k l m n p s t v w z ð ŋ ɡ ɹ ɾ ʃ ʒ ʔ θ x tʃ dʒ n̩'.split(' ');

test('every vowel of espeak is heard', async () => {
  const unheard: string[] = [];
  for (const vowel of VOWELS) {
    const { samples } = await speak(idsOf(`ˈ${vowel}.`));
    if (loudest(samples) < 0.1) unheard.push(vowel);
  }
  expect(unheard).toEqual([]);
});

test('every consonant of espeak takes its time between two vowels', async () => {
  const { samples: vowels } = await speak(idsOf('ˈɑː ˈɑː.'));
  const unheard: string[] = [];
  for (const consonant of CONSONANTS) {
    const { samples } = await speak(idsOf(`ˈɑː ${consonant}ˈɑː.`));
    if (samples.length <= vowels.length) unheard.push(consonant);
  }
  expect(unheard).toEqual([]);
});
