import type { Transcript } from '#hearing';
import { speechTimings } from './active-turn.ts';
import { isAddressed } from './addressing.ts';
import type { FloorCore } from './floor-core.ts';
import type { SpeculatingState } from './floor-state.ts';
import { saysTheSame } from './said-words.ts';
import type { HeardSpeech, OpenUtterance } from './speaker-lanes.ts';
import { takeProgress } from './take-progress.ts';
import { isComplete } from './unfinished.ts';

/** A provisional transcript came; a reply to something else is of no use. */
export function reviewSpeculation(floor: FloorCore, transcript: Transcript, atMs: number): void {
  const { state } = floor;
  if (state.kind !== 'speculating' || state.userId !== transcript.userId) return;
  if (!saysTheSame(asked(state), transcript.text)) floor.discardSpeculation(state.turn, atMs);
}

/** Somebody goes on after a pause: what was begun in it is called off. */
export function resumeSpeech(floor: FloorCore, userId: string, voicedMs: number, atMs: number): void {
  const provisional = floor.lanes.withdraw(userId);
  if (provisional) {
    floor.discardTranscript();
    if (!provisional.result)
      floor.want({ type: 'cancel-transcription', utteranceId: provisional.utterance.id });
  }
  const { state } = floor;
  if (state.kind !== 'speculating') return;
  // A breath or a click is no speech: the reply may still be the right one.
  const moreMs = state.userId === userId ? voicedMs - state.voicedMs : voicedMs;
  if (moreMs >= floor.options.discardAfterVoicedMs) floor.discardSpeculation(state.turn, atMs);
}

/** Throws away the reply to what this person may have said. */
export function dropSpeculation(floor: FloorCore, userId: string, atMs: number): void {
  const { state } = floor;
  if (state.kind === 'speculating' && state.userId === userId) floor.discardSpeculation(state.turn, atMs);
}

/** Asks the model for a reply to what somebody may have finished saying. @returns false when it must wait. */
export function startSpeculation(floor: FloorCore, atMs: number): boolean {
  if (!floor.maySpeculate(atMs) || floor.agenda.hasSpeech) return false;
  const speech = floor.lanes.onlySpeech;
  if (!speech?.result || !('transcript' in speech.result)) return false;
  const { transcript, atMs: transcribedMs } = speech.result;
  const { userId, startMs, endMs, voicedMs } = speech.utterance;
  const { people, lastHeardMs, options } = floor;
  const said = { text: transcript.text, startMs, people, botHeardMs: lastHeardMs };
  // Whoever said no whole sentence often goes on.
  if (!isComplete(transcript.text, transcript.language)) return false;
  if (!isAddressed(said, options)) return false;
  const turn = floor.begin([{ transcript, startMs, endMs, endpointMs: atMs, transcribedMs }]);
  const deadlineMs = atMs + options.replyDeadlineMs;
  floor.state = { kind: 'speculating', turn, userId, voicedMs, failures: [], deadlineMs };
  floor.want({ type: 'ask-model', turnId: turn.id, transcripts: [transcript], isHeld: true });
  return true;
}

/**
 * Somebody has finished for certain. When that is what the running reply answers, it goes on as if it had
 * been asked for now; otherwise it is thrown away.
 *
 * @returns true when the reply goes on.
 */
export function confirmSpeculation(
  floor: FloorCore,
  open: OpenUtterance,
  transcript: Transcript,
  atMs: number,
): boolean {
  const { state } = floor;
  const { utterance } = open;
  if (state.kind !== 'speculating' || state.userId !== utterance.userId) return false;
  // Over somebody else's voice nothing is said; both are answered then.
  if (floor.lanes.someoneSpeaks || !saysTheSame(asked(state), transcript.text)) {
    floor.discardSpeculation(state.turn, atMs);
    return false;
  }
  const { turn, failures } = state;
  const { startMs, endMs } = utterance;
  const { endpointMs, transcribedMs = atMs } = open;
  const speech: HeardSpeech = { transcript, startMs, endMs, endpointMs, transcribedMs };
  turn.heard = [speech];
  turn.timings = { ...turn.timings, ...speechTimings(turn.heard) };
  floor.state = { kind: 'thinking', turn, deadlineMs: atMs + floor.options.replyDeadlineMs };
  floor.want({ type: 'understood', utterance, transcript }, { type: 'release-speech', turnId: turn.id });
  for (const event of failures) {
    const current = floor.turnState;
    if (current) takeProgress(floor, current, { ...event, atMs });
  }
  return true;
}

/** The words that the model was asked to reply to. */
const asked = (state: SpeculatingState): string => state.turn.heard[0]?.transcript.text ?? '';
