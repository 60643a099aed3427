/** What stands for the macros of a card. */
export interface MacroValues {
  /** `{{char}}`. */
  readonly char: string;
  /** `{{user}}`: who is spoken with. */
  readonly user: string;
  /** `{{original}}`: what the text is used instead of. */
  readonly original?: string;
  /** 0 … 1, as `Math.random`; for `{{random:…}}` and `{{roll:…}}`. */
  readonly random: () => number;
  /** `{{pick:…}}` gives the same for the same seed. */
  readonly seed: string;
}

/** A macro that holds no other. */
const INNERMOST = /\{\{([^{}]*)\}\}/gu;
const TAGS = /<(char|bot|user)>/giu;
/** Macros within macros. */
const MAX_ROUNDS = 4;
const MAX_LENGTH = 64 * 1024;
const MAX_ROLL = 1_000_000;

/**
 * Fills in the macros of a card (Character Card V3, "Curly Braced Syntaxes"). What is not known stays as it
 * is. The values themselves are taken as plain text: no macro in somebody's name is carried out.
 */
export function expandMacros(text: string, values: MacroValues): string {
  const plain = { ...values, char: withoutBraces(values.char), user: withoutBraces(values.user) };
  let expanded = text.replaceAll(TAGS, (_tag, name: string) =>
    name.toLowerCase() === 'user' ? plain.user : plain.char,
  );
  for (let round = 0; round < MAX_ROUNDS && expanded.includes('{{'); round += 1) {
    const before = expanded;
    expanded = before
      .replaceAll(INNERMOST, (whole, body: string, at: number) => valueOf(body, at, plain) ?? whole)
      .slice(0, MAX_LENGTH);
    if (expanded === before) break;
  }
  return expanded;
}

/** What `{{hidden_key:…}}` says in a text: it is looked through for keys, and never told. */
export function hiddenKeys(text: string): string {
  return [...text.matchAll(/\{\{hidden_key:([^{}]*)\}\}/giu)].map((match) => match[1] ?? '').join('\n');
}

function valueOf(body: string, at: number, values: MacroValues): string | undefined {
  const simple = body.trim().toLowerCase();
  if (simple === 'char' || simple === 'bot') return values.char;
  if (simple === 'user') return values.user;
  if (simple === 'original') return values.original ?? '';
  if (body.startsWith('//')) return '';
  const [, name = '', rest = ''] = /^\s*([a-z_]+)\s*:(.*)$/isu.exec(body) ?? [];
  switch (name.toLowerCase()) {
    case 'random':
      return choose(rest, values.random());
    case 'pick':
      return choose(rest, fractionOf(`${values.seed}/${at}/${rest}`));
    case 'roll':
      return roll(rest, values.random());
    case 'reverse':
      return Array.from(rest).toReversed().join('');
    case 'comment':
    case 'hidden_key':
      return '';
    default:
      return undefined;
  }
}

/** `A,B,C`, with `\,` for a comma within one; some write `::` and separate by it. */
function choose(list: string, fraction: number): string {
  const text = list.startsWith(':') ? list.slice(1) : list;
  const separator = text.includes('::') ? /::/u : /(?<!\\),/u;
  const choices = text.split(separator).map((choice) => choice.replaceAll('\\,', ',').trim());
  return choices[Math.min(choices.length - 1, Math.floor(fraction * choices.length))] ?? '';
}

function roll(dice: string, fraction: number): string | undefined {
  const [, digits] = /^\s*:?d?(\d{1,7})\s*$/iu.exec(dice) ?? [];
  const sides = Number(digits);
  if (!(sides >= 1 && sides <= MAX_ROLL)) return undefined;
  return String(Math.min(sides, Math.floor(fraction * sides) + 1));
}

/** 0 … 1 out of a text (FNV-1a). */
function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  return hash / 2 ** 32;
}

const withoutBraces = (text: string): string => text.replaceAll(/[{}]/gu, '');
