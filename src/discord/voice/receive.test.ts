import { createSocket } from 'node:dgram';
import { describe, expect, it } from 'vitest';
import { sleep } from '#core';
import type { LoopbackMember, VoiceFault } from '#loopback';
import type { VoiceEvent } from './voice-event.ts';
import { eventually, startLoopbackCall, type LoopbackCall } from './testing/loopback-call.ts';
import { asHeard, joined, likeness, sweep } from './testing/sound.ts';

const said = sweep(600);
const saidFrames = 30;

async function say(member: LoopbackMember, faults: readonly VoiceFault[] = []): Promise<void> {
  await member.speak(said, { faults });
  await sleep(250);
}

function soundOf(call: LoopbackCall, member: LoopbackMember): Float32Array {
  return joined(call.framesOf(member).filter(({ origin }) => origin !== 'silence' && origin !== 'concealed'));
}

/** How well what the member said is found in what the bot heard of it. */
function heardWell(call: LoopbackCall, member: LoopbackMember): number {
  return likeness(asHeard(said.subarray(0, 24_000)), soundOf(call, member)).best;
}

function expectUnbroken(call: LoopbackCall, member: LoopbackMember): void {
  const frames = call.framesOf(member);
  for (const [index, frame] of frames.entries()) {
    const before = frames[index - 1];
    if (before !== undefined) expect(frame.atMs).toBeGreaterThanOrEqual(before.atMs + 19.999);
  }
}

/** Waits until the group has keys and no change of them is under way. */
async function settled(call: LoopbackCall): Promise<void> {
  let since = performance.now();
  await eventually('the group', () => {
    if (!call.room.dave.botReady || call.ada.roomMember?.dave.ready !== true) since = performance.now();
    return performance.now() - since > 500;
  });
}

describe('hearing', () => {
  it.each([
    { daveVersion: 0, firstTransitionId: 0, mode: 'aead_aes256_gcm_rtpsize' },
    { daveVersion: 0, firstTransitionId: 0, mode: 'aead_xchacha20_poly1305_rtpsize' },
    { daveVersion: 1, firstTransitionId: 0, mode: 'aead_aes256_gcm_rtpsize' },
    { daveVersion: 1, firstTransitionId: 7, mode: 'aead_xchacha20_poly1305_rtpsize' },
  ] as const)('is complete with DAVE $daveVersion, transition $firstTransitionId, $mode', async (options) => {
    await using call = await startLoopbackCall({ ...options, encryptionModes: [options.mode] });
    const link = await call.join();
    await say(call.ada);
    expect(heardWell(call, call.ada)).toBeGreaterThan(0.85);
    expectUnbroken(call, call.ada);
    const { encryption, receive, state } = link.stats();
    expect(state).toBe('ready');
    expect(receive).toMatchObject({ received: saidFrames + 5, lost: 0, corrupt: 0, damaged: 0, speakers: 1 });
    expect(encryption.transport).toBe(options.mode);
    expect(encryption.daveVersion).toBe(options.daveVersion);
    expect(encryption.privacyCode ?? '').toBe(call.room.dave.privacyCode);
  });

  it.each<[string, readonly VoiceFault[]]>([
    ['loses packets', [{ name: 'loss', rate: 0.1, seed: 3 }]],
    ['shuffles packets', [{ name: 'reorder', rate: 0.2 }]],
    ['copies packets', [{ name: 'duplicate', rate: 0.3 }]],
    ['is uneven', [{ name: 'jitter', rate: 0.5, delayMs: 50 }]],
    ['damages packets', [{ name: 'corrupt-transport', times: 3 }]],
    ['damages frames', [{ name: 'corrupt-frame', times: 3 }]],
    ['sends zeros', [{ name: 'all-zero-frame', times: 3 }]],
    ['sends frames in clear', [{ name: 'clear-frame', times: 3 }]],
    ['names contributing sources', [{ name: 'csrc', times: 2 }]],
    ['sends packets of 60 ms', [{ name: 'long-packet', times: 5 }]],
    ['sends bursts of padding', [{ name: 'padding-only', times: 2 }]],
    ['leaps in time', [{ name: 'timestamp-jump', times: 1 }]],
  ])('goes on when the network %s', async (_what, faults) => {
    await using call = await startLoopbackCall();
    const link = await call.join();
    await say(call.ada, faults);
    expectUnbroken(call, call.ada);
    call.frames.length = 0;
    await say(call.ada);
    expect(heardWell(call, call.ada)).toBeGreaterThan(0.85);
    expect(link.stats().rejoins).toBe(0);
    expect(call.events.filter(({ type }) => type === 'voice.stream-lost')).toEqual([]);
  });

  it('repairs what the network loses', async () => {
    await using call = await startLoopbackCall();
    const link = await call.join();
    await say(call.ada, [{ name: 'loss', rate: 0.12, seed: 5 }]);
    const { lost, recovered, duplicates, late } = link.stats().receive;
    expect(lost).toBeGreaterThan(0);
    expect(recovered).toBeGreaterThan(0);
    expect(recovered).toBeLessThanOrEqual(lost);
    expect([duplicates, late]).toEqual([0, 0]);
  });

  it('survives frames that cannot be decrypted, with transition id 0 (R1)', async () => {
    await using call = await startLoopbackCall({ firstTransitionId: 0 });
    const link = await call.join();
    await call.ada.speak(sweep(1200), { faults: [{ name: 'corrupt-frame', times: 60 }] });
    await say(call.ada);
    expect(heardWell(call, call.ada)).toBeGreaterThan(0.85);
    expect(link.stats().decryptFailures).toBeGreaterThan(36);
    expect(call.events.filter(({ type }) => type === 'voice.stream-lost')).toEqual([]);
  });

  it('needs no new keys after bursts of padding (R2)', async () => {
    await using call = await startLoopbackCall({ firstTransitionId: 7 });
    await call.join();
    await say(call.ada, [{ name: 'padding-only', times: 3 }]);
    expect(heardWell(call, call.ada)).toBeGreaterThan(0.85);
    expect(call.room.client.received.filter(({ op }) => op === 31)).toEqual([]);
    expect(call.room.dave.epoch).toBe(1);
  });

  it('decrypts what comes while the gateway resumes (R3)', async () => {
    await using call = await startLoopbackCall();
    const link = await call.join();
    // The gateway announces who speaks; that must have come before it is gone.
    await say(call.ada);
    call.frames.length = 0;
    call.room.faults.use({ name: 'late-resume', delayMs: 2000 });
    call.room.close(4015);
    await eventually('the interruption', () => link.stats().state === 'interrupted');
    await say(call.ada);
    expect(link.stats().state).toBe('interrupted');
    expect(heardWell(call, call.ada)).toBeGreaterThan(0.85);
    expect(link.stats().receive.corrupt).toBe(0);
    await eventually('the end of the interruption', () => link.stats().state === 'ready');
    expect(link.stats().rejoins).toBe(0);
  });

  it.each([
    ['wrong-epoch-proposal', 1],
    ['invalid-transition', 1],
    ['external-sender-at-v0', 0],
  ] as const)('survives a bad message of the gateway: %s (R4)', async (name, daveVersion) => {
    await using call = await startLoopbackCall({ daveVersion });
    await call.join();
    call.room.faults.use({ name });
    await sleep(300);
    if (daveVersion === 1) await eventually('the group', () => call.room.dave.botReady);
    await say(call.ada);
    expect(heardWell(call, call.ada)).toBeGreaterThan(0.85);
  });

  it('survives a proposal for a person who was not announced (R4)', async () => {
    await using call = await startLoopbackCall();
    await call.join();
    call.room.faults.use({ name: 'proposal-before-clients-connect' });
    const eve = call.guild.createMember('Eve');
    await eve.join(call.lounge);
    await eventually(
      'Eve in the group',
      () => call.room.dave.members.includes(eve.id) && call.room.dave.botReady,
    );
    await say(eve);
    expect(heardWell(call, eve)).toBeGreaterThan(0.85);
  });

  it('survives datagrams that are too short', async () => {
    await using call = await startLoopbackCall();
    await call.join();
    const port = (await eventually('the port', () => call.room.bot.remote)).port;
    const socket = createSocket('udp4');
    for (const bytes of [1, 8, 9, 10, 11, 12, 31]) {
      await new Promise((resolve) => {
        socket.send(Buffer.alloc(bytes, 0x80), port, '127.0.0.1', resolve);
      });
    }
    socket.close();
    await say(call.ada);
    expect(heardWell(call, call.ada)).toBeGreaterThan(0.85);
  });

  it('tells people apart, follows who comes and goes, and never listens to bots (R7)', async () => {
    await using call = await startLoopbackCall();
    const link = await call.join();
    const eve = call.guild.createMember('Eve');
    const machine = call.guild.createMember('Machine', { bot: true });
    await eve.join(call.lounge);
    await machine.join(call.lounge);
    await eventually(
      'Eve in the group',
      () => call.room.dave.botReady && call.room.dave.members.length === 4,
    );
    await Promise.all([say(eve), say(machine), call.ada.speak(sweep(600, 0.2))]);
    expect(heardWell(call, eve)).toBeGreaterThan(0.85);
    expect(call.framesOf(call.ada).length).toBeGreaterThan(25);
    expect(call.framesOf(machine)).toEqual([]);
    expect(link.stats().receive).toMatchObject({ speakers: 2, subscriptions: 2 });
    await eve.leave();
    await eventually('Eve gone', () => call.gone.includes(eve.id));
    expect(link.stats().receive).toMatchObject({ speakers: 1, subscriptions: 1 });
    call.frames.length = 0;
    await eve.join(call.lounge);
    await eventually('Eve back', () => call.room.dave.botReady && eve.roomMember?.dave.ready);
    await say(eve);
    expect(heardWell(call, eve)).toBeGreaterThan(0.85);
  });

  it('hears somebody again under a new SSRC, and somebody who is announced late (R8)', async () => {
    await using call = await startLoopbackCall();
    await call.join();
    await say(call.ada);
    call.room.faults.use({ name: 'ssrc-change' });
    await eventually('Ada back', () => call.room.dave.botReady && call.room.dave.members.length === 2);
    call.frames.length = 0;
    await say(call.ada);
    expect(heardWell(call, call.ada)).toBeGreaterThan(0.85);
    call.frames.length = 0;
    call.room.faults.use({ name: 'ssrc-change' });
    await eventually('Ada back', () => call.room.dave.botReady && call.room.dave.members.length === 2);
    call.room.faults.use({ name: 'late-speaking', delayMs: 300 });
    await say(call.ada);
    expect(heardWell(call, call.ada)).toBeGreaterThan(0.85);
  });

  it('decodes nothing of people who may not be heard', async () => {
    await using call = await startLoopbackCall();
    let mayHear = false;
    await call.join({ mayHear: () => mayHear });
    await say(call.ada);
    expect(call.frames).toEqual([]);
    mayHear = true;
    await say(call.ada);
    expect(heardWell(call, call.ada)).toBeGreaterThan(0.85);
  });

  it('asks to be added anew when somebody cannot be decrypted for two seconds', async () => {
    await using call = await startLoopbackCall();
    await call.join();
    await call.ada.speak(sweep(4000), { faults: [{ name: 'corrupt-frame', rate: 1 }] });
    const failing = (): VoiceEvent | undefined =>
      call.events.find(({ type }) => type === 'voice.decrypt-failing');
    await eventually('the event', () => failing() !== undefined);
    expect(failing()).toMatchObject({ remedy: 'recover', userId: call.ada.id, code: 'VOICE_DECRYPT_FAILED' });
    await eventually('the wish', () => call.room.client.received.some(({ op }) => op === 31));
    await settled(call);
    call.frames.length = 0;
    await say(call.ada);
    expect(heardWell(call, call.ada)).toBeGreaterThan(0.85);
  });
});
