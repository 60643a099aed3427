import { sleep } from '#core';
import { expect } from 'vitest';
import { until } from '../support/until.ts';
import { cure, describeFaults, type FaultRow } from './fault-row.ts';
import type { TakenCure } from './without-cure.ts';

const SENTENCE = 'What is the weather today?';

/** The library's own way: it asks to join again at once, whatever the code. */
const WITHOUT_HOLD: TakenCure = {
  file: 'src/discord/voice/cures/hold-after-close.ts',
  putIn: 'export function holdAfterClose() {}',
};
/** The library's own way: it waits for ever. */
const WITHOUT_DEADLINE: TakenCure = {
  file: 'src/discord/voice/cures/await-ready.ts',
  putIn: `import { entersState, VoiceConnectionStatus } from '@discordjs/voice';
        export const awaitReady = (connection) => entersState(connection, VoiceConnectionStatus.Ready, 2 ** 30);`,
};
/** Every close is met by joining anew. */
const WITHOUT_VERDICT: TakenCure = {
  file: 'src/discord/voice/cures/close-verdict.ts',
  putIn: "export function closeVerdict() { return 'join-anew'; }",
};

const ROWS: readonly FaultRow[] = [
  {
    fault: 'the answer to the IP discovery is lost',
    cure: WITHOUT_DEADLINE,
    async play(scene) {
      const joining = scene.join();
      await scene.arm({ name: 'lost-discovery' });
      await joining;
      await scene.says(SENTENCE);
    },
  },
  {
    fault: 'Discord does not answer the wish to join, as for a full channel',
    cure: WITHOUT_DEADLINE,
    stage: {},
    async play(scene, { discord }) {
      discord.faults.use('voice-join-ignored', { times: 1 });
      await scene.join();
      await scene.says(SENTENCE);
    },
  },
  {
    fault: 'Discord names the voice server before it confirms the channel',
    cure: cure('connect-on-late-state', 'connectOnLateState'),
    stage: {},
    async play(scene, { discord }) {
      discord.faults.use('voice-server-first', { times: Infinity });
      await scene.join();
      await scene.says(SENTENCE);
    },
  },
  {
    fault: 'the gateway closes in the middle of the IP discovery',
    cure: cure('listen-for-errors', 'listenForErrors'),
    async play(scene) {
      const joining = scene.join();
      const room = await scene.arm({ name: 'lost-discovery' });
      await until('The IP discovery', () => room.client.discoveries > 0, { intervalMs: 1 });
      room.close(4006);
      await joining;
      await scene.says(SENTENCE);
    },
  },
  {
    fault: 'the server refuses the session (4006) again and again',
    cure: WITHOUT_HOLD,
    async play(scene) {
      const joining = scene.join();
      const room = await scene.arm({ name: 'close-on-identify', code: 4006 });
      await joining;
      expect(room.client.connects).toBeLessThan(5);
      await scene.says(SENTENCE);
    },
  },
  {
    fault: 'the session becomes invalid (4006), and joining the same channel brings no new server',
    cure: WITHOUT_HOLD,
    stage: {},
    async play(scene, { discord }) {
      await scene.join();
      discord.faults.use('voice-rejoin-ignored', { times: Infinity });
      scene.room().faults.use({ name: 'close', code: 4006 });
      await sleep(2500);
      await scene.encrypted();
      await scene.says(SENTENCE);
    },
  },
  {
    fault: 'Discord demands encryption (4017)',
    cure: WITHOUT_VERDICT,
    async play(scene, { bot }) {
      await scene.join();
      scene.room().faults.use({ name: 'close', code: 4017 });
      await bot.waitForLine((line) => line['code'] === 'VOICE_DAVE_REQUIRED', 10_000);
      await until('The end of the call', () => scene.guild.bot.voiceChannel === undefined);
    },
  },
  {
    fault: 'the same would be refused again (4020)',
    cure: WITHOUT_VERDICT,
    async play(scene, { bot }) {
      await scene.join();
      scene.room().faults.use({ name: 'close', code: 4020 });
      await bot.waitForLine((line) => line['code'] === 'VOICE_CONNECTION_LOST', 10_000);
      await until('The end of the call', () => scene.guild.bot.voiceChannel === undefined);
    },
  },
  ...[4014, 4021, 4022].map((code): FaultRow => ({
    fault: `the call is over (${code})`,
    cure: WITHOUT_VERDICT,
    async play(scene) {
      await scene.join();
      const room = scene.room();
      room.faults.use({ name: 'close', code });
      await sleep(3000);
      // It waits for a move instead of coming back by itself.
      expect(room.client.connects).toBe(1);
      await until('The end of the call', () => scene.guild.bot.voiceChannel === undefined);
    },
  })),
  {
    fault: 'the voice server is taken away and another comes',
    cure: {
      file: 'src/discord/voice/voice-link.ts',
      takeOut: "return this.#interrupt(connection, 'server-change');",
      putIn: "return void this.#close({ reason: 'removed' });",
    },
    async play(scene) {
      await scene.join();
      scene.guild.voiceServerLost();
      await sleep(500);
      scene.guild.voiceServerMoved();
      await sleep(500);
      await scene.encrypted();
      await scene.says(SENTENCE);
    },
  },
  {
    fault: 'a person cannot be decrypted for seconds',
    cure: {
      file: 'src/discord/voice/cures/decrypt-health.ts',
      putIn: "export const createDecryptHealth = () => ({ sample: () => ({ kind: 'none' }) });",
    },
    async play(scene) {
      await scene.join();
      const room = scene.room();
      room.faults.use({ name: 'corrupt-frame', rate: 1 });
      await scene.ada.speak(
        await scene.sound('I would like to hear more about the dog and the river and the house.'),
      );
      await until('The wish for new keys', () => room.client.received.some(({ op }) => op === 31));
      room.faults.clear();
      await scene.encrypted();
      await scene.says(SENTENCE);
    },
  },
];

describeFaults('reconnecting', ROWS);
