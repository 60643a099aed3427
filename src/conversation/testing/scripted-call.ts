import type { AppError } from '#core';
import type { AichatEvent, EmitEvent } from '#events';
import { defaultPersona } from '#personas';
import { Conversation } from '../conversation.ts';
import type { EndedTurn } from '../turn.ts';
import {
  scriptedModel,
  scriptedPlayout,
  scriptedSynthesizer,
  scriptedTranscriber,
  type ScriptedReply,
} from './scripted-ports.ts';
import { createVirtualClock } from './virtual-clock.ts';

/** Somebody speaks from one moment to another. */
export interface ScriptedSpeech {
  readonly by: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** What the recogniser makes of it; without it the listener drops the sound as too short. */
  readonly text?: string | AppError;
}

/** Silence after speech at which the scripted listener decides that it is over. */
export const ENDPOINT_MS = 500;

/** A whole conversation in virtual time: speeches and replies are a script, the engine is the real one. */
export function scriptedCall(options: {
  readonly replies: readonly ScriptedReply[];
  readonly transcriptMs?: number;
  /** Default 1: whoever speaks is meant for the bot. */
  readonly people?: number;
}) {
  const clock = createVirtualClock();
  const texts = new Map<string, string | AppError>();
  const { model, requests, aborted } = scriptedModel(clock, options.replies);
  const { playout, actions } = scriptedPlayout(clock);
  const reports: { readonly code: string; readonly userIds: readonly string[] }[] = [];
  const posted: string[] = [];
  const events: Pick<AichatEvent, 'type' | 'payload'>[] = [];
  const turns: EndedTurn[] = [];
  const emit: EmitEvent = (type, payload) => {
    events.push({ type, payload });
    const { lastTurn } = conversation.status();
    if (type === 'turn.ended' && lastTurn) turns.push(lastTurn);
  };
  const conversation = new Conversation(
    {
      transcriber: scriptedTranscriber(clock, texts, options.transcriptMs ?? 80),
      chatModel: model,
      synthesizer: scriptedSynthesizer(clock, 40),
      playout,
      clock,
      emit,
      report: (error, userIds) => reports.push({ code: error.code, userIds }),
      postText: (text) => posted.push(text),
      peopleInCall: () => options.people ?? 1,
      nameOf: (userId) => userId[0]?.toUpperCase() + userId.slice(1),
    },
    { persona: defaultPersona },
  );

  const at = (atMs: number, action: () => void): void => void clock.after(atMs - clock.nowMs(), action);

  /** Puts a speech into the timetable. */
  const speech = ({ by: userId, fromMs, toMs, text }: ScriptedSpeech): void => {
    const id = `${userId}-${fromMs}`;
    if (text !== undefined) texts.set(id, text);
    at(fromMs + 40, () => conversation.hear({ type: 'speech-start', userId, atMs: fromMs }));
    for (let atMs = fromMs + 40; atMs <= toMs; atMs += 20) {
      at(atMs, () => conversation.hear({ type: 'speech-progress', userId, atMs, voicedMs: atMs - fromMs }));
    }
    const voicedMs = toMs - fromMs;
    at(toMs + ENDPOINT_MS, () => {
      if (text === undefined)
        return conversation.hear({ type: 'speech-dropped', userId, reason: 'too-short' });
      conversation.hear({ type: 'speech-end', userId, atMs: toMs, voicedMs });
      const samples = new Float32Array(0);
      const utterance = { id, userId, samples, startMs: fromMs, endMs: toMs, voicedMs, provisional: false };
      conversation.hear({ type: 'utterance', utterance });
    });
  };

  /** The last thing that the model was asked, without its standing orders. */
  const history = (index: number): readonly string[] =>
    (requests[index] ?? []).slice(1).map((message) => `${message.role}: ${message.content}`);

  return { clock, conversation, speech, history, requests, aborted, actions, reports, posted, events, turns };
}
