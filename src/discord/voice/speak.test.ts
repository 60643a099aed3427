import { getVoiceConnection } from '@discordjs/voice';
import { describe, expect, it } from 'vitest';
import { sleep } from '#core';
import { daveOf } from './connection-internals.ts';
import { eventually, startLoopbackCall, type LoopbackCall } from './testing/loopback-call.ts';
import { asHeard, likeness, sweep } from './testing/sound.ts';
import type { VoiceLink } from './voice-link.ts';

const said = sweep(800);

interface Spoken {
  readonly startedAtMs: number;
  readonly completed: boolean;
}

function speak(link: VoiceLink, samples = said): Promise<Spoken> {
  return new Promise((resolve) => {
    let startedAtMs = 0;
    const stream = link.playout.open({
      onStart: (atMs) => {
        startedAtMs = atMs;
      },
      onEnd: ({ completed }) => resolve({ startedAtMs, completed }),
    });
    stream.write({ clauseIndex: 0, samples });
    stream.end();
  });
}

/** How well the sound is found in what Ada heard of the bot. */
function heardByAda(call: LoopbackCall, ears: ReturnType<LoopbackCall['ada']['listen']>): number {
  return likeness(asHeard(said.subarray(0, 33_600)), asHeard(ears.soundOf(call.world.botUser.id))).best;
}

describe('speaking', () => {
  it.each([
    { daveVersion: 0, mode: 'aead_aes256_gcm_rtpsize' },
    { daveVersion: 1, mode: 'aead_aes256_gcm_rtpsize' },
    { daveVersion: 1, mode: 'aead_xchacha20_poly1305_rtpsize' },
  ] as const)('is heard whole, with DAVE $daveVersion and $mode', async ({ daveVersion, mode }) => {
    await using call = await startLoopbackCall({ daveVersion, encryptionModes: [mode] });
    const link = await call.join();
    const ears = call.ada.listen();
    const { completed } = await speak(link);
    await sleep(200);
    expect(completed).toBe(true);
    expect(heardByAda(call, ears)).toBeGreaterThan(0.9);
    const letters = call.room.packetLog.map(({ silence }) => (silence ? 's' : 'a')).join('');
    expect(letters).toBe(`sssss${'a'.repeat(40)}sssss`);
    expect(call.room.client.speaking).toBe(false);
    expect(call.ada.roomMember).toMatchObject({ clearFrames: 0, undecryptable: 0 });
  });

  it('never sends speech in clear, even right after the join', async () => {
    await using call = await startLoopbackCall({ firstTransitionId: 9 });
    const link = await call.join({ daveTimeoutMs: 0 });
    const ears = call.ada.listen();
    await speak(link);
    await sleep(200);
    expect(call.ada.roomMember?.clearFrames).toBe(0);
    expect(heardByAda(call, ears)).toBeGreaterThan(0.9);
  });

  it('waits while the group makes new keys, and loses nothing', async () => {
    await using call = await startLoopbackCall();
    const link = await call.join();
    const ears = call.ada.listen();
    const connection = getVoiceConnection(call.guild.id);
    const dave = connection && daveOf(connection);
    const channelId = call.lounge.id;
    const speaking = speak(link);
    await eventually(
      'the first sound',
      () => call.room.packetLog.filter(({ silence }) => !silence).length > 5,
    );
    dave?.session?.reinit(dave.protocolVersion, call.world.botUser.id, channelId);
    await sleep(200);
    dave?.recoverFromInvalidTransition(0);
    expect((await speaking).completed).toBe(true);
    await sleep(200);
    expect(call.ada.roomMember?.clearFrames).toBe(0);
    expect(ears.packets.filter(({ silence }) => !silence)).toHaveLength(40);
    expect(link.stats().send.held).toBeGreaterThan(5);
  });

  it('advances the RTP time over pauses', async () => {
    await using call = await startLoopbackCall({ daveVersion: 0 });
    const link = await call.join();
    await speak(link, sweep(100));
    await sleep(1500);
    await speak(link, sweep(100));
    await sleep(200);
    const log = call.room.packetLog;
    const [first] = log;
    const last = log.at(-1);
    const rtpMs = (((last?.timestamp ?? 0) - (first?.timestamp ?? 0)) >>> 0) / 48;
    const wallMs = (last?.atMs ?? 0) - (first?.atMs ?? 0);
    expect(rtpMs).toBeGreaterThan(1500);
    expect(Math.abs(rtpMs - wallMs)).toBeLessThan(120);
    const sequences = log.map(
      ({ sequence }, index) => (sequence - (log[index - 1]?.sequence ?? sequence - 1)) & 0xffff,
    );
    expect(sequences.every((step) => step === 1)).toBe(true);
  });

  it('loses nothing of a reply while the connection is resumed', async () => {
    await using call = await startLoopbackCall();
    const link = await call.join();
    const ears = call.ada.listen();
    const speaking = speak(link);
    await eventually(
      'the first sound',
      () => call.room.packetLog.filter(({ silence }) => !silence).length > 5,
    );
    call.room.faults.use({ name: 'late-resume', delayMs: 500 });
    call.room.close(4015);
    expect((await speaking).completed).toBe(true);
    await sleep(200);
    const sounds = ears.packets.filter(({ silence }) => !silence);
    expect(sounds).toHaveLength(40);
    expect(link.stats().send.held).toBeGreaterThan(0);
  });

  it('is heard by a person who comes in the middle', async () => {
    await using call = await startLoopbackCall();
    const link = await call.join();
    const speaking = speak(link, sweep(2500));
    await sleep(300);
    const eve = call.guild.createMember('Eve');
    await eve.join(call.lounge);
    const ears = eve.listen();
    await speaking;
    await sleep(200);
    expect(ears.packets.filter(({ silence }) => !silence).length).toBeGreaterThan(50);
  });

  it('ends with the link', async () => {
    await using call = await startLoopbackCall();
    const link = await call.join();
    const speaking = speak(link, sweep(5000));
    await eventually('the first sound', () => call.room.packetLog.length > 10);
    await link.leave();
    expect((await speaking).completed).toBe(false);
    expect(() => link.playout.open({ onStart: () => undefined, onEnd: () => undefined })).toThrow(
      expect.objectContaining({ code: 'VOICE_STREAM_ENDED' }),
    );
  });
});
