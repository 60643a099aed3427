import type { AppError } from '#core';
import type { AichatEvent, EmitEvent } from '#events';
import { defaultPersona } from '#personas';
import { Conversation } from '../conversation.ts';
import type { FloorOptions } from '../floor-options.ts';
import type { MemoryOptions } from '../memory/memory-budget.ts';
import { Memory } from '../memory/memory.ts';
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
  /** Silences inside, each shorter than the endpoint, and what the recogniser makes of the speech until there. */
  readonly pauses?: readonly { readonly fromMs: number; readonly toMs: number; readonly text: string }[];
  /** While it may go on its words are not found. */
  readonly guessFails?: boolean;
  /** Default `silence`; `muted` and `left` end it at once. */
  readonly endedBy?: 'silence' | 'muted' | 'left';
}

/** Silence after speech at which the scripted listener decides that it is over. */
export const ENDPOINT_MS = 500;
/** Silence after which it gives the speech out provisionally, in a call that speculates. */
export const PROVISIONAL_MS = 200;

/** A whole conversation in virtual time: speeches and replies are a script, the engine is the real one. */
export function scriptedCall(options: {
  readonly replies: readonly ScriptedReply[];
  readonly transcriptMs?: number;
  /** Default 1: whoever speaks is meant for the bot. */
  readonly people?: number;
  readonly language?: string;
  readonly floor?: Partial<FloorOptions>;
  readonly memory?: Partial<MemoryOptions>;
  /** Default: the id with a capital. */
  readonly nameOf?: (userId: string) => string;
}) {
  const clock = createVirtualClock();
  const texts = new Map<string, string | AppError>();
  const failingGuesses = new Set<string>();
  const { model, requests, aborted } = scriptedModel(clock, options.replies);
  const { playout, actions } = scriptedPlayout(clock);
  const reports: { readonly code: string; readonly userIds: readonly string[] }[] = [];
  const posted: string[] = [];
  /** Clauses that the voice was asked for. */
  const spoken: number[] = [];
  const events: Pick<AichatEvent, 'type' | 'payload'>[] = [];
  const turns: EndedTurn[] = [];
  const judged: { readonly userId: string; readonly utteranceId: string; readonly isComplete: boolean }[] =
    [];
  const emit: EmitEvent = (type, payload) => {
    events.push({ type, payload });
    const { lastTurn } = conversation.status();
    if (type === 'turn.ended' && lastTurn) turns.push(lastTurn);
  };
  const memory = new Memory(
    {
      chatModel: model,
      countTokens: (text) => Math.ceil(text.length / 4),
      clock,
      report: (error) => reports.push({ code: error.code, userIds: [] }),
    },
    options.memory,
  );
  const conversation = new Conversation(
    {
      memory,
      countTokens: (text) => Math.ceil(text.length / 4),
      transcriber: scriptedTranscriber(clock, texts, { ...options, failingGuesses }),
      chatModel: model,
      synthesizer: scriptedSynthesizer(clock, 40, spoken),
      playout,
      clock,
      emit,
      judgePause: (userId, utteranceId, isComplete) => judged.push({ userId, utteranceId, isComplete }),
      report: (error, userIds) => reports.push({ code: error.code, userIds }),
      postText: (text) => posted.push(text),
      peopleInCall: () => options.people ?? 1,
      nameOf: options.nameOf ?? ((userId) => userId[0]?.toUpperCase() + userId.slice(1)),
    },
    { persona: defaultPersona, ...(options.floor && { floor: options.floor }) },
  );

  const at = (atMs: number, action: () => void): void => void clock.after(atMs - clock.nowMs(), action);

  const speculates = options.floor?.speculation !== undefined && options.floor.speculation !== 'off';
  const samples = new Float32Array(0);

  /** Puts a speech into the timetable. */
  const speech = ({
    by: userId,
    fromMs,
    toMs,
    text,
    pauses = [],
    guessFails = false,
    endedBy = 'silence',
  }: ScriptedSpeech): void => {
    const id = `${userId}-${fromMs}`;
    const whole = { id, userId, samples, startMs: fromMs, endMs: toMs };
    if (text !== undefined) texts.set(id, text);
    if (guessFails) failingGuesses.add(id);
    const offer = (utteranceId: string, endMs: number, untilMs: number, voicedMs: number): void => {
      if (!speculates || untilMs - endMs < PROVISIONAL_MS) return;
      const utterance = { ...whole, id: utteranceId, endMs, voicedMs, provisional: true };
      at(endMs + PROVISIONAL_MS, () => conversation.hear({ type: 'provisional-utterance', utterance }));
    };
    at(fromMs + 40, () => conversation.hear({ type: 'speech-start', userId, atMs: fromMs }));
    let voicedMs = 20;
    for (let atMs = fromMs + 40; atMs <= toMs; atMs += 20) {
      if (pauses.some((pause) => atMs > pause.fromMs && atMs <= pause.toMs)) continue;
      voicedMs += 20;
      const hearing = { type: 'speech-progress', userId, atMs, voicedMs } as const;
      at(atMs, () => conversation.hear(hearing));
      const pause = pauses.find((entry) => entry.fromMs === atMs);
      if (!pause) continue;
      texts.set(`${id}/${atMs}`, pause.text);
      offer(`${id}/${atMs}`, atMs, pause.toMs, voicedMs);
    }
    const saidMs = voicedMs;
    const endpointMs = endedBy === 'silence' ? toMs + ENDPOINT_MS : toMs;
    if (text !== undefined) offer(id, toMs, endpointMs, saidMs);
    at(endpointMs, () => {
      if (text === undefined)
        return conversation.hear({ type: 'speech-dropped', userId, reason: 'too-short' });
      conversation.hear({ type: 'speech-end', userId, atMs: toMs, voicedMs: saidMs });
      const utterance = { ...whole, voicedMs: saidMs, provisional: false, endedBy };
      conversation.hear({ type: 'utterance', utterance });
    });
    if (endedBy === 'left') at(endpointMs, () => conversation.speakerLeft(userId));
  };

  /** The last thing that the model was asked, without its standing orders. */
  const history = (index: number): readonly string[] =>
    (requests[index] ?? []).slice(1).map((message) => `${message.role}: ${message.content}`);

  return {
    clock,
    conversation,
    speech,
    history,
    requests,
    aborted,
    actions,
    reports,
    posted,
    events,
    turns,
    judged,
    spoken,
  };
}
