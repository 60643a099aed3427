// Compares this project's recogniser with transformers.js on one model folder; see README.md.
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { AutoProcessor, env, WhisperForConditionalGeneration } from '@huggingface/transformers';
import { speakSentence, SPOKEN_SENTENCES } from '../../src/hearing/fixtures/spoken-sentences.ts';
import { loadRecogniser, recogniseWindow } from '../../src/hearing/whisper/recogniser.ts';

const [folder = 'loopback/models/whisper-everyday', file] = process.argv.slice(2);
const path = resolve(folder);
const voices = SPOKEN_SENTENCES.map(({ voice }) => voice);
const lines =
  file === undefined ? [] : (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
const sentences =
  file === undefined
    ? SPOKEN_SENTENCES
    : lines.map((text, index) => ({ text, voice: voices[index % voices.length] }));

env.allowRemoteModels = false;
env.localModelPath = dirname(path);
const processor = await AutoProcessor.from_pretrained(basename(path));
const model = await WhisperForConditionalGeneration.from_pretrained(basename(path), {
  dtype: 'fp32',
  device: 'cpu',
});
const { parts } = await loadRecogniser({
  modelPath: path,
  language: 'en',
  encoderFormat: 'fp32',
  decoderFormat: 'fp32',
  encoderThreads: 1,
});

let different = 0;
for (const sentence of sentences) {
  const samples = await speakSentence(sentence);
  const generated = await model.generate({
    ...(await processor(samples)),
    language: 'en',
    task: 'transcribe',
    max_new_tokens: 200,
  });
  const theirs = generated
    .tolist()[0]
    .map(Number)
    .filter((token) => token < parts.rules.special.endOfText);
  const { tokens: ours } = await recogniseWindow(parts, samples, () => undefined);
  const same = ours.length === theirs.length && ours.every((token, index) => token === theirs[index]);
  if (!same) different += 1;
  console.log(
    `${same ? 'same' : 'DIFFERENT'}: ${sentence.text} | ${parts.toText(ours)} | ${parts.toText(theirs)}`,
  );
}
console.log(`${sentences.length - different} of ${sentences.length} sentences have the same tokens.`);
process.exitCode = different === 0 ? 0 : 1;
