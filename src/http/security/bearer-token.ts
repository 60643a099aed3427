import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A token as it is kept: what it opens is known, the token itself is not. */
export interface KeptToken {
  readonly id: string;
  /** SHA-256 of the secret part, in hexadecimal. */
  readonly secretHash: string;
}

/** A token that was just made; it is shown once. */
export interface MadeToken extends KeptToken {
  /** What the client sends. */
  readonly token: string;
}

const PATTERN = /^aichat_([0-9a-f]{12})_([\w-]{43})$/u;
const NO_HASH = '0'.repeat(64);

/** Makes a token of 256 random bits: `aichat_<id>_<secret>`. */
export function makeToken(): MadeToken {
  const id = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  return { id, secretHash: hashOf(secret), token: `aichat_${id}_${secret}` };
}

/**
 * Finds whose token was sent. An unknown id takes as long as a wrong secret.
 *
 * @param find - looks a token up by its id.
 */
export function checkToken<Found extends KeptToken>(
  sent: string,
  find: (id: string) => Found | undefined,
): Found | undefined {
  const [, id = '', secret = ''] = PATTERN.exec(sent) ?? [];
  const found = id === '' ? undefined : find(id);
  const isRight = timingSafeEqual(
    Buffer.from(hashOf(secret), 'hex'),
    Buffer.from(found?.secretHash ?? NO_HASH, 'hex'),
  );
  return isRight ? found : undefined;
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
