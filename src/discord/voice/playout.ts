import { createFrameClock, FRAME_MS, OPUS_SILENCE, type OpusEncoder } from '#audio';
import type { Playout } from '#conversation';
import { AppError, type Clock } from '#core';
import { createSpeechStream, type NextFrame, type PlayableStream } from './speech-stream.ts';

/** Silent frames that end a stretch of speech, so that decoders do not conceal what does not come. */
const TAIL_FRAMES = 5;
/** Silent frames before speech on a line that was quiet: clients swallow the first 100 ms or so. */
const LEAD_IN_FRAMES = 5;
/** So many follow a warm-up: what comes later comes on a line that is not quiet yet. */
const WARM_FRAMES = 10;
/** A line is quiet when nothing was sent for so long. */
const COLD_AFTER_MS = 500;
/** After a stall of the process so many frames go out at once; a longer burst would only be dropped. */
const MAX_BURST_FRAMES = 3;

/** Where packets go. */
export interface VoiceSink {
  /** True when a packet that is sent now can be heard. */
  canSend(): boolean;
  /** @returns false when it was not sent. */
  send(packet: Uint8Array): boolean;
  /** Shows or hides the ring around the bot's picture. */
  setSpeaking(isSpeaking: boolean): void;
  /** Nothing was sent for so long. */
  skip(pauseMs: number): void;
}

/** What was played, for /status. */
export interface PlayoutStats {
  readonly codec: OpusEncoder['codec'];
  /** Packets with sound. */
  readonly sent: number;
  /** Silent packets because the next sound was not there in time. */
  readonly starved: number;
  /** Frames that had to wait because the line was down or had no key yet. */
  readonly held: number;
}

/** A {@link Playout} that can be closed. */
export interface VoicePlayout extends Playout {
  stats(): PlayoutStats;
  /** Ends what is being said; nothing can be opened after it. */
  close(): void;
}

/** What a playout is made of. */
export interface PlayoutOptions {
  readonly clock: Clock;
  readonly encoder: OpusEncoder;
  readonly sink: VoiceSink;
  /** Sending or encoding failed; what was being said is stopped. */
  readonly onError: (error: unknown) => void;
}

/**
 * Sends speech in steps of 20 ms.
 *
 * It does not use the library's player, which ends a stream after 100 ms without sound. Here a stream that
 * runs dry is held with silence, and only its writer, a stop or the end of the call ends it.
 */
export function createPlayout({ clock, encoder, sink, onError }: PlayoutOptions): VoicePlayout {
  const counts = { sent: 0, starved: 0, held: 0 };
  let stream: PlayableStream | undefined;
  /** Frames that were sent since the line was quiet. */
  let warmth = 0;
  /** Silent frames that are sent while nothing sounds. */
  let tail = 0;
  let isClosed = false;
  /** The stream has had no sound yet. */
  let isFresh = false;
  let isSpeaking = false;
  let lastDueMs: number | undefined;

  const isCold = (dueMs: number): boolean => lastDueMs === undefined || dueMs - lastDueMs > COLD_AFTER_MS;

  const send = (packet: Uint8Array, dueMs: number): boolean => {
    if (isCold(dueMs)) warmth = 0;
    if (lastDueMs !== undefined && dueMs - lastDueMs >= 2 * FRAME_MS) sink.skip(dueMs - lastDueMs - FRAME_MS);
    if (!sink.send(packet)) return false;
    lastDueMs = dueMs;
    warmth += 1;
    isSpeaking = true;
    return true;
  };

  const fallSilent = (dueMs: number): void => {
    if (tail > 0) {
      tail -= 1;
      send(OPUS_SILENCE, dueMs);
      return;
    }
    if (isSpeaking) sink.setSpeaking(false);
    isSpeaking = false;
    beat.stop();
  };

  const playSound = (packet: Uint8Array, sent: () => void, dueMs: number): void => {
    tail = TAIL_FRAMES;
    if (isCold(dueMs) || warmth < LEAD_IN_FRAMES) {
      send(OPUS_SILENCE, dueMs);
      return;
    }
    if (!send(packet, dueMs)) {
      counts.held += 1;
      return;
    }
    counts.sent += 1;
    sent();
  };

  const nextFrame = (): NextFrame => {
    const next = stream?.next() ?? { kind: 'done' };
    if (next.kind !== 'done' || stream?.isOpen !== true) return next;
    const ended = stream;
    ended.finish();
    // Who heard of the end may have opened the next stream at once.
    return stream === ended ? next : stream.next();
  };

  const step = (dueMs: number): void => {
    const next = nextFrame();
    const isSounding = next.kind === 'sound' || next.kind === 'starved';
    if (!sink.canSend()) {
      if (isSounding) counts.held += 1;
      else beat.stop();
      return;
    }
    if (next.kind === 'sound') return playSound(next.packet, next.sent, dueMs);
    if (next.kind !== 'starved') return fallSilent(dueMs);
    counts.starved += 1;
    send(OPUS_SILENCE, dueMs);
  };

  const onFrame = (dueMs: number): void => {
    try {
      step(dueMs);
    } catch (error) {
      onError(error);
      if (stream?.isOpen === true) stream.speech.stop();
    }
  };

  const beat = createFrameClock({ clock, maxCatchUpFrames: MAX_BURST_FRAMES, onFrame });

  const onChange = (): void => {
    // The first sound of a reply goes out at once, ahead of the beat that keeps the line warm.
    if (isFresh && (stream?.speech.queuedMs() ?? 0) >= FRAME_MS) {
      isFresh = false;
      beat.stop();
    }
    beat.start();
  };

  return {
    open(events) {
      if (isClosed) {
        throw new AppError('VOICE_STREAM_ENDED', { message: 'The bot is no longer in the channel.' });
      }
      if (stream?.isOpen === true) {
        throw new AppError('INTERNAL', { message: 'The bot is still speaking.' });
      }
      isFresh = true;
      stream = createSpeechStream({
        events,
        encoder,
        nowMs: () => clock.nowMs(),
        onChange,
      });
      return stream.speech;
    },
    warmUp() {
      if (isClosed) return;
      tail = Math.max(tail, WARM_FRAMES);
      beat.start();
    },
    stats: () => ({ codec: encoder.codec, ...counts }),
    close() {
      isClosed = true;
      if (stream?.isOpen === true) stream.speech.stop();
      stream = undefined;
      beat.stop();
      encoder.close();
    },
  };
}
