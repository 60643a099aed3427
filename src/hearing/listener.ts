import { FRAME_MS, HEARING_FRAME_SAMPLES, type SpeechFrame } from '#audio';
import type { HearingEvent } from './hearing-event.ts';
import type { Utterance } from './utterance.ts';
import { MAX_ONSET_MS, type VoiceActivityDetector } from './voice-activity.ts';

/** When a stretch of speech begins and ends. */
export interface EndpointOptions {
  /** Silence that ends an utterance. */
  readonly minSilenceMs: number;
  /** Sound that is kept before the first and after the last voiced frame. */
  readonly prerollMs: number;
  /** Utterances with less voice are dropped. A quiet "stop" has 140 ms that rise above the noise. */
  readonly minVoicedMs: number;
  /** An utterance is cut at this length, and what follows becomes the next one. */
  readonly maxUtteranceMs: number;
}

/** Why the listening stops. */
export type FlushReason =
  /** What was said counts as finished. */
  | 'speaker-left'
  /** Nobody wants to know any more; what was said is dropped. */
  | 'listening-ended';

/** What one speaker's listener is made from. */
export interface ListenerOptions {
  readonly userId: string;
  readonly voiceActivity: VoiceActivityDetector;
  readonly endpoint?: Partial<EndpointOptions>;
  /** Gives each utterance its id. */
  readonly nextId: () => string;
}

/** Cuts one speaker's sound into utterances. It has no clock of its own: the frames carry the time. */
export interface Listener {
  /**
   * Takes the next frame. Time that is missing between two frames counts as silence; a frame that lies
   * before the last one is ignored.
   */
  push(frame: SpeechFrame): readonly HearingEvent[];
  /** Ends the speech that goes on, and forgets the sound before it. */
  flush(reason: FlushReason): readonly HearingEvent[];
}

const DEFAULTS: EndpointOptions = {
  minSilenceMs: 500,
  prerollMs: 300,
  minVoicedMs: 120,
  maxUtteranceMs: 30_000,
};

interface Speech {
  readonly chunks: Float32Array[];
  readonly startMs: number;
  endMs: number;
  voicedMs: number;
  /** Frames of `chunks` up to `endMs`. */
  voicedFrames: number;
}

function join(chunks: readonly Float32Array[]): Float32Array {
  const samples = new Float32Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    samples.set(chunk, offset);
    offset += chunk.length;
  }
  return samples;
}

/** Makes a {@link Listener} with a fixed endpoint; `endpoint` overrides 500, 300, 120 and 30,000 ms. */
export function createListener(options: ListenerOptions): Listener {
  const { userId, voiceActivity, nextId } = options;
  const endpoint = { ...DEFAULTS, ...options.endpoint };
  const keptFrames = Math.ceil(endpoint.prerollMs / FRAME_MS);
  const maxFrames = Math.floor(endpoint.maxUtteranceMs / FRAME_MS);
  /** More silence than this changes nothing: every speech has ended and nothing before it is kept. */
  const maxSilentFrames = Math.ceil(endpoint.minSilenceMs / FRAME_MS) + keptFrames + 50;
  const maxHistoryFrames = keptFrames + MAX_ONSET_MS / FRAME_MS;
  let history: readonly Float32Array[] = [];
  let speech: Speech | undefined;
  let expectedMs: number | undefined;

  const finish = (): readonly HearingEvent[] => {
    if (speech === undefined) return [];
    const { chunks, startMs, endMs, voicedMs, voicedFrames } = speech;
    speech = undefined;
    history = chunks.slice(voicedFrames);
    const end = { type: 'speech-end', userId, atMs: endMs, voicedMs } as const;
    if (voicedMs < endpoint.minVoicedMs)
      return [end, { type: 'speech-dropped', userId, reason: 'too-short' }];
    const samples = join(chunks.slice(0, voicedFrames + keptFrames));
    const utterance: Utterance = {
      id: nextId(),
      userId,
      samples,
      startMs,
      endMs,
      voicedMs,
      provisional: false,
    };
    return [end, { type: 'utterance', utterance }];
  };

  const hear = (samples: Float32Array, atMs: number): readonly HearingEvent[] => {
    const { voiced, onsetMs } = voiceActivity.push(samples);
    const frameEndMs = atMs + FRAME_MS;
    const events: HearingEvent[] = [];
    if (speech === undefined) history = [...history.slice(-maxHistoryFrames), samples];
    else speech.chunks.push(samples);
    if (voiced) {
      if (speech === undefined) {
        const startMs = atMs - onsetMs;
        const chunks = history.slice(-(keptFrames + onsetMs / FRAME_MS + 1));
        speech = { chunks, startMs, endMs: startMs, voicedMs: 0, voicedFrames: 0 };
        events.push({ type: 'speech-start', userId, atMs: startMs });
      }
      speech.voicedMs += onsetMs + FRAME_MS;
      speech.endMs = frameEndMs;
      speech.voicedFrames = speech.chunks.length;
      events.push({ type: 'speech-progress', userId, atMs: frameEndMs, voicedMs: speech.voicedMs });
    }
    if (speech === undefined) return events;
    const silent = frameEndMs - speech.endMs >= endpoint.minSilenceMs;
    if (silent || speech.chunks.length >= maxFrames) events.push(...finish());
    return events;
  };

  return {
    push({ samples, atMs }) {
      const events: HearingEvent[] = [];
      const missingMs = atMs - (expectedMs ?? atMs);
      if (missingMs <= -FRAME_MS / 2) return events;
      const missing = Math.min(Math.round(missingMs / FRAME_MS), maxSilentFrames);
      for (let index = 0; index < missing; index += 1) {
        const silentAtMs = (expectedMs ?? atMs) + index * FRAME_MS;
        events.push(...hear(new Float32Array(HEARING_FRAME_SAMPLES), silentAtMs));
      }
      expectedMs = atMs + FRAME_MS;
      events.push(...hear(samples, atMs));
      return events;
    },
    flush(reason) {
      const dropped = reason === 'listening-ended' && speech !== undefined;
      const events: readonly HearingEvent[] = dropped
        ? [{ type: 'speech-dropped', userId, reason: 'listening-ended' }]
        : finish();
      speech = undefined;
      history = [];
      expectedMs = undefined;
      voiceActivity.reset();
      return events;
    },
  };
}
