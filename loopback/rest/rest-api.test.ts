import { AttachmentBuilder, ChannelType, MessageFlags, type TextChannel } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestBot, type TestBot } from '../test-bot.ts';
import type { LoopbackChannel } from '../world/channel.ts';

let bot: TestBot;
let general: LoopbackChannel;

function seen(): TextChannel {
  const channel = bot.client.channels.cache.get(general.id);
  if (channel?.type !== ChannelType.GuildText) throw new Error('The client does not know #general.');
  return channel;
}

beforeEach(async () => {
  bot = await startTestBot({}, (guild) => {
    general = guild.createTextChannel('general');
  });
});

afterEach(async () => {
  await bot.close();
});

describe('messages in a channel', () => {
  it('are posted, edited, answered, read and deleted', async () => {
    const posted = await seen().send('one');
    await posted.edit('two');
    const reply = await posted.reply('three');
    expect(general.messages.map(({ content, replyToId }) => [content, replyToId])).toEqual([
      ['two', undefined],
      ['three', posted.id],
    ]);
    expect([...(await seen().messages.fetch()).values()].map(({ content }) => content)).toEqual([
      'three',
      'two',
    ]);
    await reply.delete();
    expect(general.messages).toHaveLength(1);
    expect(general.messages[0]?.author.name).toBe('aichat');
  });

  it('carry voice messages', async () => {
    const sound = new AttachmentBuilder(Buffer.from('OggS\0'), { name: 'voice-message.ogg' })
      .setDuration(1.5)
      .setWaveform('AAAA');
    await seen().send({ files: [sound], flags: MessageFlags.IsVoiceMessage });
    expect(general.messages[0]?.attachments[0]).toMatchObject({
      name: 'voice-message.ogg',
      durationSeconds: 1.5,
      waveform: 'AAAA',
    });
  });

  it('are refused when they are empty, too long, or not the bot’s to edit', async () => {
    await expect(seen().send({ content: '' })).rejects.toMatchObject({ code: 50_006 });
    await expect(seen().send('x'.repeat(2_001))).rejects.toMatchObject({ code: 50_035 });
    const foreign = bot.guild.createMember('Ada').write(general, 'mine');
    await expect(seen().messages.edit(foreign.id, 'yours')).rejects.toMatchObject({ code: 50_005 });
    await expect(seen().messages.delete(foreign.id)).rejects.toMatchObject({ code: 50_013 });
  });

  it('need the permission to send them', async () => {
    general.setBotPermissions({ SendMessages: false });
    await expect(seen().send('x')).rejects.toMatchObject({ code: 50_013, status: 403 });
    general.setBotPermissions({ ViewChannel: false });
    await expect(seen().send('x')).rejects.toMatchObject({ code: 50_001 });
  });
});

describe('other routes', () => {
  it('show typing, and the bot’s own user', async () => {
    await seen().sendTyping();
    expect((await bot.client.users.fetch(bot.client.user.id, { force: true })).bot).toBe(true);
    expect(bot.world.unhandledRequests).toEqual([]);
  });

  it('answer 404 and are noted when there is no such route', async () => {
    await expect(bot.client.rest.get('/guilds/1/prune')).rejects.toMatchObject({ status: 404, code: 0 });
    expect(bot.world.unhandledRequests).toEqual([{ method: 'GET', path: '/api/v10/guilds/1/prune' }]);
  });

  it('take no other token', async () => {
    const reply = await fetch(`${bot.world.apiUrl}/v10/users/@me`, { headers: { authorization: 'Bot x' } });
    expect(reply.status).toBe(401);
    expect(await reply.json()).toEqual({ code: 0, message: '401: Unauthorized' });
  });

  it('mute and move members for a bot that may', async () => {
    const lounge = bot.guild.createVoiceChannel('Lounge');
    const ada = bot.guild.createMember('Ada');
    await ada.join(lounge);
    const path = `/guilds/${bot.guild.id}/members/${ada.id}` as const;
    await expect(bot.client.rest.patch(path, { body: { mute: true } })).rejects.toMatchObject({
      code: 50_013,
    });
    expect(ada.voiceState?.mute).toBe(false);
  });
});
