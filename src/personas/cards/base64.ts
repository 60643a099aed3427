import { CARD_LIMITS } from './card-limits.ts';
import { cardError, tooLarge } from './card-error.ts';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/u;

/** UTF-8 text out of base64. @throws UserError `CARD_TOO_LARGE`, `CARD_DAMAGED`. */
export function textFromBase64(base64: string): string {
  const text = base64.trim();
  if (text.length > (CARD_LIMITS.maxJsonBytes / 3) * 4 + 4) {
    throw tooLarge('The JSON of the card is too long', `${CARD_LIMITS.maxJsonBytes / 1024} KiB`);
  }
  if (!BASE64.test(text)) throw cardError('CARD_DAMAGED', 'The card in the PNG file is not in base64.');
  return decodeUtf8(Buffer.from(text, 'base64'));
}

/** @throws UserError `CARD_DAMAGED` for bytes that are no UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw cardError('CARD_DAMAGED', 'The text of the card is not in UTF-8.', {}, cause);
  }
}
