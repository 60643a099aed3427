import { FRAME_MS, joinSamples } from '#audio';
import type { EndOfTurnOptions } from './end-of-turn.ts';
import type { HearingEvent } from './hearing-event.ts';
import type { Utterance } from './utterance.ts';
import { MAX_ONSET_MS, type VoiceActivity } from './voice-activity.ts';

/** When a stretch of speech begins and ends. */
export interface EndpointOptions {
  /** Silence that ends an utterance. */
  readonly minSilenceMs: number;
  /** Sound that is kept before the first and after the last voiced frame. */
  readonly prerollMs: number;
  /** Utterances with less voice are dropped. A quiet "stop" has 140 ms that rise above the noise. */
  readonly minVoicedMs: number;
  /** Utterances are cut at this length, and what follows becomes the next one. */
  readonly maxUtteranceMs: number;
}

/** Why the listening stops. */
export type FlushReason =
  /** What was said counts as finished. */
  | 'speaker-left'
  /** Nobody wants to know any more; what was said is dropped. */
  | 'listening-ended';

/** What a cutter is made from. */
export interface UtteranceCutterOptions {
  readonly userId: string;
  readonly endpoint: EndpointOptions;
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
  /** Ends the speech that goes on, and forgets the sound before it. */
  flush(reason: FlushReason): readonly HearingEvent[];
}

interface Speech {
  readonly chunks: Float32Array[];
  readonly startMs: number;
  endMs: number;
  voicedMs: number;
  /** Frames of `chunks` up to `endMs`. */
  voicedFrames: number;
  /** The number of the pause that goes on, once it was told. */
  pause: number | undefined;
  /** Silence that ends this utterance, as far as is known. */
  requiredSilenceMs: number;
}

/** Makes a cutter for one speaker. */
export function createUtteranceCutter(options: UtteranceCutterOptions): UtteranceCutter {
  const { userId, endpoint, nextId, endOfTurn, onPause } = options;
  const keptFrames = Math.ceil(endpoint.prerollMs / FRAME_MS);
  const maxFrames = Math.floor(endpoint.maxUtteranceMs / FRAME_MS);
  const maxHistoryFrames = keptFrames + MAX_ONSET_MS / FRAME_MS;
  let history: readonly Float32Array[] = [];
  let speech: Speech | undefined;
  let pauses = 0;

  const finish = (): readonly HearingEvent[] => {
    if (speech === undefined) return [];
    const { chunks, startMs, endMs, voicedMs, voicedFrames } = speech;
    speech = undefined;
    history = chunks.slice(voicedFrames);
    const end = { type: 'speech-end', userId, atMs: endMs, voicedMs } as const;
    if (voicedMs < endpoint.minVoicedMs)
      return [end, { type: 'speech-dropped', userId, reason: 'too-short' }];
    const utterance: Utterance = {
      id: nextId(),
      userId,
      samples: joinSamples(chunks.slice(0, voicedFrames + keptFrames)),
      startMs,
      endMs,
      voicedMs,
      provisional: false,
    };
    return [end, { type: 'utterance', utterance }];
  };

  /** Speech begins, or goes on after a pause. */
  const takeVoice = (atMs: number, onsetMs: number): readonly HearingEvent[] => {
    const events: HearingEvent[] = [];
    if (speech === undefined) {
      const startMs = atMs - onsetMs;
      const chunks = history.slice(-(keptFrames + onsetMs / FRAME_MS + 1));
      const requiredSilenceMs = endpoint.minSilenceMs;
      speech = {
        chunks,
        startMs,
        endMs: startMs,
        voicedMs: 0,
        voicedFrames: 0,
        pause: undefined,
        requiredSilenceMs,
      };
      events.push({ type: 'speech-start', userId, atMs: startMs });
    }
    speech.voicedMs += onsetMs + FRAME_MS;
    speech.endMs = atMs + FRAME_MS;
    speech.voicedFrames = speech.chunks.length;
    speech.pause = undefined;
    speech.requiredSilenceMs = endpoint.minSilenceMs;
    events.push({ type: 'speech-progress', userId, atMs: speech.endMs, voicedMs: speech.voicedMs });
    return events;
  };

  const takeSilence = (going: Speech, silenceMs: number): readonly HearingEvent[] => {
    if (endOfTurn !== undefined && going.pause === undefined && silenceMs >= endOfTurn.askAfterMs) {
      pauses += 1;
      going.pause = pauses;
      onPause?.({ number: pauses, samples: joinSamples(going.chunks) });
    }
    return silenceMs >= going.requiredSilenceMs ? finish() : [];
  };

  return {
    push(samples, atMs, { voiced, onsetMs }) {
      if (speech === undefined) history = [...history.slice(-maxHistoryFrames), samples];
      else speech.chunks.push(samples);
      const events = voiced ? [...takeVoice(atMs, onsetMs)] : [];
      if (speech === undefined) return events;
      if (!voiced) events.push(...takeSilence(speech, atMs + FRAME_MS - speech.endMs));
      if (speech !== undefined && speech.chunks.length >= maxFrames) events.push(...finish());
      return events;
    },
    judgePause(number, completion) {
      if (endOfTurn === undefined || speech?.pause !== number) return;
      const complete = completion >= endOfTurn.completeFrom;
      speech.requiredSilenceMs = complete ? endOfTurn.completeSilenceMs : endOfTurn.unfinishedSilenceMs;
    },
    flush(reason) {
      const dropped = reason === 'listening-ended' && speech !== undefined;
      const events: readonly HearingEvent[] = dropped
        ? [{ type: 'speech-dropped', userId, reason: 'listening-ended' }]
        : finish();
      speech = undefined;
      history = [];
      return events;
    },
  };
}
