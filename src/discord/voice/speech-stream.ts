import type { OpusEncoder } from '#audio';
import type { SpeechStream, SpeechStreamEvents } from '#conversation';
import { AppError } from '#core';
import { createSampleQueue, type QueuedFrame } from './sample-queue.ts';

/** More than two minutes of speech that nobody heard yet is a mistake. */
const MAX_QUEUED_MS = 120_000;

/** What a stream has for the next 20 ms. */
export type NextFrame =
  | { readonly kind: 'sound'; readonly packet: Uint8Array; readonly sent: () => void }
  /** It waits for sound to be written. */
  | { readonly kind: 'starved' }
  /** It has not begun: there is nothing to hold the line for. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'done' };

/** The playout's side of a {@link SpeechStream}. */
export interface PlayableStream {
  readonly speech: SpeechStream;
  /** True until it was played, stopped or closed. */
  readonly isOpen: boolean;
  next(): NextFrame;
  /** Says that the sound of the last packet is over. */
  finish(): void;
}

/** What a stream is made of. */
export interface SpeechStreamOptions {
  readonly events: SpeechStreamEvents;
  readonly encoder: OpusEncoder;
  readonly nowMs: () => number;
  /** Something changed that the pacer must know: sound to play, a pause, an end. */
  readonly onChange: () => void;
}

/** One reply as one continuous Opus stream. */
export function createSpeechStream(options: SpeechStreamOptions): PlayableStream {
  const { events, encoder, nowMs, onChange } = options;
  const queue = createSampleQueue();
  let state: 'open' | 'ending' | 'over' = 'open';
  let isPaused = false;
  let isStarted = false;
  // Encoded and not sent yet: it is kept, so that nothing is lost or encoded twice while the line is down.
  let pending: { readonly frame: QueuedFrame; readonly packet: Uint8Array } | undefined;

  const close = (completed: boolean): void => {
    if (state === 'over') return;
    state = 'over';
    pending = undefined;
    queue.clear();
    events.onEnd({ atMs: nowMs(), completed });
    onChange();
  };

  const sent = (): void => {
    if (pending === undefined) return;
    queue.played(pending.frame);
    pending = undefined;
    if (isStarted) return;
    isStarted = true;
    events.onStart(nowMs());
  };

  const pendingMs = (): number => (pending === undefined ? 0 : 20);

  const speech: SpeechStream = {
    write(audio) {
      if (state !== 'open') {
        throw new AppError('VOICE_STREAM_ENDED', { message: 'The stream takes no more sound.' });
      }
      const queuedMs = queue.queuedMs() + audio.samples.length / 48;
      if (queuedMs > MAX_QUEUED_MS) {
        const message = `More than ${MAX_QUEUED_MS / 1000} s of speech wait to be played.`;
        throw new AppError('VOICE_QUEUE_FULL', { message, context: { queuedMs } });
      }
      queue.write(audio);
      onChange();
    },
    end() {
      if (state !== 'open') return;
      state = 'ending';
      onChange();
    },
    pause() {
      if (isPaused || state === 'over') return;
      isPaused = true;
      onChange();
    },
    resume() {
      if (!isPaused || state === 'over') return;
      isPaused = false;
      onChange();
    },
    stop: () => close(false),
    queuedMs: () => queue.queuedMs() + pendingMs(),
    progress: () => queue.progress(),
  };

  return {
    speech,
    get isOpen() {
      return state !== 'over';
    },
    next() {
      if (state === 'over') return { kind: 'done' };
      if (isPaused) return { kind: 'paused' };
      if (pending === undefined) {
        const frame = queue.take(state === 'ending');
        if (frame === undefined) {
          if (state === 'ending') return { kind: 'done' };
          return { kind: isStarted ? 'starved' : 'empty' };
        }
        pending = { frame, packet: encoder.encode(frame.samples) };
      }
      return { kind: 'sound', packet: pending.packet, sent };
    },
    finish: () => close(true),
  };
}
