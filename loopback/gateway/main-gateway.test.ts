import { Events, GatewayIntentBits, type Client } from 'discord.js';
import { afterEach, describe, expect, it } from 'vitest';
import { startLoopbackDiscord } from '../start.ts';
import { eventually, createClient, startTestBot, type TestBot } from '../test-bot.ts';
import type { LoopbackDiscord } from '../world/loopback-discord.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function startBot(...parameters: Parameters<typeof startTestBot>): Promise<TestBot> {
  const bot = await startTestBot(...parameters);
  closing.push(() => bot.close());
  return bot;
}

async function startWorld(): Promise<LoopbackDiscord> {
  const world = await startLoopbackDiscord();
  closing.push(() => world.close());
  return world;
}

function once(client: Client, event: string): Promise<unknown> {
  return new Promise((resolve) => {
    client.once(event, resolve);
  });
}

describe('logging in', () => {
  it('gives the bot itself, its guilds and their channels', async () => {
    const { client, guild, world } = await startBot({ botName: 'parrot' }, (made) => {
      made.createVoiceChannel('Lounge', { userLimit: 3 });
    });
    expect(client.user.username).toBe('parrot');
    expect(client.application.id).toBe(world.applicationId);
    const seen = client.guilds.cache.get(guild.id);
    expect(seen?.channels.cache.map(({ name }) => name)).toEqual(['Lounge']);
    expect(seen?.members.me?.id).toBe(world.botUser.id);
    expect(world.loginCount).toBe(1);
  });

  it('is refused with discord.js’ own error for a wrong token', async () => {
    const client = createClient(await startWorld());
    closing.push(() => client.destroy());
    await expect(client.login('another')).rejects.toMatchObject({ code: 'TokenInvalid' });
  });

  it('is refused for a privileged intent that is not switched on, and not when it is', async () => {
    const intents = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMembers];
    const world = await startWorld();
    const client = createClient(world, { intents });
    closing.push(() => client.destroy());
    const closed = once(client, Events.ShardDisconnect);
    await Promise.allSettled([client.login(world.token), closed]);
    expect(await closed).toMatchObject({ code: 4014 });

    const allowing = await startLoopbackDiscord({ privilegedIntents: ['guildMembers'] });
    closing.push(() => allowing.close());
    const member = createClient(allowing, { intents });
    closing.push(() => member.destroy());
    const ready = once(member, Events.ClientReady);
    await member.login(allowing.token);
    await ready;
    const joined = once(member, Events.GuildMemberAdd);
    const guild = allowing.createGuild({ name: 'Later' });
    const ada = guild.createMember('Ada');
    expect(await joined).toMatchObject({ id: ada.id });
    expect((await member.guilds.cache.get(guild.id)?.members.fetch())?.size).toBe(guild.members.length);
  });

  it('tells a connected bot of a new guild, and lets single members be fetched', async () => {
    const { client, world } = await startBot();
    const created = once(client, Events.GuildCreate);
    const guild = world.createGuild({ name: 'Second' });
    const ada = guild.createMember('Ada');
    expect(await created).toMatchObject({ id: guild.id, name: 'Second' });
    const seen = client.guilds.cache.get(guild.id);
    expect(seen?.members.cache.has(ada.id)).toBe(false);
    expect((await seen?.members.fetch(ada.id))?.displayName).toBe('Ada');
  });
});

describe('a dropped connection', () => {
  it('is resumed with everything that was missed', async () => {
    const { client, guild, world } = await startBot();
    const resumed = once(client, Events.ShardResume);
    world.dropGateway();
    const lounge = guild.createVoiceChannel('Lounge');
    await guild.createMember('Ada').join(lounge);
    await resumed;
    await eventually(() => world.botOnline).toBe(true);
    expect(world.loginCount).toBe(1);
    expect(client.channels.cache.get(lounge.id)).toMatchObject({ name: 'Lounge' });
    expect(client.guilds.cache.get(guild.id)?.voiceStates.cache.size).toBe(1);
  });

  it.each([
    ['the session is over', (world: LoopbackDiscord) => world.dropGateway({ resumable: false })],
    [
      'the resume is refused',
      (world: LoopbackDiscord) => {
        world.faults.use('gateway-resume-refused');
        world.dropGateway();
      },
    ],
  ])('leads to a new login when %s', async (_why, drop) => {
    const { client, world } = await startBot();
    const again = once(client, Events.ShardReady);
    drop(world);
    await again;
    expect(world.loginCount).toBe(2);
  });

  it('is what a bot makes of heartbeats that are not acknowledged', async () => {
    const { client, world } = await startBot({ heartbeatIntervalMs: 200 });
    const resumed = once(client, Events.ShardResume);
    world.faults.use('gateway-no-heartbeat-ack');
    await resumed;
    expect(world.loginCount).toBe(1);
  });

  it('takes the bot out of voice when it does not come back', async () => {
    const { client, guild } = await startBot({ resumeWindowMs: 50 });
    const lounge = guild.createVoiceChannel('Lounge');
    guild.setVoiceState(guild.bot, { channelId: lounge.id });
    await client.destroy();
    await expect.poll(() => guild.bot.voiceChannel, { timeout: 10_000 }).toBeUndefined();
  });
});
