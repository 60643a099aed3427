import { checkEdit, type CheckRequest } from './check-edit.ts';
import type { CheckVerdict } from './check-case.ts';

const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} ${error.cause.message}` : error.message;
};

const answer = (verdict: CheckVerdict): void => {
  process.send?.(verdict);
};

// One question, one answer; the parent ends this process when it has the answer.
process.once('message', (request: CheckRequest) => {
  checkEdit(request).then(answer, (error: unknown) => {
    answer({ kind: 'refused', reason: messageOf(error) });
  });
});
process.once('disconnect', () => process.exit());
