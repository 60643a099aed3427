import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { startVoiceServer } from './server.ts';
import { CHANNEL_ID, joinWithStockLibrary, startTrustedServer, until } from './test-support.ts';

const portOf = (endpoint: string): number => Number(endpoint.split(':')[1]);

test('the certificate lies in a private folder while the server runs, and is gone afterwards', async () => {
  const server = await startVoiceServer();
  expect(readFileSync(server.certificatePath, 'utf8')).toBe(server.certificatePem);
  expect(statSync(dirname(server.certificatePath)).mode & 0o077).toBe(0);
  expect(statSync(server.certificatePath).mode & 0o077).toBe(0);
  await server.close();
  expect(existsSync(dirname(server.certificatePath))).toBe(false);
});

test('given ports are used, taken ones are told, and close sets them free', async () => {
  const first = await startVoiceServer();
  const port = portOf(first.endpoint);
  await expect(startVoiceServer({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await expect(startVoiceServer({ udpPort: first.udpPort })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await first.close();
  const second = await startVoiceServer({ port, udpPort: first.udpPort });
  expect([second.endpoint, second.udpPort]).toEqual([first.endpoint, first.udpPort]);
  await second.close();
});

test('two rooms share one server, each with its own bot connection', async () => {
  const server = await startTrustedServer();
  const rooms = ['3001', '3002'].map((guildId) =>
    server.createRoom({ channelId: CHANNEL_ID, guildId, daveVersion: 0 }),
  );
  const bots = rooms.map((room) => joinWithStockLibrary(server, room));
  for (const bot of bots) await bot.ready();
  const [one, two] = rooms;
  bots[0]?.connection.playOpusPacket(Buffer.from([0x78, 1, 2, 3]));
  await until('the packet arrived', () => one?.packetLog.length === 1);
  await until('both keep alive', () => rooms.every(({ client }) => client.keepAlives === 1));
  expect(two?.packetLog).toEqual([]);
  expect(one?.client.ssrc).not.toBe(two?.client.ssrc);
  bots[0]?.leave();
  await until('the first is gone', () => one?.client.status === 'none');
  expect(two?.client.status).toBe('ready');
  bots[1]?.leave();
  if (two) server.removeRoom(two);
  expect(server.rooms).toEqual([one]);
  await server.close();
});
