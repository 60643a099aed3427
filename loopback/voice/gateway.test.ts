import { once } from 'node:events';
import { expect, test } from 'vitest';
import { VoiceConnectionStatus } from '@discordjs/voice';
import { WebSocket } from 'ws';
import { VOICE_OPCODE } from './opcodes.ts';
import type { HeardPacket } from './room-member.ts';
import type { VoiceRoom } from './room.ts';
import type { VoiceServer, VoiceServerOptions } from './server.ts';
import {
  ADA_ID,
  BEN_ID,
  BOT_ID,
  CHANNEL_ID,
  cleanups,
  frames,
  joinWithStockLibrary,
  newGuildId,
  pause,
  startTrustedServer,
  stockDave,
  until,
  type StockBot,
} from './test-support.ts';

async function startRoom(
  options: VoiceServerOptions & { daveVersion?: 0 | 1 } = {},
): Promise<{ server: VoiceServer; room: VoiceRoom }> {
  const { daveVersion = 0, ...serverOptions } = options;
  const server = await startTrustedServer(serverOptions);
  cleanups.push(() => server.close());
  return {
    server,
    room: server.createRoom({ channelId: CHANNEL_ID, guildId: newGuildId(), daveVersion }),
  };
}

function join(server: VoiceServer, room: VoiceRoom, answersRejoins = false): StockBot {
  const bot = joinWithStockLibrary(server, room, { answersRejoins });
  cleanups.unshift(() => bot.leave());
  return bot;
}

/** A bare client: what the server says, in order. */
class BareClient {
  readonly messages: { op: number; seq?: number; d?: unknown }[] = [];
  readonly socket: WebSocket;

  constructor(server: VoiceServer) {
    this.socket = new WebSocket(`wss://${server.endpoint}?v=8`, { ca: server.certificatePem });
    this.socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.messages.push({ seq: data.readUInt16BE(0), op: data.readUInt8(2) });
      else this.messages.push(JSON.parse(data.toString()) as { op: number });
    });
    cleanups.unshift(() => this.socket.terminate());
  }

  async send(op: number, data: unknown): Promise<void> {
    await this.sendText(JSON.stringify({ op, d: data }));
  }

  async sendText(text: string): Promise<void> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, 'open');
    this.socket.send(text);
  }

  /** Goes as far as a client has to for a session that can be resumed. */
  async enter(room: VoiceRoom): Promise<void> {
    await this.send(VOICE_OPCODE.identify, claim(room));
    await this.heard(VOICE_OPCODE.ready);
    const data = { address: '127.0.0.1', port: 1, mode: 'aead_aes256_gcm_rtpsize' };
    await this.send(VOICE_OPCODE.selectProtocol, { protocol: 'udp', data });
    await this.heard(VOICE_OPCODE.sessionDescription);
  }

  async heard(op: number): Promise<void> {
    await until(`opcode ${op}`, () => this.messages.some((message) => message.op === op));
  }

  async closeCode(): Promise<number> {
    const [code] = (await once(this.socket, 'close')) as [number];
    return code;
  }
}

const CREDENTIALS = { userId: BOT_ID, sessionId: 'session', token: 'token' };

function claim(room: VoiceRoom, changed: Record<string, unknown> = {}): Record<string, unknown> {
  const { guildId } = room;
  const own = { server_id: guildId, user_id: BOT_ID, session_id: 'session', token: 'token' };
  return { ...own, max_dave_protocol_version: 1, ...changed };
}

test.each([
  ['a wrong token', { token: 'guess' }, 4004],
  ['a wrong session', { session_id: 'old' }, 4006],
  ['another user', { user_id: ADA_ID }, 4006],
  ['another server', { server_id: '1' }, 4006],
  ['no DAVE in a call that demands it', { max_dave_protocol_version: 0 }, 4017],
])('%s is refused', async (_title, changed, code) => {
  const { server, room } = await startRoom({ daveVersion: 1 });
  room.admit(CREDENTIALS);
  const client = new BareClient(server);
  await client.send(VOICE_OPCODE.identify, claim(room, changed));
  expect(await client.closeCode()).toBe(code);
  expect(room.client.status).toBe('none');
});

test('who does not say who it is, or nothing that can be read, is refused', async () => {
  const { server } = await startRoom();
  const [silent, babbling] = [new BareClient(server), new BareClient(server)];
  await silent.send(VOICE_OPCODE.heartbeat, { t: 1 });
  expect(await silent.closeCode()).toBe(4003);
  await babbling.sendText('{');
  expect(await babbling.closeCode()).toBe(4002);
});

test('a resume gets exactly the numbered messages that were not acknowledged', async () => {
  const { server, room } = await startRoom({ daveVersion: 1 });
  room.admit(CREDENTIALS);
  const first = new BareClient(server);
  await first.enter(room);
  await first.heard(VOICE_OPCODE.daveExternalSender);
  const ada = room.addMember(ADA_ID);
  ada.speaking(true);
  await first.heard(VOICE_OPCODE.speaking);
  const numbered = first.messages.filter(({ seq }) => seq !== undefined);
  expect(numbered).toEqual([
    { op: VOICE_OPCODE.daveExternalSender, seq: 1 },
    { op: VOICE_OPCODE.clientsConnect, d: { user_ids: [ADA_ID] }, seq: 2 },
    { op: VOICE_OPCODE.speaking, d: { user_id: ADA_ID, ssrc: ada.ssrc, speaking: 1, delay: 0 }, seq: 3 },
  ]);
  room.close(4015);
  expect(room.client.status).toBe('resuming');
  room.removeMember(ADA_ID);

  const second = new BareClient(server);
  await second.send(VOICE_OPCODE.resume, { ...claim(room), seq_ack: 2 });
  await second.heard(VOICE_OPCODE.clientDisconnect);
  expect(second.messages.map(({ op, seq }) => [op, seq])).toEqual([
    [VOICE_OPCODE.hello, undefined],
    [VOICE_OPCODE.resumed, undefined],
    [VOICE_OPCODE.speaking, 3],
    [VOICE_OPCODE.clientDisconnect, 4],
  ]);
  expect([room.client.status, room.client.connects, room.client.resumes]).toEqual(['ready', 1, 1]);
});

test('a session cannot be resumed after its time', async () => {
  const { server, room } = await startRoom({ resumeWindowMs: 50 });
  room.admit(CREDENTIALS);
  const client = new BareClient(server);
  await client.enter(room);
  client.socket.terminate();
  await until('the session waits', () => room.client.status === 'resuming');
  await until('the session is over', () => room.client.status === 'none');
  const late = new BareClient(server);
  await late.send(VOICE_OPCODE.resume, { ...claim(room), seq_ack: -1 });
  expect(await late.closeCode()).toBe(4006);
});

test.each([4006, 4009, 1000])('a session cannot be resumed after the code %i', async (code) => {
  const { server, room } = await startRoom();
  room.admit(CREDENTIALS);
  const client = new BareClient(server);
  await client.enter(room);
  if (code === 1000) client.socket.close(code);
  else room.close(code);
  await until('the session is over', () => room.client.status === 'none');
  const late = new BareClient(server);
  await late.send(VOICE_OPCODE.resume, { ...claim(room), seq_ack: -1 });
  expect(await late.closeCode()).toBe(4006);
});

test('late-resume: audio goes on while the library resumes, and a member who joined meanwhile is in', async () => {
  const { server, room } = await startRoom({ daveVersion: 1 });
  const ada = room.addMember(ADA_ID);
  const bot = join(server, room);
  await bot.ready();
  await until('both have keys', () => stockDave(bot).ready && ada.dave.ready);
  ada.speaking(true);
  await until('the SSRC is known', () => bot.connection.receiver.ssrcMap.get(ada.ssrc) !== undefined);
  const received = bot.receive(ADA_ID);

  room.faults.use({ name: 'late-resume', delayMs: 1500 });
  room.faults.use({ name: 'close', code: 4015 });
  await until('the library resumes', () => room.client.received.at(-1)?.op === VOICE_OPCODE.resume);
  const said = frames(10);
  for (const [index, frame] of said.entries()) {
    expect(ada.sendOpus(frame, { timestamp: index * 960 })).toBe('sent');
  }
  // The oracle: during a resume the stock library hands out frames that are still encrypted.
  await until('the packets arrived', () => received.packets.length === said.length);
  expect(received.packets.every((packet) => packet.readUInt16BE(packet.length - 2) === 0xfafa)).toBe(true);
  expect(room.client.status).toBe('resuming');

  const ben = room.addMember(BEN_ID);
  await until('the resume was answered', () => room.client.status === 'ready');
  await until(
    'all are in epoch 2',
    () => stockDave(bot).epoch === 2 && ada.dave.epoch === 2 && ben.dave.epoch === 2,
  );
  expect(room.client.resumes).toBe(1);
});

test('heartbeats are answered; no-heartbeat-ack makes the library close and resume', async () => {
  const { server, room } = await startRoom({ heartbeatIntervalMs: 40 });
  const bot = join(server, room);
  await bot.ready();
  await until('several heartbeats passed', () => room.client.heartbeats > 6);
  expect(room.client.resumes).toBe(0);
  room.faults.use({ name: 'no-heartbeat-ack' });
  await until('the library resumed', () => room.client.resumes > 0);
  room.faults.clear('no-heartbeat-ack');
  await until('the bot is back', () => room.client.status === 'ready');
  expect(room.client.connects).toBe(1);
});

test('lost-discovery: the library is stuck until it is told to begin anew', async () => {
  const { server, room } = await startRoom();
  room.faults.use({ name: 'lost-discovery' });
  const bot = join(server, room);
  await until('the question was lost', () => room.client.discoveries === 1);
  await pause(300);
  expect(bot.connection.state.status).toBe(VoiceConnectionStatus.Connecting);
  expect(room.client.discoveries).toBe(1);
  bot.announceServer();
  await bot.ready();
  expect([room.client.discoveries, room.client.connects]).toEqual([2, 2]);
});

test('udp-dead: nothing passes in either direction while the websocket goes on', async () => {
  const { server, room } = await startRoom({ heartbeatIntervalMs: 40 });
  const ada = room.addMember(ADA_ID);
  const heard: HeardPacket[] = [];
  ada.onOpus((packet) => heard.push(packet));
  const bot = join(server, room);
  await bot.ready();
  ada.speaking(true);
  await until('the SSRC is known', () => bot.connection.receiver.ssrcMap.get(ada.ssrc) !== undefined);
  const received = bot.receive(ADA_ID);
  const [frame = Buffer.alloc(0)] = frames(1);
  room.faults.use({ name: 'udp-dead' });
  const beats = room.client.heartbeats;
  bot.connection.playOpusPacket(frame);
  ada.sendOpus(frame, { timestamp: 0 });
  await until('heartbeats go on', () => room.client.heartbeats > beats + 2);
  expect([heard.length, received.packets.length, room.packetLog.length]).toEqual([0, 0, 0]);
  room.faults.clear('udp-dead');
  bot.connection.playOpusPacket(frame);
  ada.sendOpus(frame, { timestamp: 960 });
  await until('both are heard again', () => heard.length === 1 && received.packets.length === 1);
});

test.each([
  [4006, VoiceConnectionStatus.Signalling, 2],
  [4009, VoiceConnectionStatus.Signalling, 2],
  [4014, VoiceConnectionStatus.Disconnected, 1],
  [4017, VoiceConnectionStatus.Signalling, 2],
  [4021, VoiceConnectionStatus.Signalling, 2],
  [4022, VoiceConnectionStatus.Signalling, 2],
])('close:%i brings the library to %s', async (code, status, joins) => {
  const { server, room } = await startRoom();
  const bot = join(server, room);
  await bot.ready();
  room.faults.use({ name: 'close', code });
  await until(`the library is ${status}`, () => bot.connection.state.status === status);
  expect(bot.joins()).toBe(joins);
  expect([room.client.status, room.client.lastCloseCode]).toEqual(['none', code]);
});

test.each([1001, 4015])('close:%i is resumed by the library', async (code) => {
  const { server, room } = await startRoom();
  const bot = join(server, room);
  await bot.ready();
  room.faults.use({ name: 'close', code });
  await until('the library resumed', () => room.client.resumes === 1 && room.client.status === 'ready');
  await bot.ready();
  expect(bot.joins()).toBe(1);
});

test('close-on-identify: the library identifies again and again until the fault is cleared', async () => {
  const { server, room } = await startRoom();
  room.faults.use({ name: 'close-on-identify', code: 4017 });
  const bot = join(server, room, true);
  await until('many connects', () => room.client.connects >= 8);
  expect(room.client.status).toBe('none');
  room.faults.clear('close-on-identify');
  await bot.ready();
  expect(room.client.status).toBe('ready');
});

test('faults that need the bot say so when it is not there', async () => {
  const { room } = await startRoom();
  expect(() => room.faults.use({ name: 'close', code: 4006 })).toThrow(
    'close needs the bot in the voice room.',
  );
});

test('a bot that identifies anew takes the place of its old session', async () => {
  const { server, room } = await startRoom();
  room.admit(CREDENTIALS);
  const [first, second] = [new BareClient(server), new BareClient(server)];
  await first.send(VOICE_OPCODE.identify, claim(room));
  await first.heard(VOICE_OPCODE.ready);
  const closed = first.closeCode();
  await second.send(VOICE_OPCODE.identify, claim(room));
  expect(await closed).toBe(4006);
  expect(room.client.connects).toBe(2);
  expect(room.client.status).toBe('connecting');
});
