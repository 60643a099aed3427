import { ERROR_CODES, type ErrorCode } from './error-codes.ts';

/** What every {@link AppError} is made from. */
export interface AppErrorOptions {
  /** Tells the owner what happened, in one sentence; no secrets, nobody's words. */
  readonly message: string;
  readonly cause?: unknown;
  /** Figures and names that help to find the cause: paths, sizes, status codes, ids. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Overrides the table's `retryable` where the cause decides (an HTTP status, say). */
  readonly retryable?: boolean;
}

/**
 * A failure with a name. The code is looked up in the table of {@link ERROR_CODES}, which also says
 * how bad it is and what to do about it.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly context: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, options: AppErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.retryable = options.retryable ?? ERROR_CODES[code].retryable;
    this.context = options.context ?? {};
  }
}

/** Something that a person asked for and that cannot be: shown to them as it is, not a bug. */
export class UserError extends AppError {
  constructor(code: ErrorCode, options: AppErrorOptions) {
    super(code, options);
    this.name = 'UserError';
  }
}

/**
 * Gives any thrown value a code: an {@link AppError} stays what it is, everything else becomes `code`
 * with the original as its cause.
 */
export function toAppError(thrown: unknown, code: ErrorCode = 'INTERNAL'): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError(code, { message, cause: thrown });
}

/** The chain of causes behind an error, outermost first, as `name: message`. */
export function causesOf(error: Error): readonly string[] {
  const causes: string[] = [];
  for (let cause = error.cause; cause instanceof Error && causes.length < 5; cause = cause.cause) {
    causes.push(`${cause.name}: ${cause.message}`);
  }
  return causes;
}
