import { inspect } from 'node:util';
import { AppError, toAppError, UserError, type ErrorCode } from '#core';
import type { PackedError } from './inference-protocol.ts';

const cloneable = (value: unknown): unknown => {
  try {
    return structuredClone(value);
  } catch {
    // A function or a handle: its printed form is the most that can cross the thread.
    return String(value);
  }
};

/** Makes an error fit for `postMessage`; what is no AppError becomes `code`. */
export function packError(thrown: unknown, code: ErrorCode): PackedError {
  const error = toAppError(thrown, code);
  return {
    kind: error instanceof UserError ? 'user' : 'app',
    code: error.code,
    message: error.message,
    retryable: error.retryable,
    context: Object.fromEntries(Object.entries(error.context).map(([key, value]) => [key, cloneable(value)])),
    cause:
      error.cause === undefined
        ? undefined
        : error.cause instanceof Error
          ? String(error.cause)
          : inspect(error.cause),
    stack: error.stack,
  };
}

/** The error that {@link packError} was given, with its cause as text and its own stack. */
export function unpackError(packed: PackedError): AppError {
  const options = {
    message: packed.message,
    retryable: packed.retryable,
    context: packed.context,
    ...(packed.cause === undefined ? {} : { cause: packed.cause }),
  };
  const error =
    packed.kind === 'user' ? new UserError(packed.code, options) : new AppError(packed.code, options);
  if (packed.stack !== undefined) error.stack = packed.stack;
  return error;
}
