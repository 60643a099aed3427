import { PassThrough } from 'node:stream';
import type { VoiceConnection } from '@discordjs/voice';
import { createOpusDecoder, type SpeechFrame } from '#audio';
import { createListener, openEnergyVoiceActivity, type Listener, type Utterance } from '#hearing';
import type { Transcriber } from '#conversation';
import { tagPacket } from '../../src/discord/voice/packet-tags.ts';
import { createReceiver, type ReceiverStats } from '../../src/discord/voice/receiver.ts';
import { createVirtualClock } from '../../src/discord/voice/testing/virtual-clock.ts';
import type { PacketTrace } from './packet-trace.ts';

const STEP_MS = 5;
/** Silence after the last event, in which the last utterance ends. */
const AFTERMATH_MS = 4000;
const DEADLINE_MS = 60_000;

/** What a bot would have understood of a trace. */
export interface Replayed {
  /** Each person's words, all utterances together. */
  readonly heard: Readonly<Record<string, string>>;
  readonly utterances: readonly Utterance[];
  readonly stats: ReceiverStats;
}

/**
 * Plays a trace in virtual time into the bot's own receiver, jitter buffer, decoder and listener, and lets
 * `transcriber` read the utterances. Packets that could not be decrypted are missing, as they are for a bot.
 */
export async function replayTrace({ events }: PacketTrace, transcriber: Transcriber): Promise<Replayed> {
  const clock = createVirtualClock();
  const utterances: Utterance[] = [];
  const listeners = new Map<string, Listener>();
  const faults: Error[] = [];
  const listenTo = (userId: string): Listener => {
    const known = listeners.get(userId);
    if (known !== undefined) return known;
    const listener = createListener({
      userId,
      openVoiceActivity: openEnergyVoiceActivity,
      nextId: () => `utterance-${utterances.length + 1}`,
      onEvent: (event) => {
        if (event.type === 'utterance' && !event.utterance.provisional) utterances.push(event.utterance);
      },
      onFault: (error) => faults.push(error),
    });
    listeners.set(userId, listener);
    return listener;
  };
  const streams = new Map<string, PassThrough>();
  const receiver = createReceiver({
    clock,
    mayHear: () => true,
    onFrame: (frame: SpeechFrame) => listenTo(frame.userId).push(frame),
    onSpeakerGone: (userId) => listeners.get(userId)?.flush('speaker-left'),
    emit: ({ type, severity }) => {
      if (severity === 'error' || severity === 'fatal') faults.push(new Error(type));
    },
  });
  receiver.bind(connectionWith(streams));

  const people = new Set<string>();
  const passTill = async (untilMs: number): Promise<void> => {
    while (clock.nowMs() < untilMs) {
      clock.pass(Math.min(STEP_MS, untilMs - clock.nowMs()));
      // The receiver's beat and its decoders run between the timers.
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  for (const event of events) {
    await passTill(event.atMs);
    if (event.type === 'joined' || event.type === 'left') {
      if (event.type === 'joined') people.add(event.who);
      else people.delete(event.who);
      receiver.follow([...people]);
      await decodersAreReady();
    } else if (event.type === 'rtp' && event.opus !== undefined) {
      const payload = Buffer.from(event.opus, 'base64');
      tagPacket(payload, event);
      streams.get(event.who)?.write(payload);
    }
  }
  await passTill(clock.nowMs() + AFTERMATH_MS);
  const stats = receiver.stats();
  receiver.close();
  if (faults.length > 0) throw new AggregateError(faults, 'The trace could not be replayed.');

  const heard: Record<string, string> = {};
  for (const utterance of utterances) {
    const { text } = await transcriber.transcribe(utterance, AbortSignal.timeout(DEADLINE_MS));
    heard[utterance.userId] = `${heard[utterance.userId] ?? ''} ${text}`.trim();
  }
  return { heard, utterances, stats };
}

/**
 * Decoders are made while no time passes. One that is asked for later is ready later: the receiver's are made in
 * the same way, and their turn came first.
 */
async function decodersAreReady(): Promise<void> {
  const last = await createOpusDecoder();
  last.close();
  await new Promise((resolve) => setImmediate(resolve));
}

/** As much of a connection as a receiver uses: a stream for each person. */
function connectionWith(streams: Map<string, PassThrough>): VoiceConnection {
  const receiver = {
    subscriptions: streams,
    subscribe(userId: string) {
      const stream = new PassThrough({ objectMode: true });
      stream.once('close', () => streams.delete(userId));
      streams.set(userId, stream);
      return stream;
    },
  };
  return { receiver } as unknown as VoiceConnection;
}
