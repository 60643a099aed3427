import { UserError, withDeadline, type Clock } from '#core';
import {
  PersonaPrompt,
  remarkOf,
  replyRemark,
  userMessage,
  writtenText,
  type ChatModel,
  type Memory,
  type PromptModel,
} from '#conversation';
import type { EventBus } from '#events';
import type { Persona, PersonaPlace } from '#personas';
import type { Memories } from '../memories.ts';

/** Longest time that a written answer may take, in ms. */
const ANSWER_DEADLINE_MS = 75_000;
/** Messages of one channel that may wait for their answer. */
const MAX_WAITING = 8;

/** What written answers are made from. */
export interface TextChatsOptions {
  readonly chatModel: ChatModel;
  /** Who answers there. */
  readonly personaOf: (place: PersonaPlace) => Persona;
  readonly promptModelOf: (guildId: string) => PromptModel;
  readonly memories: Memories;
  readonly clock: Clock;
  readonly bus: EventBus;
  /** Aborts when the bot stops. */
  readonly signal: AbortSignal;
}

/** Somebody writes to the bot in a channel in which it has no call. */
export interface WrittenQuestion {
  readonly guildId: string;
  readonly channelId: string;
  /** Of the message. */
  readonly id: string;
  readonly userId: string;
  /** The name under which the model knows the writer. */
  readonly name: string;
  readonly text: string;
}

/** Written conversations, one for each channel. */
export interface TextChats {
  /**
   * Answers in writing, one message of a channel after the other.
   *
   * @throws UserError `CHAT_BUSY`; AppError with a `LLM_*` code, `TIMED_OUT`; the reason of `signal`.
   */
  answer(question: WrittenQuestion, signal: AbortSignal): Promise<string>;
}

export function createTextChats(options: TextChatsOptions): TextChats {
  const { chatModel, personaOf, promptModelOf, memories, clock, bus } = options;
  const queues = new Map<string, { waiting: number; last: Promise<unknown> }>();

  const reply = async (question: WrittenQuestion, memory: Memory, signal: AbortSignal): Promise<string> => {
    const { guildId, channelId, id, userId, text, name } = question;
    const said = remarkOf(writtenText(id, userId, text), () => name);
    const persona = personaOf({ guildId, channelId });
    const { model: alias } = persona.settings;
    const prompt = new PersonaPrompt(persona, promptModelOf(guildId), channelId);
    const messages = prompt.messages(
      {
        summary: memory.summary,
        history: memory.messages(),
        incoming: [userMessage([said])],
        people: [name],
      },
      'text',
    );
    let written = '';
    const asking = { guildId, userId, purpose: 'text', ...(alias !== undefined && { alias }) } as const;
    for await (const piece of chatModel.reply(messages, signal, asking)) {
      written += piece;
    }
    const answer = written.trim();
    memory.add([said, replyRemark(answer, false)]);
    return answer;
  };

  const answerNow = async (
    question: WrittenQuestion,
    memory: Memory,
    signal: AbortSignal,
  ): Promise<string> => {
    const { guildId, channelId, userId } = question;
    const startedMs = clock.nowMs();
    const answer = await withDeadline((within) => reply(question, memory, within), {
      timeoutMs: ANSWER_DEADLINE_MS,
      signal,
      what: 'A written answer',
    });
    const durationMs = Math.round(clock.nowMs() - startedMs);
    const personal = { said: question.text, reply: answer };
    bus.emit('chat.answered', { channelId, userId, durationMs, personal }, { guildId });
    return answer;
  };

  /** The answer is given as soon as it is there; the next one waits until its memory is in order. */
  const begin = (question: WrittenQuestion, signal: AbortSignal): Begun => {
    const open = memories.open(question.guildId, question.channelId);
    const answer = answerNow(question, open.memory, signal);
    const tidied = async (): Promise<void> => {
      // Whoever asked is told why there is no answer.
      await answer.catch(() => undefined);
      await open.memory.tidy(options.signal);
      open[Symbol.dispose]();
    };
    return { answer, finished: tidied() };
  };

  return {
    async answer(question, signal) {
      const { channelId } = question;
      const queue = queues.get(channelId) ?? { waiting: 0, last: Promise.resolve() };
      if (queue.waiting >= MAX_WAITING) {
        throw new UserError('CHAT_BUSY', { message: 'Too many messages wait for an answer here.' });
      }
      queues.set(channelId, queue);
      queue.waiting += 1;
      const begun = queue.last.then(() => begin(question, signal));
      const free = (): void => {
        queue.waiting -= 1;
        if (queue.waiting === 0) queues.delete(channelId);
      };
      // What could not be begun is told to whoever asked; the next one has nothing to do with it.
      queue.last = begun.then((work) => work.finished).then(free, free);
      return (await begun).answer;
    },
  };
}

/** An answer on its way. */
interface Begun {
  readonly answer: Promise<string>;
  /** Resolves when the next one may begin; never rejects. */
  readonly finished: Promise<void>;
}
