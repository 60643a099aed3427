import type { EventLoopFigures } from '#core';
import { wordErrorRate } from '../measure/word-error-rate.ts';

/** One turn of the demo: what was meant, and what arrived at each end. */
export interface DemoTurn {
  readonly speaker: string;
  readonly said: string;
  /** What the bot's recogniser made of it, as the language model was told. */
  readonly heard: string;
  /** The scripted reply, as far as it was played. */
  readonly reply: string;
  /** What the listener's recording of the reply says. */
  readonly replyHeard: string;
  readonly outcome: string;
  /** First reply packet minus last voiced frame, by the bot's own record. */
  readonly voiceToVoiceMs: number;
  /** Silence between the last packet of the speaker and the first of the reply, at the listener's ear. */
  readonly silenceAtListenerMs: number;
  /** For a speech over the reply before: how long that was still heard after it began. */
  readonly stoppedAfterMs?: number;
  readonly timings: Readonly<Record<string, number>>;
}

/** What the demo proves, as it is printed with `--json`. */
export interface DemoResult {
  readonly ok: boolean;
  readonly turns: readonly DemoTurn[];
  readonly wordErrorRate: { readonly heard: number; readonly replyHeard: number };
  readonly eventLoop: EventLoopFigures;
  readonly dave: boolean;
  readonly recording: string;
  /** Why it is not ok. */
  readonly problems: readonly string[];
}

/** Errors allowed in what the bot hears. */
const MAX_HEARD_ERROR_RATE = 0.1;
/** Errors allowed in what the listener hears. */
const MAX_REPLY_ERROR_RATE = 0.2;
/** Longest that the bot's event loop may be kept busy in one piece while a model is at work. */
const MAX_BLOCK_MS = 20;
const MIN_TURNS = 4;

/** Judges what happened. */
export function judge(facts: Omit<DemoResult, 'ok' | 'wordErrorRate' | 'problems'>): DemoResult {
  const { turns, eventLoop, dave } = facts;
  const heard = wordErrorRate(turns.map((turn) => ({ said: turn.said, heard: turn.heard })));
  const replyHeard = wordErrorRate(turns.map((turn) => ({ said: turn.reply, heard: turn.replyHeard })));
  const expectations: readonly (readonly [boolean, string])[] = [
    [turns.length >= MIN_TURNS, `fewer than ${MIN_TURNS} turns`],
    [new Set(turns.map((turn) => turn.speaker)).size >= 2, 'fewer than two speakers'],
    [turns.some((turn) => turn.outcome === 'interrupted'), 'no reply was interrupted'],
    [dave, 'the call was not end-to-end encrypted'],
    [heard <= MAX_HEARD_ERROR_RATE, `word error rate of what the bot heard is over ${MAX_HEARD_ERROR_RATE}`],
    [replyHeard <= MAX_REPLY_ERROR_RATE, `word error rate of the replies is over ${MAX_REPLY_ERROR_RATE}`],
    [
      eventLoop.longestBlockDuringInferenceMs <= MAX_BLOCK_MS,
      `the event loop was blocked for over ${MAX_BLOCK_MS} ms beside a model at work`,
    ],
  ];
  const problems = expectations.filter(([holds]) => !holds).map(([, problem]) => problem);
  return { ok: problems.length === 0, ...facts, wordErrorRate: { heard, replyHeard }, problems };
}

const STEPS = [
  ['speech ended', 'speechEndMs'],
  ['endpoint', 'endpointMs'],
  ['transcript', 'transcriptMs'],
  ['first token', 'firstTokenMs'],
  ['first clause', 'firstClauseMs'],
  ['first audio', 'firstAudioMs'],
  ['first packet', 'firstPacketMs'],
  ['end', 'endMs'],
] as const;

/** A turn as a few lines for people. */
export function describeDemoTurn(turn: DemoTurn): string {
  const startMs = turn.timings['speechEndMs'] ?? 0;
  const steps = STEPS.map(([name, key]) => {
    const atMs = turn.timings[key];
    return atMs === undefined ? undefined : `${name} ${Math.round(atMs - startMs)}`;
  });
  return [
    `${turn.speaker} said     ${turn.said}`,
    ...(turn.stoppedAfterMs === undefined
      ? []
      : [`  the reply before fell silent after ${turn.stoppedAfterMs} ms`]),
    `  bot heard    ${turn.heard}`,
    `  bot replied  ${turn.reply}${turn.outcome === 'interrupted' ? ' — (interrupted)' : ''}`,
    `  listener     ${turn.replyHeard}`,
    `  voice to voice ${turn.voiceToVoiceMs} ms (${turn.silenceAtListenerMs} ms at the listener's ear)`,
    `  ms after the speech: ${steps.filter((step) => step !== undefined).join(', ')}`,
  ].join('\n');
}

const percent = (rate: number): string => `${(rate * 100).toFixed(1)} %`;

/** The last lines: the figures of the whole conversation. */
export function describeDemoResult(result: DemoResult): string {
  const { eventLoop, wordErrorRate: rates } = result;
  return [
    `Word error rate: the bot's ears ${percent(rates.heard)}, its voice ${percent(rates.replyHeard)}`,
    `Event loop of the bot: longest block ${eventLoop.longestBlockDuringInferenceMs.toFixed(1)} ms while a model was at work, ${eventLoop.longestBlockMs.toFixed(1)} ms in all`,
    `The conversation as sound: ${result.recording}`,
    result.ok ? 'All is well.' : `Not as it should be: ${result.problems.join('; ')}.`,
  ].join('\n');
}
