import type { AppError } from '#core';
import type { Transcript } from '#hearing';
import { addressees } from './active-turn.ts';
import { isAddressed } from './addressing.ts';
import { isBackchannel } from './backchannel.ts';
import type { Said } from './said.ts';
import type { FloorCore } from './floor-core.ts';
import type { FloorEvent } from './floor-event.ts';
import { wordsOf } from './said-words.ts';
import { goesOn } from './goes-on.ts';
import type { HeardSpeech, OpenUtterance } from './speaker-lanes.ts';
import { confirmSpeculation, dropSpeculation, reviewSpeculation } from './speculation.ts';
import { isStopWord } from './stop-word.ts';
import { isComplete, isUnfinished } from './unfinished.ts';

type TranscriptionEvent = Extract<FloorEvent, { type: 'transcribed' | 'transcription-failed' }>;

/** The recogniser has answered. */
export function takeTranscription(floor: FloorCore, event: TranscriptionEvent): void {
  const isDone = event.type === 'transcribed';
  const utteranceId = isDone ? event.transcript.utteranceId : event.utteranceId;
  const open = floor.lanes.settle(utteranceId);
  if (open) {
    if (isDone) takeTranscript(floor, open, event.transcript, event.atMs);
    else takeFailure(floor, open, event.error, event.atMs);
    return;
  }
  const provisional = floor.lanes.provisional(utteranceId);
  if (!provisional) return;
  // An error is told when it is certain that this was to be understood.
  provisional.result = isDone ? { transcript: event.transcript, atMs: event.atMs } : { error: event.error };
  if (!isDone) return;
  const { userId, text, language } = event.transcript;
  reviewSpeculation(floor, event.transcript, event.atMs);
  floor.want({ type: 'judge-pause', userId, utteranceId, isComplete: isComplete(text, language) });
}

/** The words of somebody who has finished will not be known. */
function takeFailure(floor: FloorCore, open: OpenUtterance, error: AppError, atMs: number): void {
  const { utterance } = open;
  const { userId } = utterance;
  if (open.isGuess) {
    floor.lanes.transcribes({ ...open, isGuess: false });
    return floor.want({ type: 'transcribe', utterance });
  }
  dropSpeculation(floor, userId, atMs);
  floor.want({ type: 'report', error, userIds: [userId] });
}

/** The words of somebody who has finished are known. */
export function takeTranscript(
  floor: FloorCore,
  open: OpenUtterance,
  transcript: Transcript,
  atMs: number,
): void {
  if (confirmSpeculation(floor, open, transcript, atMs)) return;
  const { utterance, endpointMs, transcribedMs = atMs } = open;
  const { startMs, endMs } = utterance;
  floor.want({ type: 'understood', utterance, transcript });
  // Recognisers make marks of noise ("…"): nobody wants those answered.
  if (wordsOf(transcript.text).length === 0) return;
  const speech = { transcript, startMs, endMs, endpointMs, transcribedMs };
  if (isBackchannel(transcript.text) && goesWithSomething(floor, transcript.userId)) {
    return takeBackchannel(floor, speech);
  }
  if (!isForBot(floor, speech)) return floor.want({ type: 'overhear', transcript });
  floor.agenda.addSpeech(speech);
  const mayGoOn = utterance.endedBy === 'silence' && isUnfinished(transcript.text, transcript.language);
  floor.agenda.awaitMore(mayGoOn ? endMs + floor.options.unfinishedSilenceMs : undefined);
  const { state } = floor;
  const isOver = state.kind === 'speaking' && endMs > (state.turn.timings.firstPacketMs ?? Infinity);
  const isHeld = state.kind === 'paused' || isOver;
  const said = { userId: transcript.userId, sinceMs: startMs };
  const mayMerge = floor.mayDiscard && !isStopWord(transcript.text);
  if (isHeld && mayMerge && goesOn(state.turn, said, floor.options)) floor.discard(state.turn, atMs);
  else if (isHeld) floor.stop(state.turn, 'interrupted', atMs);
  else if (state.kind === 'thinking' && floor.mayDiscard && answers(floor, transcript.userId)) {
    floor.discard(state.turn, atMs);
  }
}

/** Somebody typed to the bot: it is meant for it, and whole. It waits for its turn like speech. */
export function takeWriting(floor: FloorCore, said: Said, atMs: number): void {
  floor.agenda.addSpeech({
    transcript: said,
    startMs: atMs,
    endMs: atMs,
    endpointMs: atMs,
    transcribedMs: atMs,
  });
}

/** The bot talks, or what this person said is about to be answered: a "mhm" adds nothing to it. */
const goesWithSomething = (floor: FloorCore, userId: string): boolean =>
  floor.isAudible || floor.agenda.hasSpeechOf(userId) || answers(floor, userId);

/** "Yes" over the end of a question is its answer; over anything else it only shows that somebody listens. */
function takeBackchannel(floor: FloorCore, speech: HeardSpeech): void {
  if (!floor.isAudible) return;
  const turn = floor.turnState?.turn;
  const isAsked = turn?.isWritten === true && /[?？]\s*$/u.test(turn.replyText);
  if (isAsked && answers(floor, speech.transcript.userId)) floor.agenda.addSpeech(speech);
}

const answers = (floor: FloorCore, userId: string): boolean =>
  floor.turnState !== undefined && addressees(floor.turnState.turn).includes(userId);

/** True when speech was meant for the bot, as far as can be told without asking the model. */
function isForBot(floor: FloorCore, { transcript, startMs }: HeardSpeech): boolean {
  const { text, userId } = transcript;
  const { people, options, turnState, isAudible, lastHeardMs } = floor;
  if (floor.agenda.hasSpeechOf(userId)) return true;
  if (isAudible && turnState && (floor.isMeant(userId, turnState.turn) || isStopWord(text))) return true;
  // Whoever talks while the bot talks to somebody else is not following it up.
  return isAddressed({ text, startMs, people, botHeardMs: isAudible ? undefined : lastHeardMs }, options);
}
