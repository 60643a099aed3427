import { findLore, type FoundLore } from '../lore/find-lore.ts';
import { expandMacros, type MacroValues } from '../macros.ts';
import { spokenName, type Persona } from '../persona.ts';
import { fitParts, fitText, type CountTokens } from './fit.ts';
import { placeHistory } from './place-history.ts';
import { promptBudgets, type PromptBudgets } from './prompt-budgets.ts';
import { IN_CHARACTER, LENGTHS, MEDIA, SAFETY } from './prompt-words.ts';

/** One message to a language model. */
export interface PromptMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What a prompt is made of. */
export interface PromptInput {
  readonly persona: Persona;
  /** Whether the answer is heard or read. Default `voice`. */
  readonly medium?: 'voice' | 'text';
  /** Who is there, by name. */
  readonly people?: readonly string[];
  /** Notes of what was said before `history`. */
  readonly summary?: string | undefined;
  /** The oldest first. */
  readonly history: readonly PromptMessage[];
  /** What is to be answered. It is never cut. */
  readonly incoming: readonly PromptMessage[];
  /** What the model reads at most, its answer included. */
  readonly contextTokens?: number | undefined;
  readonly countTokens: CountTokens;
  /** The greeting with which the conversation began. */
  readonly greetingIndex?: number | undefined;
  /** Lore of earlier turns, see {@link BuiltPrompt.foundLore}. */
  readonly foundBefore?: ReadonlySet<number>;
  /** 0 … 1; for the macros of a card that are left to chance. */
  readonly random: () => number;
  /** Stays the same for a conversation: `{{pick:…}}` does then, too. */
  readonly seed: string;
}

/** A part of a prompt that had to be made smaller. */
export type CutPart = 'persona' | 'examples' | 'summary' | 'people' | 'history';

/** What is asked of the model. */
export interface BuiltPrompt {
  readonly messages: readonly PromptMessage[];
  /** Positions of the lorebook's entries that came to mind. */
  readonly foundLore: readonly number[];
  /** Tokens of what does not change with the conversation. */
  readonly personaTokens: number;
  readonly cut: readonly CutPart[];
}

/**
 * Builds the prompt of one turn: rules that stand above everything, who the persona is, what comes to its
 * mind, what was said before, who is there, how to speak; then the conversation itself, and what the card
 * wants said after it. Each part within its budget. It changes nothing and asks nobody.
 */
export function buildPrompt(input: PromptInput): BuiltPrompt {
  const { persona, medium = 'voice', countTokens, history, incoming } = input;
  const { fields } = persona.card;
  const budgets = promptBudgets(input.contextTokens);
  const macros = macrosOf(input);
  const cut: CutPart[] = [];
  const lore = loreOf(input, budgets, macros);
  const character = characterOf(input, budgets, macros, lore, cut);
  const words = MEDIA[medium];
  const length = LENGTHS[persona.settings.replyLength ?? 'short'];
  const language = languageWords(persona.settings.language);
  const system = [
    SAFETY,
    character,
    fitted('summary', summaryWords(input.summary), budgets.summary),
    words.hearing,
    fitted('people', peopleWords(input.people ?? []), budgets.people),
    [words.style, length, language].filter(Boolean).join(' '),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
  const after = expandMacros(fields.postHistoryInstructions, macros).trim();
  const ending: readonly PromptMessage[] =
    after === ''
      ? []
      : [
          {
            role: 'system',
            content: `${fitted('persona', after, budgets.examples)}\n\n${words.reminder} ${length}`,
          },
        ];
  const fixed = countTokens(system) + ending.reduce((sum, { content }) => sum + countTokens(content), 0);
  const placed = placeHistory({
    history,
    incoming,
    lore,
    maxTokens: budgets.total - fixed,
    countTokens,
  });
  if (placed.wasCut) cut.push('history');
  return {
    messages: [{ role: 'system', content: system }, ...placed.messages, ...ending],
    foundLore: lore.map(({ index }) => index),
    personaTokens: countTokens(character),
    cut: [...new Set(cut)],
  };

  function fitted(part: CutPart, text: string, maxTokens: number): string {
    const result = fitText(text, maxTokens, countTokens);
    if (result.wasCut) cut.push(part);
    return result.text;
  }
}

function macrosOf({ persona, people = [], random, seed }: PromptInput): MacroValues {
  const [only, ...others] = people;
  const user = only !== undefined && others.length === 0 ? only : 'everybody';
  return { char: spokenName(persona), user, random, seed, original: IN_CHARACTER };
}

function loreOf(input: PromptInput, budgets: PromptBudgets, macros: MacroValues): readonly FoundLore[] {
  const { book } = input.persona.card.fields;
  if (!book) return [];
  const texts = [...input.history, ...input.incoming].map(({ content }) => content);
  return findLore(book, {
    texts,
    repliesSoFar: input.history.filter(({ role }) => role === 'assistant').length,
    greetingIndex: input.greetingIndex,
    foundBefore: input.foundBefore ?? new Set(),
    maxTokens: budgets.lore,
    countTokens: input.countTokens,
    macros,
  });
}

/** Who the persona is, in its own words and those of its lore. */
function characterOf(
  { persona, countTokens }: PromptInput,
  budgets: PromptBudgets,
  macros: MacroValues,
  lore: readonly FoundLore[],
  cut: CutPart[],
): string {
  const { fields } = persona.card;
  const expand = (text: string): string => expandMacros(text, macros).trim();
  const at = (kind: string): readonly string[] =>
    lore.filter(({ place }) => place.kind === kind).map(({ text }) => text);
  let left = budgets.persona;
  const part = (title: string, text: string): string => {
    const result = fitText(text, left, countTokens);
    if (result.wasCut) cut.push('persona');
    left -= result.tokens;
    return result.text === '' ? '' : `${title}${result.text}`;
  };
  const name = expand('{{char}}');
  const own = [
    part('', expand(fields.systemPrompt || IN_CHARACTER)),
    part('', expand(fields.description)),
    part('Personality: ', [expand(fields.personality), ...at('personality')].filter(Boolean).join('\n')),
    part('Scene: ', [expand(fields.scenario), ...at('scenario')].filter(Boolean).join('\n')),
  ];
  const speakerMacros = macros.user === 'everybody' ? { ...macros, user: 'Somebody' } : macros;
  const examples = fitParts(
    exampleBlocks(expandMacros(fields.exampleMessages, speakerMacros)),
    budgets.examples,
    countTokens,
  );
  if (examples.wasCut) cut.push('examples');
  return [
    `The character is ${name}.`,
    ...at('before'),
    ...own,
    ...at('after'),
    ...(examples.parts.length > 0 ? [`How ${name} talks:\n${examples.parts.join('\n---\n')}`] : []),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** Example conversations are set apart by `<START>`. */
function exampleBlocks(text: string): readonly string[] {
  return text
    .split(/<START>/iu)
    .map((block) => block.trim())
    .filter((block) => block !== '');
}

function summaryWords(summary: string | undefined): string {
  const notes = summary?.trim() ?? '';
  return notes === '' ? '' : `Notes of what was said before, made from people's words:\n${notes}`;
}

function peopleWords(people: readonly string[]): string {
  return people.length === 0 ? '' : `There with you: ${people.join(', ')}.`;
}

function languageWords(language: string | undefined): string {
  if (language === undefined) return '';
  const name = new Intl.DisplayNames(['en'], { type: 'language' }).of(language.replace('_', '-'));
  return `Answer in ${name ?? language}.`;
}
