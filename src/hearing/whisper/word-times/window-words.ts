import type { Tensor } from 'onnxruntime-node';
import type { TranscribedWord } from '../../utterance.ts';
import type { SpecialTokens, WhisperTask } from '../special-tokens.ts';
import { STEP_MS, type TimedTokens } from '../timed-segments.ts';
import type { TokenText } from '../token-text.ts';
import { alignTokens } from './align-tokens.ts';
import type { AttentionReader } from './cross-attention.ts';
import { splitWords } from './split-words.ts';
import { tidyWords } from './time-words.ts';

const SAMPLES_PER_STEP = 320;

/** A text whose words are to be found in the sound. */
export interface WordRequest {
  readonly attention: AttentionReader;
  readonly special: SpecialTokens;
  readonly tokenText: TokenText;
  readonly states: Tensor;
  readonly sampleCount: number;
  readonly language: string;
  readonly task: WhisperTask;
  readonly stretches: readonly TimedTokens[];
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Tells when each word of a window was said: the decoder reads the whole text once more and shows where it
 * looks.
 *
 * @returns the words of each stretch; times count from the start of the window.
 */
export async function wordsOfStretches(
  request: WordRequest,
): Promise<readonly (readonly TranscribedWord[])[]> {
  const { attention, special, tokenText, states, sampleCount, language, task, stretches } = request;
  const text = stretches.flatMap(({ tokens }) => tokens);
  const columns = Math.min(Math.ceil(sampleCount / SAMPLES_PER_STEP), states.dims[1] ?? 0);
  if (text.length === 0 || columns === 0) return stretches.map(() => []);
  const steering = [special.startOfTranscript, special.languages.get(language), special[task]];
  const prompt = steering.filter((tokenId) => tokenId !== undefined);
  const sequence = [...prompt, special.noTimestamps, ...text, special.endOfText];
  const starts = alignTokens({
    attention: await attention.read(states, sequence),
    columns,
    promptRows: prompt.length,
    textRows: text.length,
    medianFilterWidth: attention.medianFilterWidth,
  });
  let at = 0;
  return stretches.map(({ tokens, logProbabilities }) => {
    let within = 0;
    const words = splitWords(tokens, language, tokenText).map(({ text: word, tokenCount }) => {
      const shares = logProbabilities.slice(within, within + tokenCount).map(Math.exp);
      const startMs = starts[at]! * STEP_MS;
      at += tokenCount;
      within += tokenCount;
      return { text: word, startMs, endMs: starts[at]! * STEP_MS, probability: mean(shares) };
    });
    return tidyWords(words);
  });
}
