/** What the decorators of an entry say; see the section "Decorators" of Character Card V3. */
export interface LoreDecorators {
  /** Told whatever is said. */
  readonly activate?: true;
  readonly dontActivate?: true;
  /** Not before the persona has said so many messages. */
  readonly onlyAfter?: number;
  /** Only when the number of its messages is a multiple of this. */
  readonly onlyEvery?: number;
  readonly keepAfterMatch?: true;
  readonly onceOnly?: true;
  /** Messages from the end of the conversation. */
  readonly depth?: number;
  readonly role?: 'assistant' | 'system' | 'user';
  readonly scanDepth?: number;
  /** Only with this greeting, counted from 0. */
  readonly greetingIndex?: number;
  readonly position?: 'after_desc' | 'before_desc' | 'personality' | 'scenario';
  /** The first to go when there is too little room. */
  readonly firstToGo?: true;
  /** One of these has to occur as well. */
  readonly additionalKeys?: readonly string[];
  /** None of these may occur. */
  readonly excludeKeys?: readonly string[];
}

/** An entry's content, taken apart. */
export interface DecoratedText {
  readonly decorators: LoreDecorators;
  readonly text: string;
}

type Reader = (value: string) => LoreDecorators | undefined;

const MAX_LIST = 100;
const numbered = (make: (value: number) => LoreDecorators): Reader => {
  return (value) => (/^-?\d{1,9}$/u.test(value) ? make(Number(value)) : undefined);
};
const listed = (make: (values: readonly string[]) => LoreDecorators): Reader => {
  return (value) => {
    const values = value.split(',', MAX_LIST).map((item) => item.trim());
    const meant = values.filter((item) => item !== '');
    return meant.length > 0 ? make(meant) : undefined;
  };
};
const bare = (decorators: LoreDecorators): Reader => {
  return (value) => (value === '' ? decorators : undefined);
};

const READERS: Readonly<Record<string, Reader>> = {
  activate: bare({ activate: true }),
  dont_activate: bare({ dontActivate: true }),
  activate_only_after: numbered((onlyAfter) => ({ onlyAfter })),
  activate_only_every: numbered((onlyEvery) => ({ onlyEvery })),
  keep_activate_after_match: bare({ keepAfterMatch: true }),
  dont_activate_after_match: bare({ onceOnly: true }),
  depth: numbered((depth) => ({ depth })),
  role: (value) =>
    value === 'assistant' || value === 'system' || value === 'user' ? { role: value } : undefined,
  scan_depth: numbered((scanDepth) => ({ scanDepth })),
  is_greeting: numbered((greetingIndex) => ({ greetingIndex })),
  position: (value) =>
    value === 'after_desc' || value === 'before_desc' || value === 'personality' || value === 'scenario'
      ? { position: value }
      : undefined,
  ignore_on_max_context: bare({ firstToGo: true }),
  additional_keys: listed((additionalKeys) => ({ additionalKeys })),
  exclude_keys: listed((excludeKeys) => ({ excludeKeys })),
};

const LINE = /^(@{2,3})([A-Za-z_]+)(?:[ \t]+(.*))?$/u;

/**
 * Takes the decorators off the front of an entry. One that is not known, or whose value is wrong, is passed
 * over for its fallbacks (`@@@`); of two with the same name the first counts.
 */
export function readDecorators(content: string): DecoratedText {
  const lines = content.split(/\r?\n/u);
  let decorators: LoreDecorators = {};
  let isSettled = true;
  let used = 0;
  for (const line of lines) {
    const match = LINE.exec(line.trim());
    if (!match && line.trim() !== '') break;
    used += 1;
    if (!match) continue;
    const [, marks, name = '', value = ''] = match;
    if (marks === '@@') isSettled = false;
    if (isSettled) continue;
    const found = Object.hasOwn(READERS, name) ? READERS[name]?.(value.trim()) : undefined;
    if (!found) continue;
    isSettled = true;
    decorators = { ...found, ...decorators };
  }
  return { decorators, text: lines.slice(used).join('\n').trim() };
}

/** The content as a program that knows no decorators should have it. */
export function stripDecorators(content: string): string {
  return content.trimStart().startsWith('@@') ? readDecorators(content).text : content;
}
