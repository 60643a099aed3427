import { createRequire } from 'node:module';

import type { ChatMessage } from './chat-message.ts';
import { estimateTokens } from './estimate-tokens.ts';

/** How long a text is for a model. */
export interface TokenCount {
  readonly tokens: number;
  /** Counted with the model's own tokenizer; else reckoned from the text, rather too high than too low. */
  readonly isExact: boolean;
}

type EncodingName = 'o200k_base' | 'cl100k_base';

interface Encoding {
  countTokens(text: string, options: { readonly disallowedSpecial: ReadonlySet<string> }): number;
}

/** Which models read text in which tokens. Source: OpenAI's tiktoken, `model.py`. */
const FAMILIES: readonly (readonly [RegExp, EncodingName])[] = [
  [/(?:^|[/-])(?:gpt-(?:4o|4\.1|4\.5|5|oss)|o[134])(?![a-z0-9])/iu, 'o200k_base'],
  [/(?:^|[/-])(?:gpt-4|gpt-3\.5)(?![a-z0-9.])/iu, 'cl100k_base'],
];

const require = createRequire(import.meta.url);

/** A vocabulary takes 50 to 80 MB of memory and a fifth of a second: only the one in use is read, and once. */
const ENCODINGS: Readonly<Record<EncodingName, () => Encoding>> = {
  o200k_base: () => require('gpt-tokenizer/encoding/o200k_base') as Encoding,
  cl100k_base: () => require('gpt-tokenizer/encoding/cl100k_base') as Encoding,
};

/** Text may hold what looks like a control token; it is text all the same. */
const AS_TEXT = { disallowedSpecial: new Set<string>() } as const;

/** Merging takes time in the square of a word's length; pieces end before white space where there is any. */
const PIECES = /[^]{1,1024}(?=\s|$)|[^]{1,1024}/gu;

/**
 * Counts the tokens of a text as `model` would.
 *
 * The first call for a model of OpenAI's families takes up to a fifth of a second, to read the vocabulary;
 * a call at start spares the first turn that.
 */
export function countTokens({ modelId }: { readonly modelId: string }, text: string): TokenCount {
  const encoding = FAMILIES.find(([family]) => family.test(modelId))?.[1];
  if (encoding === undefined) return { tokens: estimateTokens(text), isExact: false };
  const vocabulary = ENCODINGS[encoding]();
  const pieces = text.match(PIECES) ?? [];
  return {
    tokens: pieces.reduce((sum, piece) => sum + vocabulary.countTokens(piece, AS_TEXT), 0),
    isExact: true,
  };
}

/** What the frame around one message and the opening of the reply take in OpenAI's chat format. */
const TOKENS_PER_MESSAGE = 4;
const TOKENS_PER_REPLY = 3;

/** Counts the tokens of a whole prompt: the messages, and what frames each of them. */
export function countPromptTokens(
  model: { readonly modelId: string },
  messages: readonly ChatMessage[],
): TokenCount {
  const counts = messages.map(({ content }) => countTokens(model, content));
  return {
    tokens: counts.reduce((sum, { tokens }) => sum + tokens + TOKENS_PER_MESSAGE, TOKENS_PER_REPLY),
    isExact: counts.every(({ isExact }) => isExact),
  };
}
