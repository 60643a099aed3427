import type { ChatMessage } from '#llm';
import type { Exchange, Remark } from './remark.ts';

/** Stands at the end of a reply that was cut short, as a dash does in a written dialogue. */
const INTERRUPTION_MARK = ' —';
/** Longer names are cut. */
const MAX_NAME_CHARACTERS = 32;

/** Exchanges as the model takes them: one message of what people said, one of what was answered. */
export function exchangeMessages(exchanges: readonly Exchange[]): readonly ChatMessage[] {
  return exchanges.flatMap(({ remarks }) => {
    const people = remarks.filter(({ userId }) => userId !== undefined);
    const replies = remarks.filter(({ userId }) => userId === undefined);
    return [
      ...(people.length > 0 ? [userMessage(people)] : []),
      ...replies.map(({ text, isInterrupted }): ChatMessage => {
        return { role: 'assistant', content: text + (isInterrupted ? INTERRUPTION_MARK : '') };
      }),
    ];
  });
}

/**
 * What people said, one line each, with a note where the recogniser was in doubt or the words were typed. Names
 * come from people: they cannot start a line of their own.
 */
export function userMessage(remarks: readonly Remark[]): ChatMessage {
  const lines = remarks.map((remark) => {
    const doubt = remark.isUncertain ? ' (hard to hear)' : '';
    const writing = remark.isWritten ? ' (in writing)' : '';
    return `${plainName(remark.name)}${doubt}${writing}: ${remark.text}`;
  });
  return { role: 'user', content: lines.join('\n') };
}

/** A name out of Discord, fit for a prompt: on one line, and without what sets names apart there. */
export function plainName(name: string): string {
  const plain = name
    .replaceAll(/[\p{C}:\n\r]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  return plain.slice(0, MAX_NAME_CHARACTERS) || 'somebody';
}
