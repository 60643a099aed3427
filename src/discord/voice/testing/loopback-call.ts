import { setDefaultCACertificates, getCACertificates } from 'node:tls';
import { Client, Events, GatewayIntentBits, type VoiceBasedChannel } from 'discord.js';
import type { SpeechFrame } from '#audio';
import { sleep, systemClock } from '#core';
import {
  startLoopbackDiscord,
  type LoopbackChannel,
  type LoopbackDiscord,
  type LoopbackDiscordOptions,
  type LoopbackGuild,
  type LoopbackMember,
  type VoiceRoom,
} from '#loopback';
import { joinVoice, type JoinVoiceOptions } from '../join-voice.ts';
import type { VoiceLinkClosed } from '../link-state.ts';
import type { VoiceEvent } from '../voice-event.ts';
import type { VoiceLink } from '../voice-link.ts';

/** A bot that is logged in to a Discord on this machine, with one person, Ada, in its lounge. */
export interface LoopbackCall {
  readonly world: LoopbackDiscord;
  readonly guild: LoopbackGuild;
  readonly lounge: LoopbackChannel;
  readonly ada: LoopbackMember;
  readonly client: Client<true>;
  /** Everything that the link told, in order. */
  readonly frames: SpeechFrame[];
  readonly events: VoiceEvent[];
  readonly gone: string[];
  readonly closed: VoiceLinkClosed[];
  readonly room: VoiceRoom;
  join(options?: Partial<JoinVoiceOptions>): Promise<VoiceLink>;
  framesOf(member: LoopbackMember): SpeechFrame[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** Waits until `look` finds something. */
export async function eventually<Found>(
  what: string,
  look: () => Found | undefined | false | null,
  timeoutMs = 10_000,
): Promise<Found> {
  const endMs = systemClock.nowMs() + timeoutMs;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false && found !== null) return found;
    if (systemClock.nowMs() > endMs) throw new Error(`${what} did not happen within ${timeoutMs} ms`);
    await sleep(10);
  }
}

/** Starts the world and logs in; `join` makes the link. */
export async function startLoopbackCall(options: LoopbackDiscordOptions = {}): Promise<LoopbackCall> {
  const world = await startLoopbackDiscord(options);
  setDefaultCACertificates([...getCACertificates('default'), world.caCertificatePem]);
  const guild = world.createGuild({ name: 'Harbour' });
  const lounge = guild.createVoiceChannel('Lounge');
  const ada = guild.createMember('Ada');
  await ada.join(lounge);
  const login = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
    rest: { api: world.apiUrl },
  });
  const ready = new Promise<Client<true>>((resolve) => login.once(Events.ClientReady, resolve));
  await login.login(world.token);
  const client = await ready;
  const frames: SpeechFrame[] = [];
  const events: VoiceEvent[] = [];
  const gone: string[] = [];
  const closed: VoiceLinkClosed[] = [];
  const links: VoiceLink[] = [];

  return {
    world,
    guild,
    lounge,
    ada,
    client,
    frames,
    events,
    gone,
    closed,
    get room() {
      if (guild.voiceRoom === undefined) throw new Error('the bot is in no voice room');
      return guild.voiceRoom;
    },
    async join(overrides = {}) {
      const link = await joinVoice({
        channel: client.channels.cache.get(lounge.id) as VoiceBasedChannel,
        clock: systemClock,
        signal: AbortSignal.timeout(60_000),
        mayHear: () => true,
        emit: (event) => events.push(event),
        onFrame: (frame) => frames.push(frame),
        onSpeakerGone: (userId) => gone.push(userId),
        onClosed: (reason) => closed.push(reason),
        ...overrides,
      });
      links.push(link);
      return link;
    },
    framesOf: (member) => frames.filter((frame) => frame.userId === member.id),
    async [Symbol.asyncDispose]() {
      await Promise.all(links.map((link) => link.leave()));
      await client.destroy();
      await world.close();
    },
  };
}
