import type { ChosenModel } from '#llm';

/** What is done in the silence before it is certain that somebody has finished. */
export type SpeculationMode =
  /** Nothing: the recogniser starts when the end is certain. */
  | 'off'
  /** The words are found early. It costs computing time of this machine alone. */
  | 'transcribe'
  /** The model is asked early, too. What was asked too early is asked again, and counts as a request. */
  | 'reply';

/** What is configured: `auto` asks early where nobody counts the requests. */
export type SpeculationChoice = 'auto' | SpeculationMode;

/** What a choice means with a model: those of others that cost nothing allow few requests in a day. */
export function speculationFor(
  choice: SpeculationChoice,
  { provider, tier }: Pick<ChosenModel, 'provider' | 'tier'>,
): SpeculationMode {
  if (choice !== 'auto') return choice;
  return provider === 'local' || tier !== 'FREE' ? 'reply' : 'transcribe';
}
