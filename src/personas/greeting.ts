import { expandMacros } from './macros.ts';
import { spokenName, type Persona } from './persona.ts';

/** The first words of a persona. */
export interface Greeting {
  readonly text: string;
  /** 0 is the first message, then the alternates, then those for groups; lore may depend on it. */
  readonly index: number;
}

/** Who is greeted, and chance. */
export interface GreetingScene {
  readonly people: readonly string[];
  /** 0 … 1. */
  readonly random: () => number;
  readonly seed: string;
}

/**
 * One of the persona's greetings, by chance; those for groups count where several people are. Undefined when
 * it has none.
 */
export function greetingOf(persona: Persona, { people, random, seed }: GreetingScene): Greeting | undefined {
  const { firstMessage, alternateGreetings, groupGreetings } = persona.card.fields;
  const all = [firstMessage, ...alternateGreetings, ...(people.length > 1 ? groupGreetings : [])];
  const usable = all.flatMap((text, index) => (text.trim() === '' ? [] : [{ text, index }]));
  const chosen = usable[Math.min(usable.length - 1, Math.floor(random() * usable.length))];
  if (!chosen) return undefined;
  const user = people.length === 1 ? (people[0] ?? '') : 'everybody';
  const text = expandMacros(chosen.text, { char: spokenName(persona), user, random, seed }).trim();
  return text === '' ? undefined : { text, index: chosen.index };
}

/** Longest greeting that is said, in UTF-16 units: about 20 seconds. */
const MAX_SPOKEN = 300;

/** What of a greeting is said aloud: without stage directions, and its first sentences only. */
export function spokenGreeting(text: string): string {
  const plain = text
    .replaceAll(/\*[^*\n]{1,500}\*/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  if (plain.length <= MAX_SPOKEN) return plain;
  const cut = plain.slice(0, MAX_SPOKEN);
  const end = Math.max(...['. ', '! ', '? ', '… '].map((mark) => cut.lastIndexOf(mark)));
  return end > 0 ? cut.slice(0, end + 1) : `${cut.slice(0, cut.lastIndexOf(' '))} …`;
}
