import { sleep } from '#core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../test-bot.ts';
import { startLoopbackDiscord } from '../start.ts';
import type { LoopbackChannel } from '../world/channel.ts';
import type { LoopbackDiscord } from '../world/loopback-discord.ts';
import type { LoopbackMember } from '../world/member.ts';
import { encodeWav } from '#audio';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let world: LoopbackDiscord;
let lounge: LoopbackChannel;
let ada: LoopbackMember;
let ben: LoopbackMember;

function tone(seconds: number, rateHz = 48_000): Float32Array {
  return Float32Array.from(
    { length: seconds * rateHz },
    (_none, n) => 0.4 * Math.sin((2 * Math.PI * 440 * n) / rateHz),
  );
}

beforeEach(async () => {
  world = await startLoopbackDiscord();
  const guild = world.createGuild({ name: 'Harbour' });
  lounge = guild.createVoiceChannel('Lounge');
  [ada, ben] = [guild.createMember('Ada'), guild.createMember('Ben')];
  await ada.join(lounge);
  await ben.join(lounge);
});

afterEach(async () => {
  await world.close();
});

describe('what a member says', () => {
  it('is heard by another member, pauses and all', async () => {
    const ears = ben.listen();
    const sound = new Float32Array(48_000 * 1.5);
    sound.set(tone(0.3));
    sound.set(tone(0.3), 48_000);
    const report = await ada.speak(sound);
    await eventually(() => ears.packets.length).toBe(2 * 30);
    expect(report.outcomes).toEqual({ 'bot-absent': 2 * 30 });
    // 15 frames, 10 of release, 5 of silence, nothing, and the same again.
    expect(ears.packets.filter(({ silence }) => silence)).toHaveLength(10);
    expect(ears.recordingOf(ada.id).segments.length).toBeGreaterThan(1);
    const [one, two] = [ears.packets[0], ears.packets[30]];
    expect(((two?.timestamp ?? 0) - (one?.timestamp ?? 0) + 2 ** 32) % 2 ** 32).toBe(48_000);
  });

  it('can come from a file of another rate', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'loopback-mouth-'));
    try {
      const path = join(folder, 'tone.wav');
      await writeFile(path, encodeWav(tone(0.5, 16_000), 16_000));
      const ears = ben.listen();
      await ada.speak(path);
      const audible = (): number => ears.packets.filter((packet) => packet.audible).length;
      await eventually(audible).toBeGreaterThanOrEqual(25);
      expect(audible()).toBeLessThanOrEqual(27);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is closed with silence when it is cut off', async () => {
    const ears = ben.listen();
    const cut = new AbortController();
    const spoken = ada.speak(tone(5), { signal: cut.signal });
    await ears.waitForSpeech(ada.id);
    cut.abort(new Error('enough'));
    await expect(spoken).rejects.toThrow('enough');
    await eventually(() => ears.packets.slice(-5).every(({ silence }) => silence)).toBe(true);
  });

  it('is not heard by who is deaf or elsewhere', async () => {
    const ears = ben.listen();
    ben.setDeaf(true);
    await ada.speak(tone(0.1));
    await sleep(50);
    expect(ears.packets).toEqual([]);
    await expect(ears.waitForSpeech(ada.id, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'TIMED_OUT' });
  });

  it('is refused outside voice, when muted, twice at once, and with faults when there is no bot', async () => {
    await ben.leave();
    await expect(ben.speak(tone(0.1))).rejects.toThrow('Ben cannot speak outside a voice channel.');
    await expect(ada.speak(tone(0.1), { faults: [{ name: 'loss' }] })).rejects.toThrow(
      'the bot is in no call',
    );
    const spoken = ada.speak(tone(0.1));
    await expect(ada.speak(tone(0.1))).rejects.toThrow('something is being said already');
    await spoken;
    ada.setMute(true);
    await expect(ada.speak(tone(0.1))).rejects.toThrow('Ada cannot speak while muted.');
  });
});
