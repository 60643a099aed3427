import { pino } from 'pino';
import type { Logger, Severity } from '#core';

/** Keys that never reach a line with their value, wherever they stand. */
const SECRET_KEYS = ['token', 'apiKey', 'authorization', 'secret_key', 'password'];

/**
 * JSON lines on standard output. Written synchronously, so that the line that explains a crash is not
 * lost with it. Pipe it through `pino-pretty` to read it.
 */
export function createPinoLogger(level: Severity): Logger {
  const paths = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);
  return pino(
    { level, base: null, redact: { paths, censor: '[redacted]' } },
    pino.destination({ dest: 1, sync: true }),
  );
}
