import { readFile } from 'node:fs/promises';
import { HEARING_SAMPLE_RATE_HZ, joinSamples, PLAYOUT_SAMPLE_RATE_HZ, resample } from '#audio';
import type { Utterance } from '#hearing';
import { createPiperSynthesizer } from '#speaking';
import { atLevel, speakWithEspeak } from '../../src/hearing/fixtures/espeak-speech.ts';
import { sequence, silence } from '../../src/hearing/fixtures/signals.ts';
import { SMALL_MODELS } from '../../tools/demo/small-models.ts';
import { expandRule, finishText, parseGrammar } from '../../tools/demo-recogniser/grammar.ts';
import { createRandom } from '../../tools/demo-recogniser/random.ts';

const GRAMMAR = new URL('../../tools/demo-recogniser/grammar.txt', import.meta.url);
const ESPEAK_VOICES = ['en-us', 'en-us+m3', 'en+f3', 'en-029', 'en-gb-scotland+m1', 'en-us+f2'];
const LEVEL_DB = -23;

/** A sentence and how somebody says it. */
export interface SpokenUtterance {
  readonly text: string;
  readonly utterance: Utterance;
}

async function sentences(count: number, seed: number): Promise<readonly string[]> {
  const grammar = parseGrammar(await readFile(GRAMMAR, 'utf8'));
  const random = createRandom(seed);
  const drawn = new Set<string>();
  while (drawn.size < count) drawn.add(finishText(expandRule(grammar, 'utterance', random)));
  return [...drawn];
}

function utteranceOf(id: string, speech: Float32Array): Utterance {
  const samples = sequence(silence(200), atLevel(speech, LEVEL_DB), silence(300));
  const voicedMs = (speech.length / HEARING_SAMPLE_RATE_HZ) * 1000;
  return {
    id,
    userId: 'speaker',
    samples,
    startMs: 200,
    endMs: 200 + voicedMs,
    voicedMs,
    provisional: false,
  };
}

/** Draws sentences from the small recogniser's grammar; espeak-ng's voices and the everyday voice say them in turns. */
export async function* speakUtterances(count: number, seed: number): AsyncGenerator<SpokenUtterance> {
  const voice = await createPiperSynthesizer({
    voicePath: SMALL_MODELS.PIPER_MODEL_PATH,
    noiseScale: 0,
    noiseW: 0,
  });
  try {
    for (const [at, text] of (await sentences(count, seed)).entries()) {
      const espeakVoice = ESPEAK_VOICES[(at / 2) % ESPEAK_VOICES.length];
      if (espeakVoice !== undefined) {
        yield { text, utterance: utteranceOf(`${at}`, await speakWithEspeak(text, { voice: espeakVoice })) };
        continue;
      }
      const pieces: Float32Array[] = [];
      for await (const { samples } of voice.synthesize({ index: 0, text }, new AbortController().signal)) {
        pieces.push(samples);
      }
      const speech = resample(joinSamples(pieces), PLAYOUT_SAMPLE_RATE_HZ, HEARING_SAMPLE_RATE_HZ);
      yield { text, utterance: utteranceOf(`${at}`, speech) };
    }
  } finally {
    await voice.close();
  }
}
