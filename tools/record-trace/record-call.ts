import { readRtpHeader } from '#audio';
import { getVoiceConnection, VoiceReceiver } from '@discordjs/voice';
import { Events } from 'discord.js';
import type { LoopbackCall } from '../../src/discord/voice/testing/loopback-call.ts';
import type { TraceEvent } from '../../tests/traces/packet-trace.ts';

/** A recording that goes on. */
export interface CallRecording {
  /** Ends it. @returns what came, in order. */
  stop(): readonly TraceEvent[];
}

type ParsePacket = (buffer: Buffer, ...rest: unknown[]) => Buffer | null;

/**
 * Records what the library hands to a bot that has joined: every voice packet at the moment of its arrival,
 * after transport and end-to-end decryption, and who is there.
 */
export function recordCall({ guild, lounge, client }: LoopbackCall): CallRecording {
  const connection = getVoiceConnection(guild.id);
  if (connection === undefined) throw new Error('The bot is in no call.');
  const { receiver } = connection;
  const startedAtMs = performance.now();
  const events: TraceEvent[] = [];
  const now = (): number => Math.round((performance.now() - startedAtMs) * 10) / 10;
  const nameOf = (userId: string): string =>
    guild.members.find(({ id }) => id === userId)?.name.toLowerCase() ?? userId;
  const present = (): string[] =>
    guild
      .membersIn(lounge.id)
      .filter((member) => member !== guild.bot)
      .map(({ id }) => id);

  let people = present();
  for (const userId of people) events.push({ type: 'joined', atMs: 0, who: nameOf(userId) });
  const onRoster = (): void => {
    const next = present();
    for (const id of next)
      if (!people.includes(id)) events.push({ type: 'joined', atMs: now(), who: nameOf(id) });
    for (const id of people)
      if (!next.includes(id)) events.push({ type: 'left', atMs: now(), who: nameOf(id) });
    people = next;
  };
  const onSpeaking = (userId: string): void =>
    void events.push({ type: 'speaking', atMs: now(), who: nameOf(userId) });
  const onSilent = (userId: string): void =>
    void events.push({ type: 'silent', atMs: now(), who: nameOf(userId) });
  const onTransition = (id: number): void => void events.push({ type: 'transition', atMs: now(), id });
  client.on(Events.VoiceStateUpdate, onRoster);
  receiver.speaking.on('start', onSpeaking);
  receiver.speaking.on('end', onSilent);
  connection.on('transitioned', onTransition);

  const prototype = VoiceReceiver.prototype as unknown as { parsePacket: ParsePacket };
  const { parsePacket } = prototype;
  prototype.parsePacket = function parseAndRecord(this: VoiceReceiver, buffer, ...rest) {
    const header = readRtpHeader(buffer);
    const userId = rest.at(-1);
    const record = (packet: Buffer | null): void => {
      if (header === undefined || typeof userId !== 'string') return;
      const { ssrc, sequence, timestamp } = header;
      const fields = { type: 'rtp', atMs: now(), who: nameOf(userId), ssrc, sequence, timestamp } as const;
      events.push(packet === null ? fields : { ...fields, opus: packet.toString('base64') });
    };
    try {
      const packet = parsePacket.call(this, buffer, ...rest);
      record(packet);
      return packet;
    } catch (error) {
      record(null);
      throw error;
    }
  };

  return {
    stop() {
      prototype.parsePacket = parsePacket;
      client.off(Events.VoiceStateUpdate, onRoster);
      receiver.speaking.off('start', onSpeaking);
      receiver.speaking.off('end', onSilent);
      connection.off('transitioned', onTransition);
      return events;
    },
  };
}
