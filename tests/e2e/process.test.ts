import { expect, test } from 'vitest';
import { openStage } from '../support/stage.ts';

test('SIGTERM: the bot leaves its calls, logs out and ends with 0', async () => {
  await using stage = await openStage();
  const scene = stage.scene();
  await scene.join();
  const exitCode = await stage.bot.stop();

  expect(exitCode).toBe(0);
  expect(scene.guild.bot.voiceChannel).toBeUndefined();
  expect(stage.discord.botOnline).toBe(false);
});

test('a break of the main gateway leaves the call as it is', async () => {
  await using stage = await openStage();
  const scene = stage.scene();
  await scene.join();
  stage.discord.dropGateway({ code: 4000 });
  await stage.discord.botReady(10_000);

  await scene.says('Hello, Mira.');
  expect(scene.room().client.connects).toBe(1);
  expect(stage.discord.loginCount).toBe(1);
});

test('when Discord shuts the bot out for good, it says so and ends with 1', async () => {
  await using stage = await openStage();
  stage.discord.dropGateway({ code: 4004 });

  expect(await stage.bot.waitForExit(10_000)).toBe(1);
  expect(stage.bot.lines).toContainEqual(expect.objectContaining({ code: 'DISCORD_GATEWAY_FAILED' }));
});
