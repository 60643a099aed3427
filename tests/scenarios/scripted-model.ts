import type { ReceivedMessage, ScriptedReply } from '#loopback';
import { comparableWords, wordErrors } from '../../tools/measure/word-error-rate.ts';
import type { Scenario } from './scenario.ts';

/** One scene's side of the model: what it says, and what it was told. */
export interface ModelLines {
  /** Every request, with what was said before it; oldest first. */
  readonly requests: (readonly ReceivedMessage[])[];
}

/** A model that all scenes share: it knows a scene by the names of its people. */
export interface ScriptedModel {
  readonly reply: (messages: readonly ReceivedMessage[]) => string | ScriptedReply;
  /** Takes on a scene. @param names - as the model is told them. */
  play(names: readonly string[], replies: Scenario['replies']): ModelLines;
}

/** True when the words of `phrase` stand in `text`, one after the other. */
export function containsWords(text: string, phrase: string): boolean {
  return spaced(text).includes(spaced(phrase));
}

/** True when some words of `text` are those of `phrase`, one of three misheard at most. */
export function resemblesWords(text: string, phrase: string): boolean {
  const words = comparableWords(text);
  const { length } = comparableWords(phrase);
  return words.some((_, from) => {
    const { errors } = wordErrors(phrase, words.slice(from, from + length).join(' '));
    return errors <= Math.floor(length / 3);
  });
}

function spaced(text: string): string {
  return ` ${comparableWords(text).join(' ')} `;
}

/** Makes a model without scenes. */
export function createScriptedModel(): ScriptedModel {
  const scenes = new Map<string, { readonly lines: ModelLines; readonly replies: Scenario['replies'] }>();
  return {
    reply(messages) {
      const names = messages.flatMap(({ content }) =>
        [...content.matchAll(/^([a-z]+\d+): /gimu)].map(([, name = '']) => name),
      );
      const scene = names.map((name) => scenes.get(name)).find((known) => known !== undefined);
      if (scene === undefined) return 'Okay.';
      scene.lines.requests.push(messages);
      const told = messages.at(-1)?.content ?? '';
      const reply = scene.replies.find(({ to }) => containsWords(told, to));
      if (reply === undefined) return 'Okay.';
      const { say: text, firstTokenMs: timeToFirstTokenMs, fault } = reply;
      return {
        text,
        ...(timeToFirstTokenMs !== undefined && { timeToFirstTokenMs }),
        ...(fault !== undefined && { fault }),
      };
    },
    play(names, replies) {
      const lines: ModelLines = { requests: [] };
      for (const name of names) scenes.set(name, { lines, replies });
      return lines;
    },
  };
}
