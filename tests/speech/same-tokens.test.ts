import { expect, test } from 'vitest';
import { createWhisperTranscriber } from '#hearing';
import { openTransformersJs } from '../../tools/bench/speech/transformers-js.ts';
import { SMALL_MODELS } from '../../tools/demo/small-models.ts';
import { speakUtterances } from './spoken-utterances.ts';

const UTTERANCES = 104;
const SEED = 20;
/** The small model's first token that is no text. */
const END_OF_TEXT = 1256;
const MAX_TOKENS = 200;
/** transformers.js knows no other window. */
const WHOLE_WINDOW = { floorSeconds: 30, marginSeconds: 0 };

test('the recogniser writes the tokens that transformers.js writes, for every utterance', async () => {
  const folder = SMALL_MODELS.WHISPER_MODEL;
  const theirs = await openTransformersJs(folder, { encoder: 'fp32', decoder: 'fp32' });
  const ours = await createWhisperTranscriber({
    modelPath: folder,
    language: 'en',
    encoderFormat: 'fp32',
    decoderFormat: 'fp32',
    windowPolicy: WHOLE_WINDOW,
    utteranceTimeoutMs: 300_000,
  });
  const differing: string[] = [];
  const written = new Set<string>();
  let count = 0;
  for await (const { text, utterance } of speakUtterances(UTTERANCES, SEED)) {
    const transcript = await ours.transcribe(utterance, new AbortController().signal, { tokens: true });
    const expected = await theirs.tokens(utterance.samples, { atMost: MAX_TOKENS }, END_OF_TEXT);
    if (transcript.tokens?.join() !== expected.join()) {
      differing.push(`${text} | ${transcript.text} | ${transcript.tokens?.join()} | ${expected.join()}`);
    }
    written.add(expected.join());
    count += 1;
  }
  await ours.close();
  await theirs.close();
  expect(count).toBe(UTTERANCES);
  // Recognisers that heard nothing would agree too.
  expect(written.size).toBeGreaterThan(UTTERANCES * 0.8);
  expect(differing).toEqual([]);
}, 600_000);
