import type { Random } from './random.ts';

interface Alternative {
  readonly weight: number;
  readonly text: string;
}

/** Rules by name; each is a list of weighted alternatives whose `{name}` parts stand for other rules. */
export type Grammar = ReadonlyMap<string, readonly Alternative[]>;

/** Reads the notation that the head of `grammar.txt` explains. Throws on a line that fits no rule. */
export function parseGrammar(source: string): Grammar {
  const bodies = new Map<string, string>();
  let current: string | undefined;
  for (const line of source.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const head = /^([a-z][a-z ]*):(.*)$/.exec(line);
    if (head?.[1] !== undefined && head[2] !== undefined) {
      current = head[1];
      if (bodies.has(current)) throw new Error(`rule "${current}" is given twice`);
      bodies.set(current, head[2]);
    } else if (line.startsWith('|') && current !== undefined) {
      bodies.set(current, `${bodies.get(current) ?? ''} ${line}`);
    } else {
      throw new Error(`not a rule: ${line}`);
    }
  }
  const grammar = new Map<string, Alternative[]>();
  for (const [name, body] of bodies) grammar.set(name, body.split('|').map(parseAlternative));
  for (const alternatives of grammar.values()) {
    for (const { text } of alternatives) {
      for (const name of referencesOf(text)) if (!grammar.has(name)) throw new Error(`no rule "${name}"`);
    }
  }
  return grammar;
}

function parseAlternative(source: string): Alternative {
  const weighted = /^\s*(\d+) \* (.*)$/.exec(source);
  if (weighted?.[2] === undefined) return { weight: 1, text: source.trim() };
  return { weight: Number(weighted[1]), text: weighted[2].trim() };
}

function referencesOf(text: string): string[] {
  return Array.from(text.matchAll(/\{([^}]+)\}/g), (match) => match[1] ?? '');
}

/** Draws one text from a rule. */
export function expandRule(grammar: Grammar, name: string, random: Random): string {
  const alternatives = grammar.get(name) ?? [];
  let ticket = random.next() * alternatives.reduce((sum, { weight }) => sum + weight, 0);
  const chosen = alternatives.find(({ weight }) => (ticket -= weight) < 0) ?? alternatives.at(-1);
  if (chosen === undefined) throw new Error(`no rule "${name}"`);
  return chosen.text.replaceAll(/\{([^}]+)\}/g, (_, inner: string) => expandRule(grammar, inner, random));
}

/** Sets "an" where a vowel follows, and a capital at the start of each sentence. */
export function finishText(text: string): string {
  const withArticles = text.replaceAll(/\ba(?= [aeiou])/g, 'an');
  return withArticles.replaceAll(
    /(^|[.?!] )([a-z])/g,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

/** Every word of the grammar as it stands there (names with their capital), sorted. */
export function vocabularyOf(grammar: Grammar): string[] {
  const words = new Set<string>();
  for (const alternatives of grammar.values()) {
    for (const { text } of alternatives) {
      for (const word of text.replaceAll(/\{[^}]+\}/g, ' ').match(/[A-Za-z']+/g) ?? []) words.add(word);
    }
  }
  return [...words].toSorted((a, b) => a.localeCompare(b, 'en'));
}
