import { expect, test } from 'vitest';
import { VOICE_OPCODE } from './opcodes.ts';
import type { HeardPacket, RoomMember } from './room-member.ts';
import type { VoiceRoom } from './room.ts';
import {
  ADA_ID,
  BEN_ID,
  BOT_ID,
  frames,
  pause,
  startStockCall,
  stockDave,
  until,
  type StockBot,
  type StockCall,
} from './test-support.ts';

async function startCall(
  options: { daveVersion?: 0 | 1; firstTransitionId?: number } = {},
): Promise<StockCall> {
  const { daveVersion = 1, firstTransitionId = 5 } = options;
  const call = await startStockCall({ daveVersion, firstTransitionId });
  if (daveVersion === 1) await together(call.room, call.bot, 1, call.ada);
  return call;
}

async function together(
  room: VoiceRoom,
  bot: StockBot,
  epoch: number,
  ...members: RoomMember[]
): Promise<void> {
  await until(`all are in epoch ${epoch}`, () => {
    const dave = stockDave(bot);
    const inEpoch = members.every((member) => member.dave.ready && member.dave.epoch === epoch);
    return room.dave.epoch === epoch && room.dave.botReady && dave.ready && dave.epoch === epoch && inEpoch;
  });
  expect(new Set([stockDave(bot).code, ...members.map(({ dave }) => dave.privacyCode)]).size).toBe(1);
}

/** What the listener hears of frames that the bot plays from now on. */
async function hearsOfBot(bot: StockBot, listener: RoomMember, seed: number): Promise<void> {
  const heard: HeardPacket[] = [];
  const stop = listener.onOpus((packet) => heard.push(packet));
  const played = frames(10, seed);
  for (const frame of played) {
    bot.connection.playOpusPacket(frame);
    await pause(2);
  }
  await until('the bot was heard', () => heard.length >= played.length);
  stop();
  expect(heard.map(({ payload }) => Buffer.from(payload))).toEqual(played);
}

/** What the bot hears of frames that the member says from now on. */
async function botHears(bot: StockBot, speaker: RoomMember, seed: number): Promise<void> {
  speaker.speaking(true);
  await until('the SSRC is known', () => bot.connection.receiver.ssrcMap.get(speaker.ssrc) !== undefined);
  const received = bot.receive(speaker.userId);
  const from = received.packets.length;
  const said = frames(10, seed);
  for (const [index, frame] of said.entries()) speaker.sendOpus(frame, { timestamp: index * 960 });
  await until('the member was heard', () => received.packets.length - from >= said.length);
  expect(received.packets.slice(from)).toEqual(said);
}

test.each([0, 5])(
  'a second member joins in the middle of speech, first transition %i',
  async (firstTransitionId) => {
    const { room, bot, ada } = await startCall({ firstTransitionId });
    const received = bot.receive(ADA_ID);
    ada.speaking(true);
    await until('the SSRC is known', () => bot.connection.receiver.ssrcMap.get(ada.ssrc) !== undefined);
    let timestamp = 0;
    const talk = setInterval(
      () => ada.sendOpus(frames(1)[0] ?? Buffer.alloc(1), { timestamp: (timestamp += 960) }),
      5,
    );
    try {
      await until('Ada is heard', () => received.packets.length > 5);
      const ben = room.addMember(BEN_ID);
      await together(room, bot, 2, ada, ben);
      const before = received.packets.length;
      await until('Ada is still heard', () => received.packets.length > before + 20);
      clearInterval(talk);
      await hearsOfBot(bot, ben, 50);
      await botHears(bot, ben, 60);
      expect(received.errors).toEqual([]);
    } finally {
      clearInterval(talk);
    }
  },
);

test('a member who was removed can decrypt nothing that the bot says afterwards', async () => {
  const { room, bot, ada } = await startCall();
  const ben = room.addMember(BEN_ID);
  await together(room, bot, 2, ada, ben);
  await hearsOfBot(bot, ben, 20);
  room.removeMember(BEN_ID);
  await together(room, bot, 3, ada);
  const encrypted: Buffer[] = [];
  room.onFrame((frame) => encrypted.push(Buffer.from(frame)));
  await hearsOfBot(bot, ada, 30);
  expect(encrypted).toHaveLength(10);
  expect(encrypted.map((frame) => ben.tryDecrypt(BOT_ID, frame).kind)).toEqual(
    Array(10).fill('undecryptable'),
  );
  expect(ben.sendOpus(Buffer.from([1]), { timestamp: 0 })).toBe('not-in-room');
});

test("commit-race: the member's commit wins, the bot's is dropped, and the call goes on", async () => {
  const { room, bot, ada } = await startCall();
  const before = room.dave.rejectedCommits;
  room.faults.use({ name: 'commit-race' });
  const ben = room.addMember(BEN_ID);
  await together(room, bot, 2, ada, ben);
  await until("the bot's commit was late", () => room.dave.rejectedCommits === before + 1);
  await hearsOfBot(bot, ben, 40);
  await botHears(bot, ada, 41);
  expect(room.dave.members).toEqual(expect.arrayContaining([ADA_ID, BEN_ID, BOT_ID]));
});

test.each([0, 5])(
  'invalid-transition: the bot answers with opcode 31 and is taken in again, first transition %i',
  async (firstTransitionId) => {
    const { room, bot, ada } = await startCall({ firstTransitionId });
    room.faults.use({ name: 'invalid-transition' });
    await until('opcode 31', () =>
      room.client.received.some(({ op }) => op === VOICE_OPCODE.daveInvalidCommitWelcome),
    );
    await until('a later epoch', () => room.dave.epoch >= 2 && room.dave.botReady);
    await together(room, bot, room.dave.epoch, ada);
    await hearsOfBot(bot, ada, 80);
    await botHears(bot, ada, 81);
    expect(ada.undecryptable + ada.clearFrames).toBe(0);
  },
);

test('downgrade and upgrade: frames travel in clear and then encrypted again', async () => {
  const { room, bot, ada } = await startCall();
  const wire: Buffer[] = [];
  room.onFrame((frame) => wire.push(Buffer.from(frame)));
  room.faults.use({ name: 'downgrade' });
  await until('Ada is at version 0', () => ada.dave.version === 0);
  await until('the bot is at version 0', () => bot.connection.voicePrivacyCode === undefined);
  await hearsOfBot(bot, ada, 10);
  expect(wire).toEqual(frames(10, 10));
  await botHears(bot, ada, 11);

  room.faults.use({ name: 'upgrade' });
  await until('both are at version 1', () => ada.dave.version === 1 && room.dave.botReady);
  await together(room, bot, 1, ada);
  wire.length = 0;
  await hearsOfBot(bot, ada, 12);
  expect(wire.every((frame) => frame.readUInt16BE(frame.length - 2) === 0xfafa)).toBe(true);
  await botHears(bot, ada, 13);
});

test('upgrade: a call that began without end-to-end encryption gets it', async () => {
  const { room, bot, ada } = await startCall({ daveVersion: 0, firstTransitionId: 0 });
  await hearsOfBot(bot, ada, 1);
  room.faults.use({ name: 'upgrade' });
  await until('both are at version 1', () => ada.dave.version === 1 && room.dave.botReady);
  await together(room, bot, 1, ada);
  await hearsOfBot(bot, ada, 2);
  await botHears(bot, ada, 3);
  expect(room.dave.version).toBe(1);
});

test('the bot alone in the call begins anew, and the next member makes a group with it', async () => {
  const { room, bot } = await startCall();
  room.removeMember(ADA_ID);
  await until('the bot began anew', () => !stockDave(bot).ready);
  const ben = room.addMember(BEN_ID);
  await together(room, bot, 1, ben);
  await hearsOfBot(bot, ben, 2);
  expect(room.dave.members).not.toContain(ADA_ID);
});

test.each([0, 1] as const)(
  'ssrc-change: a member comes back with a new SSRC, DAVE %i',
  async (daveVersion) => {
    const { room, bot, ada } = await startCall({ daveVersion });
    await botHears(bot, ada, 1);
    const before = ada.ssrc;
    room.faults.use({ name: 'ssrc-change', userId: ADA_ID });
    expect(ada.ssrc).not.toBe(before);
    expect(ada.isSpeaking).toBe(true);
    if (daveVersion === 1) await until('a group again', () => stockDave(bot).ready && ada.dave.ready);
    await botHears(bot, ada, 2);
  },
);

test('a frame of the bot that comes in clear is counted and not handed on', async () => {
  const { room, bot, ada } = await startCall();
  const heard: HeardPacket[] = [];
  ada.onOpus((packet) => heard.push(packet));
  const networking = Reflect.get(bot.connection.state, 'networking') as {
    state: { dave: { protocolVersion: number } };
  };
  networking.state.dave.protocolVersion = 0;
  bot.connection.playOpusPacket(frames(1)[0] ?? Buffer.alloc(1));
  await until('it arrived', () => room.packetLog.length === 1);
  expect([ada.clearFrames, ada.undecryptable, heard.length]).toEqual([1, 0, 0]);
});
