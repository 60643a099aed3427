import { AppError } from '#core';
import type { DecoderPass } from './decoder.ts';
import { applyRules } from './decoding-rules.ts';
import {
  chooseLanguage,
  expectedLanguage,
  type LanguageChoice,
  type LanguageRequest,
} from './language-choice.ts';
import { indexOfMax, logProbabilityAt, mask, sampleToken } from './logits.ts';
import { endsInLoop } from './repetition.ts';
import { createSeededRandom } from './seeded-random.ts';
import type { SpecialTokens, WhisperTask } from './special-tokens.ts';
import type { Vocabulary } from './vocabulary.ts';

/** How one text is to be written. */
export interface DecodeRequest {
  readonly vocabulary: Vocabulary;
  readonly language: LanguageRequest;
  readonly task: WhisperTask;
  /** Text tokens that were said before, or that help to spell names. */
  readonly promptTokens: readonly number[];
  readonly timestamps: boolean;
  /** 0 takes the likeliest token; above, tokens are drawn. */
  readonly temperature: number;
  /** The same seed draws the same tokens. */
  readonly seed: number;
  readonly maxTokens: number;
  /** Writes exactly `maxTokens`, neither fewer nor until a loop is noticed: only for measuring. */
  readonly exact: boolean;
  readonly voicedMs: number;
  /** Says by the probability of no speech that nothing needs to be written. */
  readonly isSilence: (noSpeechProbability: number) => boolean;
  /** Called between steps; throws when nobody wants the text any more. */
  readonly checkpoint: () => void;
}

/** One text as the decoder wrote it. */
export interface Decoded extends LanguageChoice {
  /** Text tokens and timestamps, the end not included. */
  readonly tokens: readonly number[];
  /** Of each token. */
  readonly logProbabilities: readonly number[];
  /** Mean over the tokens and the end, as Whisper computes it. */
  readonly averageLogProbability: number;
  readonly noSpeechProbability: number;
  readonly temperature: number;
  /** The decoder would have ended the text before its first word, had the rules allowed it. */
  readonly wantedNoText: boolean;
  /**
   * `end`: the decoder ended it. `silence`: nothing was written because nothing was said. `limit` and `loop`:
   * it had to be stopped, and the text is not to be trusted. `exact`: as long as it was ordered.
   */
  readonly stop: 'end' | 'silence' | 'limit' | 'loop' | 'exact';
}

interface Opening {
  readonly pass: DecoderPass;
  readonly choice: LanguageChoice;
  readonly noSpeechProbability: number;
  /** The answer to the whole prompt; absent when nothing is to be written. */
  readonly logits: Float32Array | undefined;
  /** Tokens that still fit into the decoder's context. */
  readonly room: number;
}

/** What follows the start token. */
function steeringTokens(
  special: SpecialTokens,
  language: string,
  { task, timestamps }: DecodeRequest,
): readonly number[] {
  const isEnglishOnly = special.languages.size === 0;
  const languageToken = special.languages.get(language);
  const taskToken = special[task];
  if ((!isEnglishOnly && languageToken === undefined) || (taskToken === undefined && task === 'translate')) {
    throw new AppError('CONFIG_INVALID', {
      message: `The Whisper model cannot ${task} ${isEnglishOnly ? 'to English from anything' : `"${language}"`}.`,
      context: { language, task },
    });
  }
  const tokens = [languageToken, taskToken, timestamps ? undefined : special.noTimestamps];
  return tokens.filter((tokenId) => tokenId !== undefined);
}

/** What comes before the start token. */
function previousTokens({ vocabulary, promptTokens }: DecodeRequest): readonly number[] {
  const { startOfPrevious } = vocabulary.special;
  if (promptTokens.length === 0 || startOfPrevious === undefined) return [];
  return [startOfPrevious, ...promptTokens.slice(-(vocabulary.contextLength / 2 - 1))];
}

/**
 * Gives the decoder its prompt. The answer to the start token holds the probability of no speech and the
 * language. When the language is expected, the whole prompt goes in at once and is checked afterwards;
 * otherwise what depends on the language goes in token by token.
 */
async function open(begin: () => DecoderPass, request: DecodeRequest): Promise<Opening> {
  const { special } = request.vocabulary;
  const expected = expectedLanguage(special.languages, request.language);
  const beginning = [...previousTokens(request), special.startOfTranscript];
  const start = beginning.length - 1;
  const steering = expected === undefined ? [] : steeringTokens(special, expected, request);
  let pass = begin();
  const rows = await pass.prefill([...beginning, ...steering]);
  const answer = rows[start]!;
  const noSpeechProbability = Math.exp(logProbabilityAt(answer, special.noSpeech));
  const choice = chooseLanguage(answer, special.languages, request.language, request.voicedMs);
  const others = steeringTokens(special, choice.language, request);
  const room = request.vocabulary.contextLength - beginning.length - others.length;
  const opening = { pass, choice, noSpeechProbability, room };
  if (request.isSilence(noSpeechProbability)) return { ...opening, logits: undefined };
  if (choice.language === expected) return { ...opening, logits: rows.at(-1) };
  let logits = answer;
  if (expected === undefined) {
    for (const tokenId of others) {
      request.checkpoint();
      logits = await pass.step(tokenId);
    }
  } else {
    request.checkpoint();
    pass = begin();
    logits = (await pass.prefill([...beginning, ...others])).at(-1)!;
  }
  return { ...opening, pass, logits };
}

/**
 * Writes the text of one window of sound, after OpenAI's `decoding.py`: greedily, or by drawing tokens when
 * the temperature is above 0.
 *
 * @param begin - makes a fresh pass over the same sound.
 * @throws AppError `INFERENCE_FAILED` when the model gives no usable numbers; `CONFIG_INVALID` for a language or
 * a task that the model does not know.
 */
export async function decodeText(begin: () => DecoderPass, request: DecodeRequest): Promise<Decoded> {
  const { vocabulary, temperature, exact, checkpoint } = request;
  const { endOfText, firstTimestamp } = vocabulary.special;
  const random = createSeededRandom(request.seed);
  const { pass, choice, noSpeechProbability, logits: first, room } = await open(begin, request);
  const maxTokens = Math.min(request.maxTokens, room);
  const tokens: number[] = [];
  /** The tokens without the timestamps, which differ in every round of a loop. */
  const words: number[] = [];
  const logProbabilities: number[] = [];
  const finish = (stop: Decoded['stop'], end: number, wantedNoText: boolean): Decoded => ({
    ...choice,
    tokens,
    logProbabilities,
    averageLogProbability: logProbabilities.reduce((sum, value) => sum + value, end) / (tokens.length + 1),
    noSpeechProbability,
    temperature,
    wantedNoText,
    stop,
  });
  if (first === undefined) return finish('silence', 0, true);

  let logits = first;
  const wantedNoText = indexOfMax(logits) === endOfText;
  for (;;) {
    applyRules(logits, tokens, request);
    if (exact) mask(logits, [endOfText]);
    const token = temperature > 0 ? sampleToken(logits, temperature, random) : indexOfMax(logits);
    const logProbability = logProbabilityAt(logits, token);
    if (token === endOfText) return finish('end', logProbability, wantedNoText);
    if (tokens.length === maxTokens) return finish('limit', 0, wantedNoText);
    tokens.push(token);
    if (token < firstTimestamp) words.push(token);
    logProbabilities.push(logProbability);
    if (exact && tokens.length === maxTokens) return finish('exact', 0, wantedNoText);
    if (!exact && endsInLoop(words)) return finish('loop', 0, wantedNoText);
    checkpoint();
    logits = await pass.step(token);
  }
}
