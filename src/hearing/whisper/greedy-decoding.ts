import type { DecoderPass } from './decoder.ts';
import { indexOfMax, logProbabilityAt, mask } from './logits.ts';
import { endsInLoop } from './repetition.ts';
import type { SpecialTokens } from './special-tokens.ts';

/** What a decoder may say. */
export interface DecodingRules {
  readonly special: SpecialTokens;
  /** Tokens that are never chosen. */
  readonly suppressed: readonly number[];
  /** Tokens that are not chosen first. */
  readonly suppressedFirst: readonly number[];
  /** Language of the speech; it is detected when this is absent. */
  readonly language: string | undefined;
}

/** One text as the decoder wrote it. */
export interface Decoded {
  /** Text tokens, the end not included. */
  readonly tokens: readonly number[];
  readonly language: string;
  /** Mean over the tokens and the end, as Whisper computes it. */
  readonly averageLogProbability: number;
  readonly noSpeechProbability: number;
  /** The decoder would have ended the text before its first word, had the rules allowed it. */
  readonly wantedNoText: boolean;
  /** `end`: the decoder ended it. `limit` and `loop`: it had to be stopped, and the text is not to be trusted. */
  readonly stop: 'end' | 'limit' | 'loop';
}

/** How long a text may become. */
export interface DecodingLimits {
  readonly maxTokens: number;
  /** Called between steps; throws when nobody wants the text any more. */
  readonly checkpoint: () => void;
}

const ENGLISH = 'en';

/** Code of the language token with the largest value, or `en` for models that know nothing else. */
function detectLanguage(logits: Float32Array, languages: ReadonlyMap<string, number>): string {
  if (languages.size === 0) return ENGLISH;
  const best = indexOfMax(logits, languages.values());
  return [...languages].find(([, tokenId]) => tokenId === best)?.[0] ?? ENGLISH;
}

/**
 * Greedy decoding after OpenAI's `decoding.py`, without timestamps.
 *
 * The prompt is the start token alone: its answer holds the probability of no speech and the language.
 * Language, task and "no timestamps" then go through the memory one by one.
 */
export async function decodeGreedily(
  pass: DecoderPass,
  rules: DecodingRules,
  { maxTokens, checkpoint }: DecodingLimits,
): Promise<Decoded> {
  const { special } = rules;
  let logits = await pass.prefill([special.startOfTranscript]);
  const noSpeechProbability = Math.exp(logProbabilityAt(logits, special.noSpeech));
  const language = rules.language ?? detectLanguage(logits, special.languages);
  const prompt = [special.languages.get(language), special.transcribe, special.noTimestamps];
  for (const tokenId of prompt) {
    if (tokenId === undefined) continue;
    checkpoint();
    logits = await pass.step(tokenId);
  }

  const tokens: number[] = [];
  let logProbabilities = 0;
  let stop: Decoded['stop'] = 'limit';
  const wantedNoText = indexOfMax(logits) === special.endOfText;
  while (tokens.length <= maxTokens) {
    mask(logits, rules.suppressed);
    if (tokens.length === 0) mask(logits, rules.suppressedFirst);
    const token = indexOfMax(logits);
    if (token === special.endOfText) {
      logProbabilities += logProbabilityAt(logits, token);
      stop = 'end';
      break;
    }
    if (tokens.length === maxTokens) break;
    logProbabilities += logProbabilityAt(logits, token);
    tokens.push(token);
    if (endsInLoop(tokens)) {
      stop = 'loop';
      break;
    }
    checkpoint();
    logits = await pass.step(token);
  }
  const averageLogProbability = logProbabilities / (tokens.length + 1);
  return { tokens, language, averageLogProbability, noSpeechProbability, wantedNoText, stop };
}
