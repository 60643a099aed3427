import { sleep } from '#core';
import { expect } from 'vitest';
import { until } from '../support/until.ts';
import { describeFaults, type FaultRow } from './fault-row.ts';

const SAMPLES_PER_MS = 48;
/** A pause between two speeches, long enough to be seen in the timestamps. */
const PAUSE_MS = 1500;

const ROWS: readonly FaultRow[] = [
  {
    fault: 'the model writes slower than the voice speaks',
    cure: {
      file: 'src/discord/voice/speech-stream.ts',
      takeOut: "return { kind: isStarted ? 'starved' : 'empty' };",
      // What the library's player does: a stream that runs dry is over.
      putIn: "return { kind: isStarted ? 'done' : 'empty' };",
    },
    stage: {},
    async play(scene, { discord, chat }) {
      await scene.join();
      const ears = scene.ears();
      chat.replyNext('Good morning, my friend. It is a beautiful day.', { tokensPerSecond: 2 });
      await scene.says('Hello, Mira.');
      const first = await ears.nextSegment(discord.botUser.id, { timeoutMs: 15_000 });
      await ears.waitForSpeech(discord.botUser.id, { afterMs: first.endMs + 500, timeoutMs: 10_000 });
    },
  },
  {
    fault: 'the RTP timestamp stands still over a pause',
    cure: {
      file: 'src/discord/voice/cures/advance-timestamp.ts',
      putIn: 'export function advanceTimestamp() {}',
    },
    async play(scene, { discord }) {
      await scene.join();
      const ears = scene.ears();
      for (const text of ['Good morning.', 'Good evening.']) {
        await scene.ada.run('say', { in: scene.general, options: { text } });
        await ears.nextSegment(discord.botUser.id, { afterMs: performance.now(), timeoutMs: 10_000 });
        await sleep(PAUSE_MS);
      }
      const { packetLog } = scene.room();
      const [first, last] = [packetLog[0], packetLog.at(-1)];
      if (first === undefined || last === undefined) throw new Error('The bot sent nothing.');
      const byTimestampMs = ((last.timestamp - first.timestamp) >>> 0) / SAMPLES_PER_MS;
      expect(Math.abs(byTimestampMs - (last.atMs - first.atMs))).toBeLessThan(PAUSE_MS / 2);
    },
  },
  {
    fault: 'the bot is ready before the keys of the call are',
    cure: {
      file: 'src/discord/voice/cures/must-hold-speech.ts',
      putIn: 'export function mustHoldSpeech() { return false; }',
    },
    async play(scene) {
      const joining = scene.join();
      const room = await scene.arm({ name: 'late-keys', delayMs: PAUSE_MS });
      await joining;
      await scene.ada.run('say', { in: scene.general, options: { text: 'Good morning.' } });
      await scene.encrypted();
      await until('The first sound', () => room.packetLog.some((packet) => !packet.silence));
      await sleep(PAUSE_MS);
      expect(room.members.map((member) => member.clearFrames)).toEqual([0]);
    },
  },
];

describeFaults('sending', ROWS);
