import type { HearingEvent, Utterance } from '#hearing';
import { bargeIn } from './barge-in.ts';
import { goesOn } from './goes-on.ts';
import type { FloorCore } from './floor-core.ts';
import { dropSpeculation, resumeSpeech } from './speculation.ts';
import { takeTranscript } from './take-transcript.ts';

/** Somebody does something with the voice. */
export function takeHearing(floor: FloorCore, hearing: HearingEvent, atMs: number): void {
  switch (hearing.type) {
    case 'speech-start':
      floor.lanes.speaks(hearing.userId, atMs, hearing.atMs);
      return;
    case 'speech-progress': {
      const { userId, voicedMs } = hearing;
      const sinceMs = floor.lanes.speaks(userId, atMs);
      resumeSpeech(floor, userId, voicedMs, atMs);
      return takeOverlap(floor, { userId, voicedMs, sinceMs }, atMs);
    }
    case 'speech-end':
      // What it was follows at once: an utterance, or speech that was dropped.
      return;
    case 'speech-dropped':
      return takeSilence(floor, hearing.userId, atMs);
    case 'provisional-utterance':
      return takeProvisional(floor, hearing.utterance);
    case 'utterance':
      return takeUtterance(floor, hearing.utterance, atMs);
  }
}

/** Somebody says nothing more, or is gone. */
export function takeSilence(floor: FloorCore, userId: string, atMs: number): void {
  const provisional = floor.lanes.withdraw(userId);
  floor.lanes.fallsSilent(userId);
  if (provisional && !provisional.result) {
    floor.discardTranscript();
    floor.want({ type: 'cancel-transcription', utteranceId: provisional.utterance.id });
  }
  dropSpeculation(floor, userId, atMs);
  waitToResume(floor, atMs);
}

function waitToResume(floor: FloorCore, atMs: number): void {
  if (floor.state.kind === 'paused') floor.state.resumeAtMs = atMs + floor.options.resumeAfterMs;
}

function takeProvisional(floor: FloorCore, utterance: Utterance): void {
  if (floor.options.speculation === 'off' || !floor.lanes.offers(utterance)) return;
  floor.want({ type: 'transcribe', utterance });
}

function takeUtterance(floor: FloorCore, utterance: Utterance, atMs: number): void {
  const given = floor.lanes.fallsSilent(utterance.userId);
  waitToResume(floor, atMs);
  const provisional = given?.utterance.id === utterance.id ? given : undefined;
  if (floor.isHushed(utterance)) {
    if (provisional && !provisional.result)
      floor.want({ type: 'cancel-transcription', utteranceId: utterance.id });
    return dropSpeculation(floor, utterance.userId, atMs);
  }
  const deadlineMs = atMs + floor.options.transcriptDeadlineMs;
  const open = { utterance, endpointMs: atMs, deadlineMs };
  const result = provisional?.result;
  if (result !== undefined && 'transcript' in result) {
    return takeTranscript(
      floor,
      { ...open, isGuess: false, transcribedMs: result.atMs },
      result.transcript,
      atMs,
    );
  }
  // The words of the same sound may be on their way already. A guess that failed is made anew for certain.
  const isOnItsWay = provisional !== undefined && result === undefined;
  floor.lanes.transcribes({ ...open, isGuess: isOnItsWay });
  if (!isOnItsWay) floor.want({ type: 'transcribe', utterance });
}

function takeOverlap(
  floor: FloorCore,
  speech: { readonly userId: string; readonly voicedMs: number; readonly sinceMs: number },
  atMs: number,
): void {
  const state = floor.turnState;
  if (!state) return;
  const { turn } = state;
  const { firstPacketMs = Infinity } = turn.timings;
  const overlap = {
    voicedMs: speech.voicedMs,
    intoPlaybackMs: speech.sinceMs >= firstPacketMs ? atMs - firstPacketMs : undefined,
    isMeant: floor.isMeant(speech.userId, turn),
    goesOn: goesOn(turn, speech, floor.options),
    mayDiscard: floor.mayDiscard,
  };
  switch (bargeIn(state.kind, overlap, floor.options)) {
    case 'discard':
      return floor.discard(turn, atMs);
    case 'pause': {
      const deadlineMs = atMs + floor.options.pausedDeadlineMs;
      floor.state = { kind: 'paused', turn, resumeAtMs: undefined, deadlineMs };
      return floor.want({ type: 'pause-speech', turnId: turn.id });
    }
    case 'stop':
      return floor.stop(turn, 'interrupted', atMs);
    case 'nothing':
  }
}
