import { PLAYOUT_SAMPLE_RATE_HZ } from '#audio';
import { speakText, type SpeakTextOptions } from '#loopback';
import type { AnnouncedSpeech } from './bot-messages.ts';

/** Silence that a scripted speaker leaves in mid-sentence. */
const PAUSE_MS = 400;
const SAMPLES_PER_MS = PLAYOUT_SAMPLE_RATE_HZ / 1000;

/** What is said; where there are two parts, a pause stands between them. */
const SENTENCES: readonly (readonly [string, string?])[] = [
  ['What is the weather like today?'],
  ['Tell me a story about a dog', 'and a small grey cat.'],
  ['Can you tell me what time it is?'],
  ['I want to go to the park', 'with my brother tomorrow.'],
  ['I would like to hear more about the river.'],
  ['Do you know where my friend found', 'the old red book?'],
];

/** What the scripted model answers: it begins with a short sentence, as the prompt asks for. */
export const REPLY =
  'It will rain today. You can take my coat with you, and come back soon in the afternoon.';
/** What it answers when somebody is going to interrupt it. */
export const LONG_REPLY = Array.from({ length: 8 }, () => 'Every day the dog went to the river.').join(' ');

/** A sentence with its sound. */
export interface SpokenSentence {
  readonly speech: Omit<AnnouncedSpeech, 'userId'>;
  /** Mono at 48 kHz. */
  readonly sound: Float32Array;
}

/** The sentence of turn number `index`. */
export async function sentenceFor(index: number, voice: SpeakTextOptions): Promise<SpokenSentence> {
  const [firstPart, secondPart = ''] = SENTENCES[index % SENTENCES.length] ?? [''];
  const first = await speakText(firstPart, voice);
  const firstPartMs = first.length / SAMPLES_PER_MS;
  if (secondPart === '') {
    const speech = { text: firstPart, firstPart, secondPart, firstPartMs, wholeMs: firstPartMs };
    return { speech, sound: first };
  }
  const second = await speakText(secondPart, voice);
  const secondAt = first.length + PAUSE_MS * SAMPLES_PER_MS;
  const sound = new Float32Array(secondAt + second.length);
  sound.set(first);
  sound.set(second, secondAt);
  const wholeMs = sound.length / SAMPLES_PER_MS;
  const text = `${firstPart} ${secondPart}`;
  return { speech: { text, firstPart, secondPart, firstPartMs, wholeMs }, sound };
}
