import { setDefaultCACertificates, getCACertificates } from 'node:tls';
import {
  createAudioPlayer,
  createAudioResource,
  EndBehaviorType,
  entersState,
  joinVoiceChannel,
  StreamType,
  VoiceConnectionStatus,
  type VoiceConnection,
} from '@discordjs/voice';
import { Client, Events, GatewayIntentBits, type VoiceBasedChannel } from 'discord.js';
import { createDecoder, createEncoder } from 'libopus-wasm';
import { Readable } from 'node:stream';
import { sleep } from '#core';
import { afterEach, describe, expect, it } from 'vitest';
import {
  speakText,
  startLoopbackDiscord,
  type LoopbackChannel,
  type LoopbackDiscord,
  type LoopbackDiscordOptions,
  type LoopbackGuild,
} from './index.ts';

const trusted = getCACertificates('default');

let world: LoopbackDiscord | undefined;
let client: Client<true> | undefined;

async function start(
  options: LoopbackDiscordOptions = {},
): Promise<{ guild: LoopbackGuild; lounge: LoopbackChannel }> {
  world = await startLoopbackDiscord(options);
  setDefaultCACertificates([...trusted, world.caCertificatePem]);
  const guild = world.createGuild({ name: 'Harbour' });
  const lounge = guild.createVoiceChannel('Lounge');
  const login = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
    rest: { api: world.apiUrl },
  });
  const ready = new Promise<Client<true>>((resolve) => {
    login.once(Events.ClientReady, resolve);
  });
  await login.login(world.token);
  client = await ready;
  return { guild, lounge };
}

function join(channel: LoopbackChannel): VoiceConnection {
  const seen = client?.channels.cache.get(channel.id) as VoiceBasedChannel;
  const connection = joinVoiceChannel({
    guildId: seen.guild.id,
    channelId: seen.id,
    adapterCreator: seen.guild.voiceAdapterCreator,
    selfDeaf: false,
  });
  connection.on('error', (error) => console.error(error));
  return connection;
}

function joined(frames: readonly Float32Array[]): Float32Array {
  const sound = new Float32Array(frames.length * 960);
  frames.forEach((frame, index) => sound.set(frame, index * 960));
  return sound;
}

/** Loudness of each 20 ms. */
function envelope(sound: Float32Array): number[] {
  const frames: number[] = [];
  for (let at = 0; at + 960 <= sound.length; at += 960) {
    frames.push(Math.sqrt(sound.subarray(at, at + 960).reduce((sum, value) => sum + value * value, 0)));
  }
  return frames;
}

/** Share of the louder sound's energy that the other one explains at the best shift, 0 to 1. */
function likeness(left: Float32Array, right: Float32Array): number {
  const [a, b] = [envelope(left), envelope(right)];
  let best = 0;
  for (let shift = -25; shift <= 25; shift += 1) {
    let [product, energyA, energyB] = [0, 0, 0];
    for (let n = 0; n < Math.max(a.length, b.length); n += 1) {
      const [x, y] = [a[n] ?? 0, b[n + shift] ?? 0];
      product += x * y;
      energyA += x * x;
      energyB += y * y;
    }
    best = Math.max(best, product / Math.sqrt(energyA * energyB || 1));
  }
  return best;
}

afterEach(async () => {
  await client?.destroy();
  await world?.close();
  client = undefined;
  world = undefined;
});

describe.each([
  { daveVersion: 0, firstTransitionId: 0 },
  { daveVersion: 1, firstTransitionId: 0 },
  { daveVersion: 1, firstTransitionId: 7 },
] as const)('a call with DAVE $daveVersion, first transition $firstTransitionId', (options) => {
  it('carries a member to the bot and the bot to a member', async () => {
    const { guild, lounge } = await start(options);
    const ada = guild.createMember('Ada');
    await ada.join(lounge);
    const connection = join(lounge);
    await entersState(connection, VoiceConnectionStatus.Ready, 10_000);
    await expect
      .poll(() => guild.voiceRoom?.dave.botReady ?? false, { timeout: 5_000 })
      .toBe(options.daveVersion === 1);
    const text = await speakText('Hello there, how are you today?');

    const decoder = await createDecoder({ sampleRate: 48_000, channels: 1 });
    const heard: Float32Array[] = [];
    connection.receiver
      .subscribe(ada.id, { end: { behavior: EndBehaviorType.Manual } })
      .on('data', (packet: Buffer) => heard.push(decoder.decodeFloat(packet)));
    // The library drops what comes before it knows who speaks; from the second time on nothing is lost.
    await ada.speak(text.subarray(0, 9_600));
    await sleep(200);
    heard.length = 0;
    const report = await ada.speak(text);
    await expect.poll(() => heard.length, { timeout: 2_000 }).toBe(report.outcomes.sent);
    expect(report.endedAtMs).toBeGreaterThan(report.lastVoicedPacketAtMs);
    expect(likeness(text, joined(heard))).toBeGreaterThan(0.95);

    const ears = ada.listen({ segmentSilenceMs: 1_000 });
    const heardBack: Float32Array[] = [];
    ada.onPacket(({ payload }) => heardBack.push(decoder.decodeFloat(payload)));
    const encoder = await createEncoder({ sampleRate: 48_000, channels: 1 });
    const packets: Buffer[] = [];
    for (let at = 0; at < text.length; at += 960) {
      const frame = new Float32Array(960);
      frame.set(text.subarray(at, at + 960));
      packets.push(Buffer.from(encoder.encodeFloat(frame)));
    }
    const player = createAudioPlayer();
    connection.subscribe(player);
    player.play(createAudioResource(Readable.from(packets), { inputType: StreamType.Opus }));
    const botId = world?.botUser.id ?? '';
    const { samples } = await ears.nextSegment(botId);
    expect(samples.length).toBeGreaterThan(0);
    // On a busy machine the player stutters: the frames are compared, not when they came.
    expect(likeness(text, joined(heardBack))).toBeGreaterThan(0.95);
    expect(ears.undecodableOf(botId)).toBe(0);
    connection.destroy();
  });
});

describe('what a member says', () => {
  it('loses packets on the way to the bot when it is told to', async () => {
    const { guild, lounge } = await start({ daveVersion: 0 });
    const ada = guild.createMember('Ada');
    await ada.join(lounge);
    const connection = join(lounge);
    await entersState(connection, VoiceConnectionStatus.Ready, 10_000);
    const faults = [{ name: 'loss', rate: 0.5, seed: 3 }] as const;
    const { outcomes } = await ada.speak(await speakText('Hello there.'), { faults });
    expect(outcomes.lost).toBeGreaterThan(5);
    expect(outcomes.sent).toBeGreaterThan(5);
    expect(guild.voiceRoom?.faults.armed).toEqual([]);
    connection.destroy();
  });
});
