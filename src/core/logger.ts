/** Fields of a log line. What people said, names and secrets do not belong here. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where log lines go; pino fits as it is. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  fatal(fields: LogFields, message: string): void;
}
