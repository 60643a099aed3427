import { z } from 'zod';

/** When a change counts. */
export type TakesEffect =
  /** In the call that runs, and for the next message. */
  | 'now'
  /** When the bot comes into a voice channel the next time. */
  | 'next-join';

/** One thing that a server can set. */
export interface GuildSetting<Value extends string | number | boolean = string | number | boolean> {
  /** Reads what a person wrote, or what was stored. */
  readonly schema: z.ZodType<Value, string>;
  readonly defaultValue: Value;
  /** What a number counts. */
  readonly unit?: 'ms' | 'characters' | 'tokens' | 'days';
  readonly takesEffect: TakesEffect;
  /** What it decides, in one line. */
  readonly description: { readonly en: string; readonly de: string };
  /** Values to propose, as a person would write them. */
  readonly proposals: readonly string[];
  /** What it can be, in signs that every language has. */
  readonly allowed: string;
}

type Row<Value extends string | number | boolean> = Pick<
  GuildSetting<Value>,
  'defaultValue' | 'takesEffect' | 'description'
>;

/** A setting that is one of a few words. */
export function choice<const Word extends string>(
  words: readonly Word[],
  row: Row<NoInfer<Word>>,
): GuildSetting<Word> {
  return { ...row, proposals: words, allowed: words.join(' | '), schema: z.enum(words) };
}

/** A setting that is on or off. */
export function onOff(row: Row<boolean>): GuildSetting<boolean> {
  return { ...row, proposals: ['on', 'off'], allowed: 'on | off', schema: z.stringbool() };
}

/** A setting that is a whole number. */
export function wholeNumber(
  bounds: { readonly min: number; readonly max: number; readonly unit?: GuildSetting['unit'] },
  row: Row<number>,
): GuildSetting<number> {
  const { min, max, unit } = bounds;
  return {
    ...row,
    ...(unit !== undefined && { unit }),
    proposals: [...new Set([row.defaultValue, min, max].map(String))],
    allowed: `${min} … ${max}${unit === undefined ? '' : ` ${unit}`}`,
    schema: z
      .string()
      .regex(/^\s*\d+\s*$/u)
      .transform(Number)
      .pipe(z.number().int().min(min).max(max)),
  };
}

/** A setting that names a member, or nobody: the empty text. */
export function member(row: Row<string>): GuildSetting<string> {
  return {
    ...row,
    proposals: ['none'],
    allowed: '@… | none',
    schema: z
      .string()
      .regex(/^\s*(?:<@!?\d{5,20}>|\d{5,20}|none|)\s*$/u)
      .transform((text) => /\d+/u.exec(text)?.[0] ?? ''),
  };
}

/** A value as it is stored and read again. */
export const storedText = (value: string | number | boolean): string => String(value);
