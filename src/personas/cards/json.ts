import { CARD_LIMITS } from './card-limits.ts';
import { cardError, tooLarge } from './card-error.ts';

/** Any JSON value. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What V8 offers beside the usual, after the proposal "JSON.parse source text access". */
interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(source: string): unknown;
}
const exactJson = JSON as unknown as ExactJson;

/** Numbers that may lose something as a double: many digits, or a large exponent. */
const RISKY_NUMBER = /\d{16}|\d[eE][+-]?\d{3}/u;

/**
 * Reads a card's JSON. Numbers that a double cannot hold (ids of 19 digits, 1e400) keep their digits, so that
 * they are written again as they came.
 *
 * @throws UserError `CARD_TOO_LARGE`, `CARD_INVALID`.
 */
export function parseCardJson(text: string): JsonObject {
  if (Buffer.byteLength(text) > CARD_LIMITS.maxJsonBytes) {
    throw tooLarge('The JSON of the card is too long', `${CARD_LIMITS.maxJsonBytes / 1024} KiB`);
  }
  // Before anything that calls itself for each level sees it.
  assertShallow(text);
  let value: unknown;
  try {
    value = RISKY_NUMBER.test(text) ? exactJson.parse(text, keepDigits) : JSON.parse(text);
  } catch (cause) {
    throw cardError('CARD_INVALID', 'The card holds text that is not JSON.', {}, cause);
  }
  if (!isJsonObject(value)) throw cardError('CARD_INVALID', 'The JSON of the card is not an object.');
  return value;
}

function keepDigits(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || source === undefined) return value;
  const isExact = Number.isSafeInteger(value) || (Number.isFinite(value) && !/\d{16}/u.test(source));
  return isExact ? value : exactJson.rawJSON(source);
}

/** Counts brackets outside of texts. */
function assertShallow(text: string): void {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) {
      inString = true;
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > CARD_LIMITS.maxJsonDepth) {
        throw cardError(
          'CARD_INVALID',
          `The JSON of the card is nested deeper than ${CARD_LIMITS.maxJsonDepth}.`,
        );
      }
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
    }
  }
}
