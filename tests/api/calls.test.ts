import { expect, test } from 'vitest';
import { openApiStage } from '../support/api-stage.ts';
import { until } from '../support/until.ts';

test('the bot joins, speaks and leaves when the API asks for it', async () => {
  await using stage = await openApiStage();
  const { guild, lounge, ada } = stage.scene();
  await ada.join(lounge);
  const inGuild = { guildId: guild.id };
  expect((await stage.send('POST', '/api/voice/say', { ...inGuild, text: 'Hello' })).status).toBe(409);

  const joined = await stage.send('POST', '/api/voice/join', { ...inGuild, channelId: lounge.id });
  expect([joined.status, await joined.json()]).toEqual([
    200,
    expect.objectContaining({ channelId: lounge.id }),
  ]);
  expect(guild.bot.voiceChannel?.id).toBe(lounge.id);
  expect(await (await stage.ask('/api/voice/calls')).json()).toMatchObject({ calls: [inGuild] });

  expect((await stage.send('POST', '/api/voice/say', { ...inGuild, text: 'Hello, everybody.' })).status).toBe(
    202,
  );
  await until('it was said', () => stage.bot.lines.some(({ event }) => event === 'turn.ended'), {
    timeoutMs: 30_000,
  });
  expect((await stage.send('POST', '/api/voice/stop', inGuild)).status).toBe(202);
  const left = await stage.send('POST', '/api/voice/leave', inGuild);
  expect(await left.json()).toEqual({ channelId: lounge.id });
  expect(guild.bot.voiceChannel).toBeUndefined();

  const nowhere = await stage.send('POST', '/api/voice/join', { ...inGuild, channelId: '1' });
  expect([nowhere.status, await nowhere.json()]).toEqual([
    404,
    expect.objectContaining({ code: 'VOICE_CHANNEL_UNKNOWN' }),
  ]);
});
