import { joinVoiceChannel, VoiceConnectionStatus, type VoiceConnection } from '@discordjs/voice';
import { ChannelType, Events, PermissionFlagsBits, type VoiceBasedChannel } from 'discord.js';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually, startTestBot, type TestBot } from '../test-bot.ts';
import type { LoopbackChannel } from './channel.ts';
import type { LoopbackGuild } from './guild.ts';

const trusted = getCACertificates('default');

let bot: TestBot;
let guild: LoopbackGuild;
let lounge: LoopbackChannel;
let attic: LoopbackChannel;
let connections: VoiceConnection[];

function seen(channel: LoopbackChannel): VoiceBasedChannel {
  const found = bot.client.channels.cache.get(channel.id);
  if (found?.type !== ChannelType.GuildVoice) throw new Error(`The client does not know ${channel.name}.`);
  return found;
}

function join(channel: LoopbackChannel): VoiceConnection {
  const connection = joinVoiceChannel({
    guildId: guild.id,
    channelId: channel.id,
    adapterCreator: seen(channel).guild.voiceAdapterCreator,
    selfDeaf: false,
  });
  connections.push(connection);
  connection.on('error', () => undefined);
  return connection;
}

async function untilReady(connection: VoiceConnection): Promise<void> {
  await expect.poll(() => connection.state.status, { timeout: 10_000 }).toBe(VoiceConnectionStatus.Ready);
}

beforeEach(async () => {
  connections = [];
  bot = await startTestBot({ daveVersion: 0 }, (made) => {
    lounge = made.createVoiceChannel('Lounge');
    attic = made.createVoiceChannel('Attic', { userLimit: 1 });
  });
  guild = bot.guild;
  setDefaultCACertificates([...trusted, bot.world.caCertificatePem]);
});

afterEach(async () => {
  for (const connection of connections) {
    if (connection.state.status !== VoiceConnectionStatus.Destroyed) connection.destroy();
  }
  await bot.close();
});

describe('members in voice', () => {
  it('are seen by the bot where they are, moved, muted and gone', async () => {
    const ada = guild.createMember('Ada');
    await ada.join(lounge);
    await eventually(() => seen(lounge).members.map(({ displayName }) => displayName)).toEqual(['Ada']);
    await ada.moveTo(attic);
    ada.setMute(true);
    await eventually(() => seen(attic).members.get(ada.id)?.voice.selfMute).toBe(true);
    expect(seen(lounge).members.size).toBe(0);
    expect(seen(attic).full).toBe(true);
    await ada.leave();
    await eventually(() => seen(attic).members.size).toBe(0);
  });

  it('cannot join a text channel, a full one, or one that they may not see', async () => {
    const [ada, ben] = [guild.createMember('Ada'), guild.createMember('Ben')];
    await ada.join(attic);
    await expect(ben.join(attic)).rejects.toThrow('Ben cannot join Attic: full.');
    await expect(ben.join(guild.createTextChannel('general'))).rejects.toThrow('text channel');
    lounge.setPermissions(ben.id, 'member', { Connect: false });
    await expect(ben.join(lounge)).rejects.toThrow('lack of permissions');
  });
});

describe("the bot's permissions in a channel", () => {
  it('are what the channel says', async () => {
    expect(seen(lounge).joinable).toBe(true);
    lounge.setBotPermissions({ Connect: false });
    await eventually(() => seen(lounge).joinable).toBe(false);
    lounge.setBotPermissions({ Speak: false });
    const speaks = (): boolean | undefined =>
      seen(lounge).permissionsFor(bot.client.user)?.has(PermissionFlagsBits.Speak);
    await eventually(speaks).toBe(false);
    expect(seen(lounge).joinable).toBe(true);
    lounge.setBotPermissions({});
    await eventually(speaks).toBe(true);
  });

  it('decide whether its wish to join is answered', async () => {
    const refusals: string[] = [];
    bot.world.onEvent((event) => {
      if (event.type === 'voice-join-refused') refusals.push(event.why);
    });
    lounge.setBotPermissions({ Connect: false });
    join(lounge);
    await eventually(() => refusals).toEqual(['the bot may not connect']);
    await guild.createMember('Ada').join(attic);
    join(attic);
    await eventually(() => refusals).toEqual(['the bot may not connect', 'the channel is full']);
    expect(guild.bot.voiceChannel).toBeUndefined();
  });
});

describe("the bot's call", () => {
  it('begins with op 4 and ends with it', async () => {
    const connection = join(lounge);
    await untilReady(connection);
    expect(guild.bot.voiceChannel).toBe(lounge);
    expect(guild.voiceRoom?.client.status).toBe('ready');
    connection.destroy();
    await eventually(() => guild.bot.voiceChannel).toBeUndefined();
    expect(guild.voiceRoom).toBeUndefined();
  });

  it('follows a moderator to another channel', async () => {
    const connection = join(lounge);
    await untilReady(connection);
    guild.moveBot(attic);
    await eventually(() => guild.voiceRoom?.channelId).toBe(attic.id);
    await expect.poll(() => guild.voiceRoom?.client.status, { timeout: 10_000 }).toBe('ready');
    expect(connection.joinConfig.channelId).toBe(attic.id);
  });

  it('is over when a moderator ends it', async () => {
    const connection = join(lounge);
    await untilReady(connection);
    guild.disconnectBot();
    await eventually(() => connection.state.status).toBe(VoiceConnectionStatus.Disconnected);
    expect(() => guild.moveBot(attic)).toThrow('in no voice channel');
  });

  it('goes on at another voice server', async () => {
    const connection = join(lounge);
    await untilReady(connection);
    guild.voiceServerLost();
    await eventually(() => connection.state.status).toBe(VoiceConnectionStatus.Disconnected);
    guild.voiceServerMoved();
    await untilReady(connection);
    expect(guild.voiceRoom?.client.connects).toBe(1);
  });

  it('goes on at another voice server although the old one was not taken away first', async () => {
    const connection = join(lounge);
    await untilReady(connection);
    const before = guild.voiceRoom;
    guild.voiceServerMoved();
    expect(guild.voiceRoom).not.toBe(before);
    await expect.poll(() => guild.voiceRoom?.client.status, { timeout: 10_000 }).toBe('ready');
    await untilReady(connection);
  });

  it('begins in spite of a late voice server', async () => {
    bot.world.faults.use('voice-server-late', { delayMs: 200 });
    await untilReady(join(lounge));
    expect(bot.world.faults.armed()).toEqual([]);
  });

  it.each(['voice-server-first', 'voice-state-late'] as const)(
    'is announced the wrong way round by %s',
    async (fault) => {
      const order: string[] = [];
      bot.client.on(Events.Raw, ({ t }: { readonly t: string }) => {
        if (t.startsWith('VOICE_')) order.push(t);
      });
      bot.world.faults.use(fault, { delayMs: 50 });
      join(lounge);
      await expect
        .poll(() => order, { timeout: 10_000 })
        .toEqual(['VOICE_SERVER_UPDATE', 'VOICE_STATE_UPDATE']);
    },
  );

  it('does not begin when op 4 is ignored', async () => {
    bot.world.faults.use('voice-join-ignored');
    const connection = join(lounge);
    await eventually(() => bot.world.faults.armed()).toEqual([]);
    expect(connection.state.status).toBe(VoiceConnectionStatus.Signalling);
    expect(guild.bot.voiceChannel).toBeUndefined();
  });

  it('is joined by members who come and left by those who go', async () => {
    await untilReady(join(lounge));
    const ada = guild.createMember('Ada');
    await ada.join(lounge);
    expect(ada.roomMember?.inRoom).toBe(true);
    await ada.moveTo(attic);
    expect(ada.roomMember).toBeUndefined();
    expect(guild.voiceRoom?.members).toEqual([]);
  });
});
