import { PROBLEM_TYPE, problemSchema } from '../problem.ts';

type ProblemAnswer = {
  readonly description: string;
  readonly content: { readonly [PROBLEM_TYPE]: { readonly schema: typeof problemSchema } };
};

/** What any request with a token may be refused for. */
const ALWAYS = [401, 403, 421, 429] as const;
const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: 'The request does not have the form that it must have.',
  401: 'No token, or one that is not known.',
  403: 'The token lacks the scope, or the page is not allowed to call.',
  404: 'There is no such thing.',
  409: 'It is not possible as things stand.',
  413: 'Too large.',
  415: 'A media type that is not understood.',
  421: 'The server does not go by that host name.',
  429: 'Too many requests.',
  500: 'A fault.',
  501: 'This process runs without that part.',
  502: 'The language model failed.',
  503: 'Not possible right now.',
  504: 'It took too long.',
};

/** The problems among a route's answers: those named, and those of every route. */
export function problems<Status extends number = never>(
  ...statuses: readonly Status[]
): Record<Status | (typeof ALWAYS)[number], ProblemAnswer> {
  const answers = [...ALWAYS, ...statuses].map((status) => [
    status,
    {
      description: DESCRIPTIONS[status] ?? 'A problem.',
      content: { [PROBLEM_TYPE]: { schema: problemSchema } },
    },
  ]);
  return Object.fromEntries(answers) as Record<Status | (typeof ALWAYS)[number], ProblemAnswer>;
}
