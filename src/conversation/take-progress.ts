import type { FloorCore } from './floor-core.ts';
import type { TurnEvent, TurnState } from './floor-state.ts';
import { completeReply, endSpeech, fail, takeReplyText } from './turn-steps.ts';
import type { ClauseHearing } from './turn.ts';

/** Something came of the reply of the turn that holds the floor. */
export function takeProgress(floor: FloorCore, state: TurnState, event: TurnEvent): void {
  const { turn } = state;
  const { options } = floor;
  if (state.kind === 'speculating' && isFailure(event)) return void state.failures.push(event);
  if (state.kind === 'speaking') {
    state.deadlineMs = Math.max(state.deadlineMs, event.atMs + options.speakingDeadlineMs);
  }
  switch (event.type) {
    case 'reply-text':
      return floor.want(...takeReplyText(turn, event.text, event.atMs));
    case 'reply-complete':
      return floor.want(...completeReply(turn, event.atMs));
    case 'reply-failed':
      floor.want(...fail(turn, event.error));
      // What was complete before the break is said; the rest of a sentence is not.
      return turn.clauses.length > 0 ? floor.want(endSpeech(turn)) : floor.stop(turn, 'failed', event.atMs);
    case 'clause-audio':
      turn.timings = { firstAudioMs: event.atMs, ...turn.timings };
      if (state.kind === 'speaking') state.deadlineMs += event.durationMs;
      return;
    case 'clause-failed':
      turn.unspoken = true;
      return floor.want(...fail(turn, event.error));
    case 'playback-started':
      turn.timings = { firstPacketMs: event.atMs, ...turn.timings };
      if (state.kind === 'thinking') {
        // All the sound that is queued already may have to be played before the next sign of life.
        const deadlineMs = event.atMs + options.replyDeadlineMs + options.speakingDeadlineMs;
        floor.state = { kind: 'speaking', turn, deadlineMs };
      }
      return;
    case 'playback-ended':
      return takePlaybackEnd(floor, state, event.atMs, event.progress);
  }
}

const isFailure = (event: TurnEvent): boolean =>
  event.type === 'reply-failed' || event.type === 'clause-failed';

function takePlaybackEnd(
  floor: FloorCore,
  state: TurnState,
  atMs: number,
  progress: readonly ClauseHearing[],
): void {
  const { turn } = state;
  const outcome = state.kind === 'ending' ? state.outcome : turn.error ? 'failed' : 'done';
  const wasUnheard = turn.timings.firstPacketMs === undefined && state.kind !== 'ending';
  const isPosted = turn.isShortened && turn.isWritten;
  if ((turn.unspoken || wasUnheard) && !isPosted && turn.replyText.trim() !== '') {
    floor.want({ type: 'post-text', turnId: turn.id, text: turn.replyText.trim() });
  }
  floor.endTurn(turn, outcome, atMs, progress);
}
