import { AppError } from '#core';

/** Discord's longest `custom_id`. */
const MAX_LENGTH = 100;

/** What a button, a menu or a form belongs to. */
export interface ComponentTarget {
  /** Name of the command that answers it. */
  readonly command: string;
  /** Which of its handlers. */
  readonly action: string;
  /** What the handler is told; may hold colons. */
  readonly argument: string;
}

/** @throws AppError `INTERNAL` when it would be longer than Discord allows. */
export function customId({ command, action, argument }: ComponentTarget): string {
  const id = [command, action, argument].join(':');
  if (id.length <= MAX_LENGTH) return id;
  throw new AppError('INTERNAL', { message: `The custom id of ${command}:${action} is too long.` });
}

/** Reads what {@link customId} wrote. */
export function readCustomId(id: string): ComponentTarget {
  const [command = '', action = '', ...argument] = id.split(':');
  return { command, action, argument: argument.join(':') };
}
