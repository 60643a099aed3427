import { UserError } from '#core';

/** Where in a question something stands, in characters. */
export interface QuerySpan {
  readonly start: number;
  readonly end: number;
}

/** The error that says what is wrong with a question and where. */
export function queryProblem(text: string, { start, end }: QuerySpan, problem: string): UserError {
  const length = Math.max(1, end - start);
  const pointer = `${' '.repeat(start)}${'^'.repeat(length)}`;
  return new UserError('LOG_QUERY_INVALID', {
    message: `${problem}\n${text.replaceAll('\n', ' ')}\n${pointer}`,
    context: { problem, at: start, length },
  });
}
