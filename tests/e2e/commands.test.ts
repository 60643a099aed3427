import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from '../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

test('/join comes into the channel of the one who asks and says that it is an AI', async () => {
  const scene = stage.scene();
  const answer = await scene.join();

  expect(answer).toContain(`<#${scene.lounge.id}>`);
  expect(answer).toContain('I am an AI');
  expect(scene.guild.bot.voiceChannel?.id).toBe(scene.lounge.id);
  expect(scene.guild.bot.voiceState).toMatchObject({ selfDeaf: false, selfMute: false });
});

test('/join without a channel says what to do', async () => {
  const scene = stage.scene();
  const answer = await scene.ada.run('join', { in: scene.general });

  expect(answer.content).toContain('VOICE_NOT_IN_CHANNEL');
});

test('/join names the permissions that it lacks', async () => {
  const scene = stage.scene();
  scene.lounge.setBotPermissions({ Speak: false });
  const answer = await scene.join();

  expect(answer).toContain('VOICE_PERMISSION_MISSING');
  expect(answer).toContain('Speak');
});

test('/join says that a channel is full', async () => {
  const scene = stage.scene();
  scene.lounge.setUserLimit(1);
  expect(await scene.join()).toContain('VOICE_CHANNEL_FULL');
});

test('/say is heard in the channel, and only there where the bot is', async () => {
  const scene = stage.scene();
  const refused = await scene.ada.run('say', { in: scene.general, options: { text: 'Good evening.' } });
  expect(refused.content).toContain('VOICE_NOT_JOINED');

  await scene.join();
  const ears = scene.ears();
  const answer = await scene.ada.run('say', { in: scene.general, options: { text: 'Good evening.' } });
  expect(answer.ephemeral).toBe(true);
  await ears.waitForSpeech(stage.discord.botUser.id, { timeoutMs: 10_000 });
});

test('/status shows what it runs on, the call and the last turn', async () => {
  const scene = stage.scene();
  await scene.join();
  await scene.says('Hello, Mira.');
  await stage.bot.waitForLine(
    (line) => line['event'] === 'turn.ended' && line['guildId'] === scene.guild.id,
    10_000,
  );
  const { content, attachments } = await scene.ada.run('status', { in: scene.general });

  expect(content).toContain('whisper-everyday');
  expect(content).toContain('en_US-everyday-low');
  expect(content).toContain('FREE');
  expect(content).toMatch(/voice to voice \d+ ms/u);
  expect(content).toContain('event loop');
  expect(attachments).toMatchObject([
    { name: 'status.png', description: expect.stringContaining('listening') },
  ]);
});

test('/stop silences it, /reset makes it forget', async () => {
  const scene = stage.scene();
  expect((await scene.ada.run('stop', { in: scene.general })).content).toContain('VOICE_NOT_JOINED');
  await scene.join();
  const ears = scene.ears();
  const text = 'I would like to hear more about the dog and the river and the house.';
  await scene.ada.run('say', { in: scene.general, options: { text } });
  const begunMs = await ears.waitForSpeech(stage.discord.botUser.id, { timeoutMs: 10_000 });
  await scene.ada.run('stop', { in: scene.general });
  // A segment begins where its first packet belongs, which may be earlier than when that packet came.
  const { startMs, endMs } = await ears.nextSegment(stage.discord.botUser.id, { afterMs: begunMs - 1000 });
  const whole = await scene.sound(text);
  expect(endMs - startMs).toBeLessThan((whole.length / 48) * 0.8);

  await scene.says('Hello, Mira.');
  await scene.ada.run('reset', { in: scene.general });
  await scene.says('How are you today?');
  const { messages } = (stage.chat.requests.at(-1) ?? { body: {} }).body as {
    messages?: readonly { role: string }[];
  };
  expect(messages?.map(({ role }) => role)).toEqual(['system', 'user']);
});

test('/leave leaves; so does the bot when the last person has gone', async () => {
  const scene = stage.scene();
  await scene.join();
  const answer = await scene.ada.run('leave', { in: scene.general });
  expect(answer.content).toContain(`<#${scene.lounge.id}>`);
  expect(scene.guild.bot.voiceChannel).toBeUndefined();
  const again = await scene.ada.run('leave', { in: scene.general });
  expect(again.content).toContain('VOICE_NOT_JOINED');

  await scene.join();
  await scene.ada.leave();
  await expect.poll(() => scene.guild.bot.voiceChannel, { timeout: 5000 }).toBeUndefined();
});

test('/permissions gives a command to a role and takes it from all others, until it is reset', async () => {
  const { guild, general, ada } = stage.scene();
  const dj = guild.createRole('DJ');
  const bea = guild.createMember('Bea', { roles: [dj] });
  const change = (action: string, options = {}) =>
    guild.owner.run(`permissions ${action}`, { in: general, options: { command: '/say', ...options } });
  const say = async (member: typeof ada) =>
    (await member.run('say', { in: general, options: { text: 'Hello.' } })).content;

  const suggested = await guild.owner.autocomplete('permissions allow', {
    focused: 'command',
    value: 'perm',
    in: general,
  });
  expect(suggested.map(({ value }) => value)).toContain('permissions allow');
  expect((await change('allow', { role: dj })).content).toContain(`<@&${dj.id}>`);
  expect(await say(ada)).toContain('COMMAND_FORBIDDEN');
  expect(await say(bea)).toContain('VOICE_NOT_JOINED');
  expect((await guild.owner.run('permissions show', { in: general })).content).toBe(`\`/say\`: <@&${dj.id}>`);
  await change('reset');
  expect(await say(ada)).toContain('VOICE_NOT_JOINED');
  await expect(ada.run('permissions show', { in: general })).rejects.toThrow('ManageGuild');
});

test('what people say and the token reach no log line', async () => {
  const scene = stage.scene();
  await scene.join();
  await scene.says('The purple lion is dancing.');
  await stage.bot.waitForLine(
    (line) => line['event'] === 'turn.ended' && line['guildId'] === scene.guild.id,
    10_000,
  );

  const log = JSON.stringify(stage.bot.lines) + stage.bot.errorOutput();
  expect(log).not.toMatch(/\bpurple\b|\blion\b/iu);
  expect(log).not.toContain(stage.discord.token);
});

test('nothing was asked of Discord that it does not have', () => {
  expect(stage.discord.unhandledRequests).toEqual([]);
});
