import type { Transcript } from '#hearing';
import type { ChatMessage } from '#llm';
import { heardText } from './heard-text.ts';
import type { EndedTurn } from './turn.ts';

/** Messages that are kept; the oldest go first. */
const MAX_MESSAGES = 40;
/** Stands at the end of a reply that was cut short, as a dash does in a written dialogue. */
const INTERRUPTION_MARK = ' —';

/** What was said in a call, as its people heard it. */
export interface History {
  /** Adds a turn that is over. @param wasPosted - its text was written to the channel instead of being said. */
  append(turn: EndedTurn, wasPosted: boolean): void;
  /** Adds what people said among themselves. */
  overhear(transcript: Transcript): void;
  messages(): readonly ChatMessage[];
  clear(): void;
}

/** @param nameOf - the name under which a person's words are shown to the model. */
export function createHistory(nameOf: (userId: string) => string): History {
  let messages: ChatMessage[] = [];
  return {
    append(turn, wasPosted) {
      // What a discarded turn answered is answered by a later one.
      if (turn.outcome === 'discarded') return;
      if (turn.transcripts.length > 0) messages.push(userMessage(turn.transcripts, nameOf));
      const heard = wasPosted ? turn.replyText.trim() : heardText(turn.clauses, turn.progress);
      const mark = turn.outcome === 'interrupted' && !wasPosted ? INTERRUPTION_MARK : '';
      if (heard !== '') messages.push({ role: 'assistant', content: heard + mark });
      messages = messages.slice(-MAX_MESSAGES);
    },
    overhear(transcript) {
      messages = [...messages, userMessage([transcript], nameOf)].slice(-MAX_MESSAGES);
    },
    messages: () => messages,
    clear() {
      messages = [];
    },
  };
}

/**
 * What people said, one line a speaker, with a note where the recogniser was in doubt. Names come from people:
 * they cannot start a line of their own.
 */
export function userMessage(
  transcripts: readonly Transcript[],
  nameOf: (userId: string) => string,
): ChatMessage {
  const lines = transcripts.map(({ userId, text, confidence }) => {
    const doubt = confidence.uncertain === true ? ' (hard to hear)' : '';
    return `${plainName(nameOf(userId))}${doubt}: ${text}`;
  });
  return { role: 'user', content: lines.join('\n') };
}

function plainName(name: string): string {
  const plain = name
    .replaceAll(/[\p{C}:\n\r]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  return plain.slice(0, 32) || 'somebody';
}
