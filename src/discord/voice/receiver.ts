import { createFrameClock, createOpusDecoder, type OpusPacket, type SpeechFrame } from '#audio';
import { toAppError, type Clock } from '#core';
import { EndBehaviorType, type AudioReceiveStream, type VoiceConnection } from '@discordjs/voice';
import { releaseWhoLeft } from './cures/release-who-left.ts';
import { countsOf, rtpHeaderOf } from './packet-tags.ts';
import { createSpeakerLane, type LaneCounts, type SpeakerLane } from './speaker-lane.ts';
import type { VoiceEventBody } from './voice-event.ts';

/** A stream that the library closed is opened again after this time. */
const REOPEN_AFTER_MS = 5000;
const CORRUPT_EVENT_EVERY = 50;

/** What a {@link Receiver} needs and tells. */
export interface ReceiverOptions {
  readonly clock: Clock;
  readonly mayHear: (userId: string) => boolean;
  readonly onFrame: (frame: SpeechFrame) => void;
  readonly onSpeakerGone: (userId: string) => void;
  readonly emit: (event: VoiceEventBody) => void;
}

/** Sums over everybody in the call, people who left included. */
export interface ReceiverStats extends LaneCounts {
  /** Packets whose transport encryption did not verify. */
  readonly damaged: number;
  /** People listened to now. */
  readonly speakers: number;
  /** Streams that the library holds; as many as speakers. */
  readonly subscriptions: number;
}

/** Listens to each person in the channel. */
export interface Receiver {
  /** Says which connection to listen to, if any; lanes outlive their connection. */
  bind(connection: VoiceConnection | undefined): void;
  /** Says who is in the channel: newcomers are listened to, those who left are let go. */
  follow(peopleIds: readonly string[]): void;
  stats(): ReceiverStats;
  close(): void;
}

interface Speaker {
  readonly userId: string;
  lane: SpeakerLane | undefined;
  stream: AudioReceiveStream | undefined;
  cancelReopen: (() => void) | undefined;
}

const NO_COUNTS: LaneCounts = {
  received: 0,
  lost: 0,
  duplicates: 0,
  late: 0,
  overflowed: 0,
  resyncs: 0,
  recovered: 0,
  concealed: 0,
  corrupt: 0,
};

function add(left: LaneCounts, right: LaneCounts): LaneCounts {
  const names = Object.keys(NO_COUNTS) as (keyof LaneCounts)[];
  return Object.fromEntries(names.map((name) => [name, left[name] + right[name]])) as unknown as LaneCounts;
}

/** Makes a {@link Receiver} that listens to nobody yet. */
export function createReceiver(options: ReceiverOptions): Receiver {
  const { clock, mayHear, onFrame, onSpeakerGone, emit } = options;
  const speakers = new Map<string, Speaker>();
  let connection: VoiceConnection | undefined;
  let gone = NO_COUNTS;
  let damagedBefore = 0;
  let isClosed = false;

  const drainAll = (): void => {
    let isBusy = false;
    for (const { lane } of speakers.values()) isBusy = lane?.drain(clock.nowMs()) === true || isBusy;
    if (!isBusy) beat.stop();
  };

  /** One beat for all lanes; it rests while nobody speaks. */
  const beat = createFrameClock({
    clock,
    maxCatchUpFrames: 1,
    // After a stall the timer comes first, and the packets that waited in the socket would be taken for lost.
    onFrame: () => void setImmediate(drainAll),
  });

  const hear = (speaker: Speaker, payload: Buffer): void => {
    const header = rtpHeaderOf(payload);
    const { lane, userId } = speaker;
    if (header === undefined || lane === undefined) return;
    if (!mayHear(userId)) return lane.reset();
    const packet: OpusPacket = { userId, payload, arrivedAtMs: clock.nowMs(), ...header };
    lane.push(packet);
    if (lane.drain(packet.arrivedAtMs)) beat.start();
  };

  const open = (speaker: Speaker): void => {
    if (connection === undefined) return;
    const { userId } = speaker;
    const stream = connection.receiver.subscribe(userId, { end: { behavior: EndBehaviorType.Manual } });
    speaker.stream = stream;
    let message = 'closed';
    stream.on('data', (payload: Buffer) => hear(speaker, payload));
    stream.on('error', (error) => {
      ({ message } = error);
    });
    stream.on('close', () => {
      if (speaker.stream !== stream) return;
      speaker.stream = undefined;
      emit({ type: 'voice.stream-lost', severity: 'error', code: 'VOICE_PACKET_INVALID', userId, message });
      speaker.cancelReopen = clock.after(REOPEN_AFTER_MS, () => open(speaker));
    });
  };

  const release = (speaker: Speaker): void => {
    speaker.stream = undefined;
    speaker.cancelReopen?.();
    speaker.cancelReopen = undefined;
    if (connection !== undefined) releaseWhoLeft(connection.receiver, speaker.userId);
  };

  const giveLane = async (speaker: Speaker): Promise<void> => {
    const { userId } = speaker;
    const onCorrupt = (count: number): void => {
      if (count % CORRUPT_EVENT_EVERY !== 1) return;
      emit({ type: 'voice.packet-invalid', severity: 'debug', code: 'VOICE_PACKET_INVALID', userId, count });
    };
    try {
      const decoder = await createOpusDecoder();
      if (speakers.get(userId) !== speaker) return decoder.close();
      speaker.lane = createSpeakerLane({ userId, decoder, onFrame, onCorrupt });
    } catch (error) {
      const { code, message } = toAppError(error, 'OPUS_UNAVAILABLE');
      emit({ type: 'voice.connection-error', severity: 'fatal', code, message });
    }
  };

  const remove = (speaker: Speaker): void => {
    speakers.delete(speaker.userId);
    release(speaker);
    if (speaker.lane !== undefined) gone = add(gone, speaker.lane.counts());
    speaker.lane?.close();
    onSpeakerGone(speaker.userId);
  };

  return {
    bind(next) {
      for (const speaker of speakers.values()) release(speaker);
      if (connection !== undefined) damagedBefore += countsOf(connection.receiver).damaged;
      connection = next;
      for (const speaker of speakers.values()) open(speaker);
    },
    follow(peopleIds) {
      if (isClosed) return;
      for (const speaker of speakers.values()) if (!peopleIds.includes(speaker.userId)) remove(speaker);
      for (const userId of peopleIds) {
        if (speakers.has(userId)) continue;
        const speaker: Speaker = { userId, lane: undefined, stream: undefined, cancelReopen: undefined };
        speakers.set(userId, speaker);
        void giveLane(speaker);
        open(speaker);
      }
    },
    stats() {
      const lanes = [...speakers.values()].flatMap(({ lane }) => (lane === undefined ? [] : [lane.counts()]));
      const receiver = connection?.receiver;
      return {
        ...lanes.reduce(add, gone),
        damaged: damagedBefore + (receiver === undefined ? 0 : countsOf(receiver).damaged),
        speakers: speakers.size,
        subscriptions: receiver?.subscriptions.size ?? 0,
      };
    },
    close() {
      isClosed = true;
      beat.stop();
      for (const speaker of speakers.values()) remove(speaker);
      connection = undefined;
    },
  };
}
