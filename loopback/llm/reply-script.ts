import type { Pacing } from './answer.ts';
import type { ChatFault } from './faults.ts';
import type { RecordedAnswer } from './recorded-answer.ts';
import { type ReceivedMessage, scriptedReply } from './scripted-reply.ts';

/** Where replies come from: always the same, one after the other, or worked out from the request. */
export type ReplySource =
  | string
  | readonly string[]
  | ((messages: readonly ReceivedMessage[], requestIndex: number) => string | ScriptedReply);

/** One reply with its manner. */
export interface ScriptedReply extends Pacing {
  readonly text: string;
  readonly reasoning?: string;
  /** Played instead of the text. */
  readonly fault?: ChatFault;
}

/** What the server is to say next. */
export interface ReplyScript {
  queue(reply: ScriptedReply): void;
  fail(fault: ChatFault, times: number): void;
  play(answer: RecordedAnswer): void;
  /** The recording for the next request, which then is used up; undefined when none waits. */
  takeRecording(): RecordedAnswer | undefined;
  /** The fault for the next request, which then is used up; undefined when none waits. */
  takeFault(): ChatFault | undefined;
  /** The next reply. @throws Error when a list of replies has come to its end. */
  takeReply(messages: readonly ReceivedMessage[], requestIndex: number): ScriptedReply;
}

/** Recordings come first, then faults, and use up no reply; then what was queued, in order; then `source`. */
export function createReplyScript(source: ReplySource = scriptedReply): ReplyScript {
  const queued: ScriptedReply[] = [];
  const recordings: RecordedAnswer[] = [];
  const faults: { readonly fault: ChatFault; left: number }[] = [];
  let position = 0;
  return {
    queue: (reply) => void queued.push(reply),
    fail: (fault, times) => void faults.push({ fault, left: times }),
    play: (answer) => void recordings.push(answer),
    takeRecording: () => recordings.shift(),
    takeFault() {
      const first = faults[0];
      if (first === undefined) return undefined;
      first.left -= 1;
      if (first.left <= 0) faults.shift();
      return first.fault;
    },
    takeReply(messages, requestIndex) {
      const next = queued.shift();
      if (next !== undefined) return next;
      if (typeof source === 'string') return { text: source };
      if (typeof source === 'function') {
        const reply = source(messages, requestIndex);
        return typeof reply === 'string' ? { text: reply } : reply;
      }
      const text = source[position];
      if (text === undefined) throw new Error(`All ${source.length} scripted replies were used.`);
      position += 1;
      return { text };
    },
  };
}
