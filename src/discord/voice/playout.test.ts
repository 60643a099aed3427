import { describe, expect, it } from 'vitest';
import { createOpusDecoder, createOpusEncoder, isOpusSilence, type OpusEncoder } from '#audio';
import type { SpeechStream } from '#conversation';
import { createPlayout, type VoicePlayout, type VoiceSink } from './playout.ts';
import { asHeard, likeness, sweep } from './testing/sound.ts';
import { createVirtualClock, type VirtualClock } from './testing/virtual-clock.ts';

interface Stage {
  readonly clock: VirtualClock;
  readonly playout: VoicePlayout;
  readonly packets: { readonly atMs: number; readonly packet: Uint8Array }[];
  readonly skips: number[];
  readonly speaking: boolean[];
  readonly told: string[];
  readonly errors: unknown[];
  line: 'up' | 'down';
  open(): SpeechStream;
  /** One letter per packet since the last call: s for silence, a for sound. */
  sent(): string;
}

async function setStage(encoder?: OpusEncoder): Promise<Stage> {
  const clock = createVirtualClock();
  const packets: Stage['packets'] = [];
  const skips: number[] = [];
  const speaking: boolean[] = [];
  const told: string[] = [];
  const errors: unknown[] = [];
  let seen = 0;
  const sink: VoiceSink = {
    canSend: () => stage.line === 'up',
    send(packet) {
      packets.push({ atMs: clock.nowMs(), packet });
      return true;
    },
    setSpeaking: (isSpeaking) => void speaking.push(isSpeaking),
    skip: (pauseMs) => void skips.push(pauseMs),
  };
  const playout = createPlayout({
    clock,
    encoder: encoder ?? (await createOpusEncoder()),
    sink,
    onError: (error) => errors.push(error),
  });
  const stage: Stage = {
    clock,
    playout,
    packets,
    skips,
    speaking,
    told,
    errors,
    line: 'up',
    open: () =>
      playout.open({
        onStart: (atMs) => void told.push(`start ${atMs}`),
        onEnd: ({ atMs, completed }) => void told.push(`${completed ? 'end' : 'stopped'} ${atMs}`),
      }),
    sent() {
      const letters = packets.slice(seen).map(({ packet }) => (isOpusSilence(packet) ? 's' : 'a'));
      seen = packets.length;
      return letters.join('');
    },
  };
  return stage;
}

const audio = (durationMs: number, clauseIndex = 0): { clauseIndex: number; samples: Float32Array } => ({
  clauseIndex,
  samples: sweep(durationMs),
});

describe('the playout', () => {
  it('sends 100 ms of silence, the sound, and five silent frames, one every 20 ms', async () => {
    const stage = await setStage();
    const stream = stage.open();
    stream.write(audio(200));
    stream.end();
    stage.clock.pass(1000);
    expect(stage.sent()).toBe('sssss' + 'a'.repeat(10) + 'sssss');
    expect(stage.packets.map(({ atMs }) => atMs)).toEqual(
      Array.from({ length: 20 }, (_, index) => index * 20),
    );
    expect(stage.told).toEqual(['start 100', 'end 300']);
    expect(stage.speaking).toEqual([false]);
    expect(stream.progress()).toEqual([{ clauseIndex: 0, playedMs: 200, totalMs: 200 }]);
  });

  it('plays pieces of any length as one sound', async () => {
    const stage = await setStage();
    const said = sweep(1000);
    const stream = stage.open();
    for (let from = 0, length = 1; from < said.length; from += length, length = (length * 7 + 13) % 2999) {
      stream.write({ clauseIndex: from < 20_000 ? 0 : 1, samples: said.subarray(from, from + length) });
    }
    stream.end();
    stage.clock.pass(2000);
    const decoder = await createOpusDecoder();
    const sounds = stage.packets.filter(({ packet }) => !isOpusSilence(packet));
    const heard = sounds.flatMap(({ packet }) => {
      const result = decoder.decode(packet);
      return result.ok ? [...result.samples] : [];
    });
    expect(sounds).toHaveLength(50);
    expect(likeness(asHeard(said.subarray(0, 40_000)), Float32Array.from(heard)).best).toBeGreaterThan(0.97);
    const [first, second] = stream.progress();
    expect((first?.playedMs ?? 0) + (second?.playedMs ?? 0)).toBeCloseTo(1000, 6);
    expect(first?.totalMs).toBeGreaterThanOrEqual(20_000 / 48);
  });

  it('holds the line with silence while the next sound is late, and counts none of it as played', async () => {
    const stage = await setStage();
    const stream = stage.open();
    stream.write(audio(40));
    stage.clock.pass(540);
    expect(stage.sent()).toBe('sssssaa' + 's'.repeat(21));
    expect(stream.progress()[0]?.playedMs).toBe(40);
    expect(stage.told).toEqual(['start 100']);
    stream.write(audio(40, 1));
    stream.end();
    stage.clock.pass(200);
    expect(stage.sent()).toBe('aasssss');
    expect(stage.told.at(-1)).toMatch(/^end/);
    expect(stage.playout.stats().starved).toBe(21);
  });

  it('sends nothing before there is something to say', async () => {
    const stage = await setStage();
    const stream = stage.open();
    stage.clock.pass(500);
    stream.write({ clauseIndex: 0, samples: new Float32Array(100) });
    stage.clock.pass(500);
    expect(stage.sent()).toBe('');
    stream.end();
    stage.clock.pass(500);
    expect(stage.sent()).toBe('sssssasssss');
  });

  it('pauses and goes on at the very sample', async () => {
    const stage = await setStage();
    const stream = stage.open();
    stream.write(audio(400));
    stage.clock.pass(190);
    expect(stage.sent()).toBe('sssssaaaaa');
    stream.pause();
    stage.clock.pass(1000);
    expect(stage.sent()).toBe('sssss');
    expect(stream.progress()[0]?.playedMs).toBe(100);
    expect(stream.queuedMs()).toBe(300);
    stream.resume();
    stream.end();
    stage.clock.pass(1000);
    expect(stage.sent()).toBe('sssss' + 'a'.repeat(15) + 'sssss');
    expect(stage.told).toEqual(['start 100', expect.stringMatching(/^end/)]);
    expect(stage.speaking).toEqual([false, false]);
  });

  it('stops within one frame and tells how much was played', async () => {
    const stage = await setStage();
    const stream = stage.open();
    stream.write(audio(400));
    stage.clock.pass(170);
    stream.stop();
    stage.clock.pass(500);
    expect(stage.sent()).toBe('sssssaaaasssss');
    expect(stage.told).toEqual(['start 100', 'stopped 170']);
    expect(stream.progress()[0]?.playedMs).toBe(80);
    expect(() => stream.write(audio(20))).toThrow(expect.objectContaining({ code: 'VOICE_STREAM_ENDED' }));
  });

  it('goes straight on with the next stream, without a lead-in on a line that is warm', async () => {
    const stage = await setStage();
    const first = stage.open();
    first.write(audio(40));
    first.end();
    stage.clock.pass(155);
    const second = stage.open();
    second.write(audio(40));
    second.end();
    stage.clock.pass(1000);
    expect(stage.sent()).toBe('sssssaasaasssss');
  });

  it('warms the line with silence, so that what comes soon is heard at once', async () => {
    const stage = await setStage();
    stage.playout.warmUp();
    stage.clock.pass(130);
    expect(stage.sent()).toBe('s'.repeat(7));
    const stream = stage.open();
    stream.write(audio(200));
    stream.end();
    stage.clock.pass(199);
    expect(stage.sent()).toBe('a'.repeat(10));
    stage.clock.pass(1);
    expect(stage.told).toEqual(['start 130', 'end 330']);
  });

  it('lets the line fall silent when nothing follows a warm-up', async () => {
    const stage = await setStage();
    stage.playout.warmUp();
    stage.clock.pass(2000);
    expect(stage.sent()).toBe('s'.repeat(10));
    expect(stage.speaking).toEqual([false]);
  });

  it('holds back what is missing of the lead-in when sound comes sooner', async () => {
    const stage = await setStage();
    stage.playout.warmUp();
    stage.clock.pass(30);
    const stream = stage.open();
    stream.write(audio(100));
    stream.end();
    stage.clock.pass(200);
    expect(stage.sent()).toBe('sssssaaaaasss');
  });

  it('refuses a second stream while one is open', async () => {
    const stage = await setStage();
    const first = stage.open();
    expect(() => stage.open()).toThrow('still speaking');
    first.stop();
    expect(() => stage.open()).not.toThrow();
  });

  it('tells the line how long nothing was sent', async () => {
    const stage = await setStage();
    for (const gapMs of [0, 1540]) {
      stage.clock.pass(gapMs);
      const stream = stage.open();
      stream.write(audio(20));
      stream.end();
      stage.clock.pass(260);
    }
    const gaps = stage.packets.map(({ atMs }, index) => atMs - (stage.packets[index - 1]?.atMs ?? atMs) - 20);
    expect(stage.skips).toEqual(gaps.filter((gapMs) => gapMs > 0));
    expect(stage.skips).toHaveLength(1);
  });

  it('loses nothing while the line is down', async () => {
    const stage = await setStage();
    const stream = stage.open();
    stream.write(audio(100));
    stream.end();
    stage.clock.pass(150);
    stage.line = 'down';
    stage.clock.pass(300);
    expect(stream.progress()[0]?.playedMs).toBeLessThan(100);
    stage.line = 'up';
    stage.clock.pass(500);
    expect(stage.sent()).toBe('sssssaaaaasssss');
    expect(stream.progress()[0]?.playedMs).toBe(100);
    expect(stage.playout.stats().held).toBeGreaterThan(0);
  });

  it('takes two minutes of speech and no more', async () => {
    const stage = await setStage();
    const stream = stage.open();
    const minute = { clauseIndex: 0, samples: new Float32Array(48_000 * 60) };
    stream.write(minute);
    stream.write(minute);
    expect(() => stream.write(audio(20))).toThrow(expect.objectContaining({ code: 'VOICE_QUEUE_FULL' }));
    stream.stop();
  });

  it('stops a stream that cannot be encoded, and says so', async () => {
    const stage = await setStage({
      codec: 'libopus-wasm',
      encode() {
        throw new Error('broken encoder');
      },
      close: () => undefined,
    });
    const stream = stage.open();
    stream.write(audio(100));
    stage.clock.pass(300);
    expect(stage.errors).toHaveLength(1);
    expect(stage.told).toEqual([expect.stringMatching(/^stopped/)]);
  });

  it('ends what is being said when it is closed', async () => {
    const stage = await setStage();
    const stream = stage.open();
    stream.write(audio(100));
    stage.clock.pass(120);
    stage.playout.close();
    stage.clock.pass(500);
    expect(stage.told.at(-1)).toBe('stopped 120');
    expect(() => stage.open()).toThrow(expect.objectContaining({ code: 'VOICE_STREAM_ENDED' }));
  });
});
