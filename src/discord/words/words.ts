import type { en } from './en/index.ts';

/** The shape of a table in another language: the same keys, the same arguments. */
type Translated<Text> = Text extends string
  ? string
  : Text extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { readonly [Key in keyof Text]: Translated<Text[Key]> };

/** All words of one language. */
export type Words = Translated<typeof en>;

/**
 * Texts of commands in one language, by where they stand: `join`, `join channel`, `logs query`, and
 * `logs sort=oldest` for a choice. `name` is for options and choices only.
 */
export type CommandTexts = Readonly<
  Record<string, { readonly name?: string; readonly description?: string }>
>;
