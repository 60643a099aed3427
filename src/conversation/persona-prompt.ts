import type { ChatMessage } from '#llm';
import { buildPrompt, type Persona } from '#personas';
import type { CountTokens } from './memory/memory-budget.ts';

/** What is asked in one turn. */
export interface PromptTurn {
  readonly summary: string | undefined;
  readonly history: readonly ChatMessage[];
  readonly incoming: readonly ChatMessage[];
  /** Who is there, by name. */
  readonly people: readonly string[];
}

/** What a {@link PersonaPrompt} needs to know of the model. */
export interface PromptModel {
  readonly countTokens: CountTokens;
  /** What the model reads at most; undefined when it does not tell. */
  readonly contextTokens?: number | undefined;
}

/** Asks as one persona, and remembers what came to its mind. */
export class PersonaPrompt {
  readonly persona: Persona;
  readonly #model: PromptModel;
  readonly #seed: string;
  readonly #greetingIndex: number | undefined;
  readonly #found = new Set<number>();

  /** @param seed - names the conversation; @param greetingIndex - with what the persona began it, if it did. */
  constructor(persona: Persona, model: PromptModel, seed: string, greetingIndex?: number) {
    this.persona = persona;
    this.#model = model;
    this.#seed = seed;
    this.#greetingIndex = greetingIndex;
  }

  messages(turn: PromptTurn, medium: 'voice' | 'text' = 'voice'): readonly ChatMessage[] {
    const { messages, foundLore } = buildPrompt({
      ...turn,
      ...this.#model,
      persona: this.persona,
      medium,
      greetingIndex: this.#greetingIndex,
      foundBefore: this.#found,
      random: Math.random,
      seed: this.#seed,
    });
    for (const index of foundLore) this.#found.add(index);
    return messages;
  }
}
