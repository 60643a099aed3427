import { expect, test } from 'vitest';
import type { VoiceFault } from './fault-names.ts';
import { VOICE_OPCODE } from './opcodes.ts';
import { ADA_ID, frames, pause, startStockCall, stockDave, until, type StockCall } from './test-support.ts';

/** The stock library gives up on a speaker after this many frames in a row that it cannot decrypt. */
const TOLERATED_FAILURES = 36;

interface Call extends StockCall {
  readonly received: { readonly packets: Buffer[]; readonly errors: Error[] };
  /** Says frames and gives what was said. */
  readonly say: (count: number, seed?: number) => readonly Buffer[];
}

async function startCall(options: { daveVersion?: 0 | 1; firstTransitionId?: number } = {}): Promise<Call> {
  const { daveVersion = 1, firstTransitionId = 0 } = options;
  const call = await startStockCall({ daveVersion, firstTransitionId });
  const { bot, ada } = call;
  if (daveVersion === 1) await until('both have keys', () => stockDave(bot).ready && ada.dave.ready);
  ada.speaking(true);
  await until('the SSRC is known', () => bot.connection.receiver.ssrcMap.get(ada.ssrc) !== undefined);
  let timestamp = 0;
  return {
    ...call,
    received: bot.receive(ADA_ID),
    say: (count, seed = 0) => {
      const said = frames(count, seed);
      for (const frame of said) ada.sendOpus(frame, { timestamp: (timestamp += 960) });
      return said;
    },
  };
}

test.each<[VoiceFault, readonly number[], (0 | 1)?]>([
  [{ name: 'loss', times: 2 }, [2, 3, 4, 5]],
  [{ name: 'duplicate' }, [0, 0, 1, 2, 3, 4, 5], 0],
  // End-to-end encryption knows a frame that it saw before.
  [{ name: 'duplicate' }, [0, 1, 2, 3, 4, 5]],
  [{ name: 'reorder', delayMs: 5000 }, [1, 0, 2, 3, 4, 5]],
  [{ name: 'jitter', rate: 1, delayMs: 30 }, [0, 1, 2, 3, 4, 5]],
  [{ name: 'corrupt-frame', times: 2 }, [2, 3, 4, 5]],
  [{ name: 'clear-frame', times: 2 }, [2, 3, 4, 5]],
  [{ name: 'all-zero-frame', times: 1 }, [1, 2, 3, 4, 5]],
  [{ name: 'padding-only', count: TOLERATED_FAILURES }, [0, 1, 2, 3, 4, 5]],
  [{ name: 'timestamp-jump' }, [0, 1, 2, 3, 4, 5]],
])(
  '%o: the stock library, which neither orders nor counts, hears %j of six',
  async (fault, expected, daveVersion) => {
    const { room, received, say } = await startCall(daveVersion === undefined ? {} : { daveVersion });
    // The first frame of an epoch has to be in order: davey refuses what is older than the first that it saw.
    say(1, 200);
    await until('the first frame arrived', () => received.packets.length === 1);
    room.faults.use(fault);
    const said = say(6);
    await until('the frames arrived', () => received.packets.length === 1 + expected.length);
    await pause(20);
    expect(received.packets.slice(1)).toEqual(expected.map((index) => said[index]));
    expect(received.errors).toEqual([]);
  },
);

test('all-zero-frame at DAVE 0 is handed on as zeros', async () => {
  const { room, received, say } = await startCall({ daveVersion: 0 });
  room.faults.use({ name: 'all-zero-frame' });
  const said = say(2);
  await until('both arrived', () => received.packets.length === 2);
  expect(received.packets).toEqual([Buffer.alloc(said[0]?.length ?? 0), said[1]]);
});

test('long-packet: three frames arrive as one', async () => {
  const { room, received, say } = await startCall();
  room.faults.use({ name: 'long-packet' });
  const said = say(4);
  await until('both packets arrived', () => received.packets.length === 2);
  const [long, last] = received.packets;
  expect(long?.readUInt16BE(0)).toBe(0x7b83);
  expect(long?.length).toBe(2 + 2 + said.slice(0, 3).reduce((bytes, frame) => bytes + frame.length - 1, 0));
  expect(last).toEqual(said[3]);
});

test.each<VoiceFault>([
  { name: 'corrupt-transport' },
  // It does not know contributing sources, so that it takes the packet for a forged one.
  { name: 'csrc' },
])('%o: the stock library ends the stream and loses what comes after', async (fault) => {
  const { room, bot, received, say } = await startCall({ daveVersion: 0 });
  room.faults.use(fault);
  say(3);
  await until('the stream broke', () => received.errors.length === 1);
  expect(received.errors[0]?.message).toMatch(/authenticate/);
  await pause(50);
  expect(received.packets).toEqual([]);
  expect(bot.connection.receiver.subscriptions.size).toBe(0);
});

test.each<VoiceFault>([
  { name: 'corrupt-frame', times: TOLERATED_FAILURES + 1 },
  { name: 'padding-only', count: TOLERATED_FAILURES + 1 },
  { name: 'clear-frame', times: TOLERATED_FAILURES + 1 },
])('%o: with transition 0 the stock library ends the stream', async (fault) => {
  const { room, received, say } = await startCall({ firstTransitionId: 0 });
  room.faults.use(fault);
  say(TOLERATED_FAILURES + 2);
  await until('the stream broke', () => received.errors.length === 1);
  expect(room.client.received.some(({ op }) => op === VOICE_OPCODE.daveInvalidCommitWelcome)).toBe(false);
});

test.each<VoiceFault>([
  { name: 'corrupt-frame', times: TOLERATED_FAILURES + 1 },
  { name: 'padding-only', count: TOLERATED_FAILURES + 1 },
])('%o: with transition 7 the stock library asks to be taken in again, and hears again', async (fault) => {
  const { room, bot, ada, received, say } = await startCall({ firstTransitionId: 7 });
  room.faults.use(fault);
  say(TOLERATED_FAILURES + 1);
  await until('the bot is taken in again', () => room.dave.epoch >= 2 && room.dave.botReady);
  const invalid = room.client.received.filter(({ op }) => op === VOICE_OPCODE.daveInvalidCommitWelcome);
  expect(invalid).toHaveLength(1);
  await until(
    'both have keys',
    () => stockDave(bot).epoch === room.dave.epoch && ada.dave.epoch === room.dave.epoch,
  );
  const from = received.packets.length;
  const said = say(5, 90);
  await until('the frames arrived', () => received.packets.length === from + 5);
  expect(received.packets.slice(from)).toEqual(said);
  expect(received.errors).toEqual([]);
});

test('late-speaking: audio before opcode 5 is nobody’s, audio after it is heard', async () => {
  const { room, ada, bot } = await startStockCall({ daveVersion: 0, firstTransitionId: 0 });
  const received = bot.receive(ADA_ID);
  room.faults.use({ name: 'late-speaking', delayMs: 200 });
  ada.speaking(true);
  const [early = Buffer.alloc(0), late = Buffer.alloc(0)] = frames(2);
  ada.sendOpus(early, { timestamp: 0 });
  await until('the SSRC is known', () => bot.connection.receiver.ssrcMap.get(ada.ssrc) !== undefined);
  ada.sendOpus(late, { timestamp: 960 });
  await until('a frame arrived', () => received.packets.length === 1);
  expect(received.packets).toEqual([late]);
});

test('a loss rate strikes the same frames in two calls with the same seed', async () => {
  const heard = [];
  for (let call = 0; call < 2; call += 1) {
    const { room, received, say } = await startCall({ daveVersion: 0 });
    room.faults.use({ name: 'loss', rate: 0.3, seed: 11 });
    say(100);
    const lost = room.faults.armed[0]?.strikes ?? 0;
    await until('the others arrived', () => received.packets.length === 100 - lost);
    heard.push(received.packets);
  }
  expect(heard[0]).toEqual(heard[1]);
  expect(heard[0]?.length).toBeLessThan(85);
  expect(heard[0]?.length).toBeGreaterThan(55);
});
