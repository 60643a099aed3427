import { randomBytes } from 'node:crypto';
import type { Clock } from '#core';
import type { Words } from '../words/index.ts';
import type { RichAnswer } from './answer.ts';
import { buttonRow } from './components.ts';
import { Refusal } from './refusal.ts';

/** Discord lets a message be changed for 15 minutes after the interaction. */
const REMEMBERED_MS = 14 * 60_000;
/** So many lists are remembered; the oldest goes first. */
const MAX_LISTS = 200;

/** Answers the buttons that turn pages; no command may have this name. */
export const PAGE_COMMAND = 'page';

/** One page. */
export interface Page extends RichAnswer {
  /** Whether there is one after it. */
  readonly hasNext: boolean;
}

/** Something too long for one message. */
export interface PageSource {
  /** Makes a page, counted from 0. It may be asked for the same page again. */
  page(index: number, signal: AbortSignal): Promise<Page>;
  /** How many pages there are, where that is known. */
  readonly count?: number;
}

interface RememberedList {
  readonly source: PageSource;
  readonly untilMs: number;
}

/** The lists whose pages can be turned. */
export interface PageMemory {
  /** Gives the first page and remembers the rest, if there is any. */
  open(source: PageSource, words: Words, signal: AbortSignal): Promise<RichAnswer>;
  /** @param argument - of the button that was pressed. @throws Refusal `LIST_EXPIRED`. */
  turn(argument: string, words: Words, signal: AbortSignal): Promise<RichAnswer>;
}

export function createPageMemory(clock: Clock): PageMemory {
  const lists = new Map<string, RememberedList>();

  const forgetOld = (): void => {
    for (const [key, { untilMs }] of lists) {
      if (untilMs <= clock.nowMs() || lists.size > MAX_LISTS) lists.delete(key);
    }
  };

  return {
    open: (source, words, signal) => {
      const key = randomBytes(9).toString('base64url');
      lists.set(key, { source, untilMs: clock.nowMs() + REMEMBERED_MS });
      forgetOld();
      return show(key, source, 0, words, signal);
    },
    turn: (argument, words, signal) => {
      forgetOld();
      const [key = '', index = ''] = argument.split(':');
      const list = lists.get(key);
      if (!list) throw new Refusal('LIST_EXPIRED', words.pages.expired);
      return show(key, list.source, Number(index), words, signal);
    },
  };
}

function button(key: string, index: number, label: string, isDisabled: boolean) {
  const action = `to-${index}`;
  return { command: PAGE_COMMAND, action, argument: `${key}:${index}`, label, isDisabled };
}

/** Makes a page and the buttons under it. */
async function show(
  key: string,
  source: PageSource,
  index: number,
  words: Words,
  signal: AbortSignal,
): Promise<RichAnswer> {
  const { hasNext, ...answer } = await source.page(index, signal);
  if (index === 0 && !hasNext) return answer;
  const of = source.count === undefined ? `${index + 1}` : `${index + 1}/${source.count}`;
  const turning = buttonRow([
    button(key, index - 1, words.pages.previous, index === 0),
    { ...button(key, index, words.pages.at(of), true), action: 'at' },
    button(key, index + 1, words.pages.next, !hasNext),
  ]);
  return { ...answer, rows: [...(answer.rows ?? []), turning] };
}
