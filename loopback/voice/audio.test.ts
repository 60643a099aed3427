import { expect, test } from 'vitest';
import type { HeardPacket } from './room-member.ts';
import {
  ADA_ID,
  CHANNEL_ID,
  frames,
  joinWithStockLibrary,
  pause,
  startTrustedServer,
  stockDave,
  until,
  type StockBot,
} from './test-support.ts';
import { ENCRYPTION_MODES } from './transport-cipher.ts';

const FRAME_COUNT = 25;
const FRAME_SAMPLES = 960;

async function play(bot: StockBot, payloads: readonly Buffer[]): Promise<void> {
  for (const payload of payloads) {
    bot.connection.playOpusPacket(payload);
    await pause(2);
  }
}

for (const mode of ENCRYPTION_MODES) {
  for (const call of [
    { daveVersion: 0, firstTransitionId: 0 },
    { daveVersion: 1, firstTransitionId: 0 },
    { daveVersion: 1, firstTransitionId: 7 },
  ] as const) {
    test(`25 frames each way are equal: ${mode}, DAVE ${call.daveVersion}, first transition ${call.firstTransitionId}`, async () => {
      const server = await startTrustedServer({ modes: [mode] });
      const room = server.createRoom({
        channelId: CHANNEL_ID,
        guildId: `${mode}-${call.daveVersion}`,
        ...call,
      });
      const ada = room.addMember(ADA_ID);
      const heard: HeardPacket[] = [];
      ada.onOpus((packet) => heard.push(packet));
      const bot = joinWithStockLibrary(server, room);
      try {
        await bot.ready();
        expect(room.client.mode).toBe(mode);
        if (call.daveVersion === 1) {
          await until(
            'both are in the group',
            () => stockDave(bot).ready && ada.dave.ready && room.dave.botReady,
          );
          expect(stockDave(bot).code).toBe(ada.dave.privacyCode);
          expect(room.dave.privacyCode).toMatch(/^\d{30}$/);
        }
        const received = bot.receive(ADA_ID);
        ada.speaking(true);
        await until(
          'the bot knows the SSRC',
          () => bot.connection.receiver.ssrcMap.get(ada.ssrc) !== undefined,
        );
        const said = frames(FRAME_COUNT);
        for (const [index, payload] of said.entries()) {
          expect(ada.sendOpus(payload, { timestamp: index * FRAME_SAMPLES })).toBe('sent');
          await pause(1);
        }
        await until('the bot heard everything', () => received.packets.length >= FRAME_COUNT);
        expect(received.packets).toEqual(said);

        const played = frames(FRAME_COUNT, 100);
        await play(bot, played);
        await until('Ada heard everything', () => heard.length >= FRAME_COUNT);
        expect(heard.map(({ payload }) => Buffer.from(payload))).toEqual(played);
        expect(room.packetLog).toHaveLength(FRAME_COUNT);
        expect(ada.undecryptable + ada.clearFrames).toBe(0);
        expect(room.client.undecipherable).toBe(0);
        expect(received.errors).toEqual([]);
        expect(bot.errors).toEqual([]);
      } finally {
        bot.leave();
        await server.close();
      }
    });
  }
}
