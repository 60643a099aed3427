import type { Suggestion } from '../interactions/index.ts';

/** What a question can be made of. */
export interface QuestionParts {
  /** A field with an example of its use and what it is. */
  readonly fields: Readonly<Record<string, { readonly example: string; readonly meaning: string }>>;
  /** For fields whose values are known: what can stand behind the colon. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

const MAX_LENGTH = 100;

/** Proposes how the last part of a question could go on: fields, then their values. */
export function completeQuestion(typed: string, { fields, values }: QuestionParts): readonly Suggestion[] {
  const [, before = '', last = ''] = /^(.*?)(\S*)$/su.exec(typed) ?? [];
  const [, minus = '', field = '', operator = '', value = ''] =
    /^(-?)([a-z]*)(:(?:>=|<=|>|<|=)?)?(.*)$/u.exec(last) ?? [];
  const proposals =
    operator === ''
      ? Object.entries(fields)
          .filter(([name]) => name.startsWith(field))
          .map(([, { example, meaning }]) => ({ text: example, note: ` — ${meaning}` }))
      : (values[field] ?? [])
          .filter((known) => known.toLowerCase().startsWith(value.toLowerCase()))
          .map((known) => ({ text: `${field}${operator}${known}`, note: '' }));
  const asTyped = typed.trim() === '' ? [] : [{ name: cut(typed), value: typed }];
  return [
    ...asTyped,
    ...proposals.map(({ text, note }) => {
      const whole = `${before}${minus}${text}`;
      return { name: cut(`${whole}${note}`), value: whole };
    }),
  ].filter((one) => one.value.length <= MAX_LENGTH);
}

function cut(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}
