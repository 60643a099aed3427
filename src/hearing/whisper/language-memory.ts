import {
  SURE_LANGUAGE_PROBABILITY,
  SWITCH_AFTER_VOICED_MS,
  type LanguageChoice,
  type LanguageRequest,
} from './language-choice.ts';

/** Remembers which language each person speaks. */
export interface LanguageMemory {
  /** What to ask the recogniser with. */
  recall(userId: string): Pick<LanguageRequest, 'usual' | 'rival'>;
  /** Takes what a final utterance was heard to be. */
  learn(userId: string, heard: LanguageChoice, voicedMs: number): void;
  forget(userId: string): void;
}

/** Voice in one language, surely heard, that makes it a person's usual one. */
const LEARN_AFTER_VOICED_MS = 1000;
/** People that are remembered; the one who was silent longest is forgotten first. */
const MAX_USERS = 500;

interface Habit {
  readonly usual: string | undefined;
  readonly rival: LanguageRequest['rival'];
}

const NONE: Habit = { usual: undefined, rival: undefined };

/** What is known after another detection. */
function updated({ usual, rival }: Habit, heard: LanguageChoice, voicedMs: number): Habit {
  const { detected: language, detectedProbability = 0 } = heard;
  if (language === usual) return { usual, rival: undefined };
  if (detectedProbability < SURE_LANGUAGE_PROBABILITY) return { usual, rival };
  const sumMs = voicedMs + (rival?.language === language ? rival.voicedMs : 0);
  const neededMs = usual === undefined ? LEARN_AFTER_VOICED_MS : SWITCH_AFTER_VOICED_MS;
  if (sumMs >= neededMs) return { usual: language, rival: undefined };
  return { usual, rival: { language, voicedMs: sumMs } };
}

/**
 * Makes a {@link LanguageMemory}. A single short utterance never changes a habit; sure detections of one
 * other language do, when their voice adds up and the usual language was not heard in between.
 */
export function createLanguageMemory(): LanguageMemory {
  const habits = new Map<string, Habit>();
  return {
    recall(userId) {
      const { usual, rival } = habits.get(userId) ?? NONE;
      return { ...(usual === undefined ? {} : { usual }), ...(rival === undefined ? {} : { rival }) };
    },
    learn(userId, heard, voicedMs) {
      if (heard.detectedProbability === undefined) return;
      const habit = updated(habits.get(userId) ?? NONE, heard, voicedMs);
      // Put in anew, so that the map's order is that of the last words.
      habits.delete(userId);
      habits.set(userId, habit);
      if (habits.size > MAX_USERS) habits.delete(habits.keys().next().value!);
    },
    forget: (userId) => void habits.delete(userId),
  };
}
