import { FRAME_MS, joinSamples } from '#audio';
import type { EndOfTurnOptions, EndpointOptions } from './endpoint-options.ts';
import type { HearingEvent } from './hearing-event.ts';
import type { PauseKind, SpeakerPauses } from './speaker-pauses.ts';
import type { Utterance, UtteranceEnd } from './utterance.ts';
import { MAX_ONSET_MS, type VoiceActivity } from './voice-activity.ts';

/** Why the listening stops. */
export type FlushReason =
  /** What was said counts as finished. */
  | 'speaker-left'
  /** The speaker's microphone was switched off: what was said counts as finished. */
  | 'muted'
  /** Nobody wants to know any more; what was said is dropped. */
  | 'listening-ended';

/** What a cutter is made from. */
export interface UtteranceCutterOptions {
  readonly userId: string;
  readonly endpoint: EndpointOptions;
  /** Says how much silence ends an utterance, and is told of every pause. */
  readonly pauses: SpeakerPauses;
  /** Gives each utterance its id. */
  readonly nextId: () => string;
  /** Given when the speaker's own pauses are to be judged. */
  readonly endOfTurn?: EndOfTurnOptions;
  /** A pause may be the end of the turn; the answer goes to {@link UtteranceCutter.judgePause}. */
  readonly onPause?: (pause: Pause) => void;
}

/** A silence after speech that may be the end of a turn. */
export interface Pause {
  /** Changes with every pause. */
  readonly number: number;
  /** The speech until now and the silence after it, mono at 16 kHz. */
  readonly samples: Float32Array;
}

/** Cuts one speaker's judged frames into utterances. Pure: the frames carry the time. */
export interface UtteranceCutter {
  /** Takes the next 20 ms, which begin at `atMs`. */
  push(samples: Float32Array, atMs: number, activity: VoiceActivity): readonly HearingEvent[];
  /** How likely the turn was complete at a pause; an answer that comes after the pause changes nothing. */
  judgePause(number: number, completion: number): void;
  /**
   * Whether the words of a provisional utterance are a whole sentence; words that come after the pause change
   * nothing. The silence may have been long enough by then.
   */
  judgeWords(utteranceId: string, isComplete: boolean): readonly HearingEvent[];
  /** Ends the speech that goes on, and forgets the sound before it. */
  flush(reason: FlushReason): readonly HearingEvent[];
}

/** A shorter silence is no pause: the tongue stops the sound within a word, or between two. */
const MAX_STOP_MS = 200;
/** Whose words have many such stops is given out later, by this share for each. */
const FALSE_END_COST = 0.25;

interface Speech {
  readonly chunks: Float32Array[];
  readonly startMs: number;
  endMs: number;
  voicedMs: number;
  /** Frames of `chunks` up to `endMs`. */
  voicedFrames: number;
  /** True once there is enough voice for an utterance. */
  isUtterance: boolean;
  /** The number of the pause that goes on, once it was told. */
  pause: number | undefined;
  /** The id under which it was given out provisionally, while no voice came after that. */
  provisionalId: string | undefined;
  /** How often it was given out too early. */
  falseEnds: number;
  /** Silence since the last voice. */
  silenceMs: number;
  /** What its words told about the pause that goes on. */
  kind: PauseKind;
  /** Times the speaker's silence, as the end-of-turn model has it. */
  factor: number;
  /** Silence that ends this utterance, as far as is known. */
  requiredSilenceMs: number;
}

/** Makes a cutter for one speaker. */
export function createUtteranceCutter(options: UtteranceCutterOptions): UtteranceCutter {
  const { userId, endpoint, pauses, nextId, endOfTurn, onPause } = options;
  const keptFrames = Math.ceil(endpoint.prerollMs / FRAME_MS);
  const maxFrames = Math.floor(endpoint.maxUtteranceMs / FRAME_MS);
  const maxHistoryFrames = keptFrames + MAX_ONSET_MS / FRAME_MS;
  let history: readonly Float32Array[] = [];
  let speech: Speech | undefined;
  let pauseCount = 0;

  const requiredSilenceMs = ({ kind, factor }: Speech): number => {
    const mayBeJudged = kind === 'open' && endpoint.provisionalAfterMs !== undefined;
    const silenceMs = Math.max(pauses.silenceMs(kind), mayBeJudged ? endpoint.minOpenSilenceMs : 0);
    return Math.min(Math.max(silenceMs * factor, endpoint.minSilenceMs), endpoint.maxSilenceMs);
  };

  const provisionalAfterMs = ({ falseEnds }: Speech): number =>
    (endpoint.provisionalAfterMs ?? Infinity) * (1 + falseEnds * FALSE_END_COST);

  const utteranceOf = (said: Speech): Omit<Utterance, 'id' | 'provisional'> => ({
    userId,
    samples: joinSamples(said.chunks.slice(0, said.voicedFrames + keptFrames)),
    startMs: said.startMs,
    endMs: said.endMs,
    voicedMs: said.voicedMs,
  });

  const finish = (endedBy: UtteranceEnd): readonly HearingEvent[] => {
    if (speech === undefined) return [];
    const said = speech;
    const { endMs, voicedMs } = said;
    speech = undefined;
    history = said.chunks.slice(said.voicedFrames);
    const end = { type: 'speech-end', userId, atMs: endMs, voicedMs } as const;
    if (!said.isUtterance) return [end, { type: 'speech-dropped', userId, reason: 'too-short' }];
    pauses.finished(endMs, said.kind);
    const id = said.provisionalId ?? nextId();
    const utterance: Utterance = { id, ...utteranceOf(said), provisional: false, endedBy };
    return [end, { type: 'utterance', utterance }];
  };

  const begin = (startMs: number, onsetMs: number): Speech => ({
    chunks: history.slice(-(keptFrames + onsetMs / FRAME_MS + 1)),
    startMs,
    endMs: startMs,
    voicedMs: 0,
    voicedFrames: 0,
    isUtterance: false,
    pause: undefined,
    provisionalId: undefined,
    falseEnds: 0,
    silenceMs: 0,
    kind: 'open',
    factor: 1,
    requiredSilenceMs: 0,
  });

  /** Speech begins, or goes on after a pause. */
  const takeVoice = (atMs: number, onsetMs: number): readonly HearingEvent[] => {
    const events: HearingEvent[] = [];
    const startMs = atMs - onsetMs;
    if (speech === undefined) {
      speech = begin(startMs, onsetMs);
      events.push({ type: 'speech-start', userId, atMs: startMs });
    } else if (startMs > speech.endMs) {
      pauses.paused(startMs - speech.endMs, speech.kind);
    }
    speech.voicedMs += onsetMs + FRAME_MS;
    speech.endMs = atMs + FRAME_MS;
    speech.voicedFrames = speech.chunks.length;
    speech.pause = undefined;
    if (speech.provisionalId !== undefined && speech.silenceMs < MAX_STOP_MS) speech.falseEnds += 1;
    speech.provisionalId = undefined;
    speech.kind = 'open';
    speech.factor = 1;
    speech.silenceMs = 0;
    if (!speech.isUtterance && speech.voicedMs >= endpoint.minVoicedMs) {
      speech.isUtterance = true;
      pauses.began(speech.startMs);
    }
    speech.requiredSilenceMs = requiredSilenceMs(speech);
    events.push({ type: 'speech-progress', userId, atMs: speech.endMs, voicedMs: speech.voicedMs });
    return events;
  };

  const takeSilence = (going: Speech, silenceMs: number): readonly HearingEvent[] => {
    going.silenceMs = silenceMs;
    if (endOfTurn !== undefined && going.pause === undefined && silenceMs >= endOfTurn.askAfterMs) {
      pauseCount += 1;
      going.pause = pauseCount;
      onPause?.({ number: pauseCount, samples: joinSamples(going.chunks) });
    }
    if (silenceMs >= going.requiredSilenceMs) return finish('silence');
    if (!going.isUtterance || going.provisionalId !== undefined) return [];
    if (silenceMs < provisionalAfterMs(going)) return [];
    going.provisionalId = nextId();
    const utterance = { id: going.provisionalId, ...utteranceOf(going), provisional: true };
    return [{ type: 'provisional-utterance', utterance }];
  };

  return {
    push(samples, atMs, { voiced, onsetMs }) {
      if (speech === undefined) history = [...history.slice(-maxHistoryFrames), samples];
      else speech.chunks.push(samples);
      const events = voiced ? [...takeVoice(atMs, onsetMs)] : [];
      if (speech === undefined) return events;
      if (!voiced) events.push(...takeSilence(speech, atMs + FRAME_MS - speech.endMs));
      if (speech !== undefined && speech.chunks.length >= maxFrames) events.push(...finish('length'));
      return events;
    },
    judgePause(number, completion) {
      if (endOfTurn === undefined || speech?.pause !== number) return;
      const { completeFrom, completeFactor, unfinishedFactor } = endOfTurn;
      speech.factor = completion >= completeFrom ? completeFactor : unfinishedFactor;
      speech.requiredSilenceMs = requiredSilenceMs(speech);
    },
    judgeWords(utteranceId, isComplete) {
      if (speech?.provisionalId !== utteranceId) return [];
      speech.kind = isComplete ? 'complete' : 'open';
      speech.requiredSilenceMs = requiredSilenceMs(speech);
      return speech.silenceMs >= speech.requiredSilenceMs ? finish('silence') : [];
    },
    flush(reason) {
      const dropped = reason === 'listening-ended' && speech !== undefined;
      const events: readonly HearingEvent[] = dropped
        ? [{ type: 'speech-dropped', userId, reason: 'listening-ended' }]
        : finish(reason === 'muted' ? 'muted' : 'left');
      speech = undefined;
      history = [];
      return events;
    },
  };
}
