import { FRAME_MS, HEARING_FRAME_SAMPLES, type SpeechFrame } from '#audio';
import { AppError, toAppError } from '#core';
import type { EndOfTurnModel } from './end-of-turn.ts';
import {
  DEFAULT_END_OF_TURN,
  DEFAULT_ENDPOINT,
  type EndOfTurnOptions,
  type EndpointOptions,
} from './endpoint-options.ts';
import type { HearingEvent } from './hearing-event.ts';
import { createSpeakerPauses, type SpeakerPauses } from './speaker-pauses.ts';
import { createUtteranceCutter, type FlushReason, type Pause } from './utterance-cutter.ts';
import { SILENCE_DB, type OpenVoiceActivity, type VoiceActivity } from './voice-activity.ts';

/** What one speaker's listener is made from. */
export interface ListenerOptions {
  readonly userId: string;
  readonly openVoiceActivity: OpenVoiceActivity;
  /** Judges pauses; without it only their length counts. */
  readonly endOfTurnModel?: EndOfTurnModel;
  /** What is known of the speaker's pauses; a listener without it starts to learn. */
  readonly pauses?: SpeakerPauses;
  readonly endpoint?: Partial<EndpointOptions>;
  readonly endOfTurn?: Partial<EndOfTurnOptions>;
  /** Gives each utterance its id. */
  readonly nextId: () => string;
  readonly onEvent: (event: HearingEvent) => void;
  /**
   * The detector or the model failed; what was being said is lost with the detector, not with the model. A
   * detector that goes on failing is told once, until it answers again.
   */
  readonly onFault: (error: AppError) => void;
}

/** Cuts one speaker's sound into utterances. It has no clock of its own: the frames carry the time. */
export interface Listener {
  /**
   * Takes the next frame. Time that is missing between two frames counts as silence; a frame that lies
   * before the last one is ignored.
   */
  push(frame: SpeechFrame): void;
  /** Whether the words of a provisional utterance are a whole sentence: then less silence ends it. */
  judgeWords(utteranceId: string, isComplete: boolean): void;
  /** Ends the speech that goes on, and forgets the sound before it. */
  flush(reason: FlushReason): void;
}

/** Frames that may wait for a detector: one second. */
const MAX_WAITING_FRAMES = 1000 / FRAME_MS;
/**
 * Missing frames that a detector hears as silence at either end of a gap: it has to notice the end of the voice,
 * and a window that it judges must not reach over the gap. A gap comes all at once when it is over: the whole of a
 * long one would be more than may wait.
 */
const JUDGED_GAP_FRAMES = 200 / FRAME_MS;

const SILENT: VoiceActivity = { voiced: false, onsetMs: 0, levelDb: SILENCE_DB };

interface WaitingFrame {
  readonly samples: Float32Array;
  readonly atMs: number;
  /** It was not given to the detector, and only waits for the frames before it. */
  readonly isKnownSilence: boolean;
}

/** Makes a {@link Listener}. */
export function createListener(options: ListenerOptions): Listener {
  const { userId, nextId, onEvent, onFault, endOfTurnModel } = options;
  const endpoint = { ...DEFAULT_ENDPOINT, ...options.endpoint };
  const endOfTurn = { ...DEFAULT_END_OF_TURN, ...options.endOfTurn };
  const pauses = options.pauses ?? createSpeakerPauses(endpoint);
  /** More silence than this changes nothing: every speech has ended and nothing before it is kept. */
  const maxSilentFrames = Math.ceil((endpoint.maxSilenceMs + endpoint.prerollMs + 1000) / FRAME_MS);
  let asking = new AbortController();
  let waiting: WaitingFrame[] = [];
  let expectedMs: number | undefined;
  let hasFailed = false;

  const askModel = async ({ number, samples }: Pause): Promise<void> => {
    if (endOfTurnModel === undefined) return;
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      cutter.judgePause(number, await endOfTurnModel.completion(samples, signal));
    } catch (error) {
      // An answer to an earlier pause is not wanted any more.
      if (!signal.aborted) onFault(toAppError(error, 'END_OF_TURN_FAILED'));
    }
  };

  const cutter = createUtteranceCutter({
    userId,
    endpoint,
    pauses,
    nextId,
    ...(endOfTurnModel !== undefined && { endOfTurn, onPause: (pause) => void askModel(pause) }),
  });

  const tell = (events: readonly HearingEvent[]): void => {
    for (const event of events) onEvent(event);
  };

  const fail = (error: AppError): void => {
    waiting = [];
    tell(cutter.flush('listening-ended'));
    if (hasFailed) return;
    hasFailed = true;
    onFault(error);
  };

  const passKnownSilence = (): void => {
    while (waiting[0]?.isKnownSilence === true) {
      const { samples, atMs } = waiting[0];
      waiting.shift();
      tell(cutter.push(samples, atMs, SILENT));
    }
  };

  const detector = options.openVoiceActivity({
    onActivity(activity: VoiceActivity) {
      hasFailed = false;
      const frame = waiting.shift();
      if (frame !== undefined) tell(cutter.push(frame.samples, frame.atMs, activity));
      passKnownSilence();
    },
    onFault: fail,
  });

  const judge = (samples: Float32Array, atMs: number): void => {
    if (waiting.filter(({ isKnownSilence }) => !isKnownSilence).length >= MAX_WAITING_FRAMES) {
      detector.reset();
      const message = `No answer about the sound of the last ${MAX_WAITING_FRAMES * FRAME_MS} ms came from the voice activity detector.`;
      fail(new AppError('VOICE_ACTIVITY_FAILED', { message }));
    }
    waiting.push({ samples, atMs, isKnownSilence: false });
    detector.push(samples);
  };

  const fillGap = (fromMs: number, toMs: number): void => {
    const frames = Math.min(Math.round((toMs - fromMs) / FRAME_MS), maxSilentFrames);
    for (let index = 0; index < frames; index += 1) {
      const samples = new Float32Array(HEARING_FRAME_SAMPLES);
      const isBegin = index < JUDGED_GAP_FRAMES;
      const isEnd = index >= frames - JUDGED_GAP_FRAMES;
      // What is left out of a very long gap lies before its end.
      const atMs = isEnd && !isBegin ? toMs - (frames - index) * FRAME_MS : fromMs + index * FRAME_MS;
      if (isBegin || isEnd) {
        judge(samples, atMs);
      } else {
        waiting.push({ samples, atMs, isKnownSilence: true });
        passKnownSilence();
      }
    }
  };

  return {
    push({ samples, atMs }) {
      const missingMs = atMs - (expectedMs ?? atMs);
      if (missingMs <= -FRAME_MS / 2) return;
      fillGap(expectedMs ?? atMs, atMs);
      expectedMs = atMs + FRAME_MS;
      judge(samples, atMs);
    },
    judgeWords: (utteranceId, isComplete) => tell(cutter.judgeWords(utteranceId, isComplete)),
    flush(reason) {
      tell(cutter.flush(reason));
      asking.abort();
      waiting = [];
      expectedMs = undefined;
      detector.reset();
    },
  };
}
