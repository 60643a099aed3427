import type { SpeechFrame } from '#audio';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEnergyVoiceActivity } from './energy-voice-activity.ts';
import { atLevel, speakWithEspeak } from './fixtures/espeak-speech.ts';
import { mix, noise, sequence, silence, toFrames } from './fixtures/signals.ts';
import type { EndpointOptions } from './endpoint-options.ts';
import type { HearingEvent } from './hearing-event.ts';
import { createListener, type Listener } from './listener.ts';
import type { Utterance } from './utterance.ts';
import type { FlushReason } from './utterance-cutter.ts';
import type { OpenVoiceActivity } from './voice-activity.ts';

/** Calls every frame voice whose first sample is not 0; `onsetMs` as the test says. */
const byFirstSample =
  (onsetMs = 0): OpenVoiceActivity =>
  ({ onActivity }) => {
    let before = false;
    return {
      push(samples) {
        const voiced = samples[0] !== 0;
        onActivity({ voiced, onsetMs: voiced && !before ? onsetMs : 0, levelDb: voiced ? -20 : -100 });
        before = voiced;
      },
      reset() {
        before = false;
      },
    };
  };

/** A listener that gives the events of each call. */
const listen = (endpoint: Partial<EndpointOptions> = {}, openVoiceActivity = byFirstSample()) => {
  let ids = 0;
  const events: HearingEvent[] = [];
  const listener = createListener({
    userId: 'ada',
    openVoiceActivity,
    endpoint,
    nextId: () => `u${(ids += 1)}`,
    onEvent: (event) => events.push(event),
    onFault: (error) => {
      throw error;
    },
  });
  return {
    push(frame: SpeechFrame): readonly HearingEvent[] {
      listener.push(frame);
      return events.splice(0);
    },
    judgeWords(utteranceId: string, isComplete: boolean): readonly HearingEvent[] {
      listener.judgeWords(utteranceId, isComplete);
      return events.splice(0);
    },
    flush(reason: FlushReason): readonly HearingEvent[] {
      listener.flush(reason);
      return events.splice(0);
    },
  };
};

/** Frames with time in between for answers to come. */
const pushSlowly = async (listener: Listener, frames: readonly SpeechFrame[]): Promise<void> => {
  for (const frame of frames) {
    listener.push(frame);
    await Promise.resolve();
  }
};

const voice = (lengthMs: number): Float32Array => silence(lengthMs).fill(0.5);

const pushAll = (listener: ReturnType<typeof listen>, frames: readonly SpeechFrame[]): HearingEvent[] =>
  frames.flatMap((frame) => [...listener.push(frame)]);

/** All but the progress. */
const notable = (events: readonly HearingEvent[]): HearingEvent[] =>
  events.filter((event) => event.type !== 'speech-progress');

const utterancesOf = (events: readonly HearingEvent[]): Utterance[] =>
  events.flatMap((event) => (event.type === 'utterance' ? [event.utterance] : []));

const provisionalOf = (events: readonly HearingEvent[]): Utterance[] =>
  events.flatMap((event) => (event.type === 'provisional-utterance' ? [event.utterance] : []));

describe('an utterance', () => {
  it('has exact times, 300 ms before and after, and is told after 500 ms of silence', () => {
    const frames = toFrames(sequence(silence(1000), voice(400), silence(1000)), 5000);
    const listener = listen();
    const byFrame = frames.map((frame) => notable(listener.push(frame)));
    expect(byFrame[50]).toEqual([{ type: 'speech-start', userId: 'ada', atMs: 6000 }]);
    const told = byFrame.findIndex((events) => events.some((event) => event.type === 'utterance'));
    expect(frames[told]!.atMs + 20).toBe(6400 + 500);
    expect(byFrame[told]).toEqual([
      { type: 'speech-end', userId: 'ada', atMs: 6400, voicedMs: 400 },
      {
        type: 'utterance',
        utterance: {
          id: 'u1',
          userId: 'ada',
          samples: sequence(silence(300), voice(400), silence(300)),
          startMs: 6000,
          endMs: 6400,
          voicedMs: 400,
          provisional: false,
          endedBy: 'silence',
        },
      },
    ]);
    expect(byFrame.flat().length).toBe(3);
  });

  it('reports progress with every voiced frame', () => {
    const events = pushAll(listen(), toFrames(sequence(voice(60), silence(40), voice(20)), 100));
    expect(events.filter((event) => event.type === 'speech-progress')).toEqual([
      { type: 'speech-progress', userId: 'ada', atMs: 120, voicedMs: 20 },
      { type: 'speech-progress', userId: 'ada', atMs: 140, voicedMs: 40 },
      { type: 'speech-progress', userId: 'ada', atMs: 160, voicedMs: 60 },
      { type: 'speech-progress', userId: 'ada', atMs: 220, voicedMs: 80 },
    ]);
  });

  it('begins where the voice began, not where it was recognised as voice', () => {
    const listener = listen({}, byFirstSample(80));
    const quiet = voice(80).map((value, n) => (n % 320 === 0 ? 0 : value));
    const events = pushAll(listener, toFrames(sequence(silence(600), quiet, voice(200), silence(600))));
    expect(events[0]).toEqual({ type: 'speech-start', userId: 'ada', atMs: 600 });
    expect(utterancesOf(events)).toMatchObject([{ startMs: 600, endMs: 880, voicedMs: 280 }]);
    expect(utterancesOf(events)[0]!.samples).toEqual(sequence(silence(300), quiet, voice(200), silence(300)));
  });

  it('spans pauses that are shorter than the endpoint', () => {
    const sound = sequence(voice(200), silence(480), voice(200), silence(600));
    expect(utterancesOf(pushAll(listen(), toFrames(sound)))).toMatchObject([
      { startMs: 0, endMs: 880, voicedMs: 400 },
    ]);
  });

  it('ends in a pause of exactly the endpoint, and the next one follows', () => {
    const sound = sequence(voice(200), silence(500), voice(300), silence(600));
    expect(utterancesOf(pushAll(listen(), toFrames(sound)))).toMatchObject([
      { id: 'u1', startMs: 0, endMs: 200, voicedMs: 200 },
      { id: 'u2', startMs: 700, endMs: 1000, voicedMs: 300 },
    ]);
  });

  it('with too little voice is dropped', () => {
    const events = pushAll(listen(), toFrames(sequence(voice(100), silence(600))));
    expect(notable(events)).toEqual([
      { type: 'speech-start', userId: 'ada', atMs: 0 },
      { type: 'speech-end', userId: 'ada', atMs: 100, voicedMs: 100 },
      { type: 'speech-dropped', userId: 'ada', reason: 'too-short' },
    ]);
  });

  it('that is too long is cut, and nothing of it is lost', () => {
    const sound = sequence(silence(400), noise(7300, -20), silence(700));
    const events = pushAll(listen({ maxUtteranceMs: 3000 }), toFrames(sound));
    const utterances = utterancesOf(events);
    expect(utterances.map(({ startMs, endMs, voicedMs }) => [startMs, endMs, voicedMs])).toEqual([
      [400, 3100, 2700],
      [3100, 6100, 3000],
      [6100, 7700, 1600],
    ]);
    expect(sequence(...utterances.map(({ samples }) => samples))).toEqual(
      sequence(silence(300), sound.slice(400 * 16, 7700 * 16), silence(300)),
    );
    const types = notable(events).map(({ type }) => type);
    expect(types.join(' ')).toBe(Array(3).fill('speech-start speech-end utterance').join(' '));
  });
});

describe('missing time', () => {
  it('counts as silence', () => {
    const before = toFrames(voice(300), 0);
    const after = toFrames(sequence(voice(300), silence(600)), 700);
    const [utterance] = utterancesOf(pushAll(listen(), [...before, ...after]));
    expect(utterance).toMatchObject({ startMs: 0, endMs: 1000, voicedMs: 600 });
    expect(utterance!.samples).toEqual(sequence(voice(300), silence(400), voice(300), silence(300)));
  });

  it.each([520, 60_000, 86_400_000])('of %i ms ends an utterance in its own time', (gapMs) => {
    const frames = [...toFrames(voice(300), 0), ...toFrames(sequence(voice(300), silence(900)), 300 + gapMs)];
    expect(utterancesOf(pushAll(listen(), frames))).toMatchObject([
      { startMs: 0, endMs: 300, voicedMs: 300 },
      { startMs: 300 + gapMs, endMs: 600 + gapMs, voicedMs: 300 },
    ]);
  });

  it('is not seen in small shifts of the clock', () => {
    const frames = toFrames(sequence(voice(300), silence(600))).map((frame, n) => ({
      ...frame,
      atMs: frame.atMs + (n % 2) * 6,
    }));
    expect(utterancesOf(pushAll(listen(), frames))[0]!.samples.length).toBe((300 + 300) * 16);
  });

  it('never runs backwards', () => {
    const listener = listen();
    const frames = toFrames(voice(300), 1000);
    pushAll(listener, frames);
    expect(listener.push(frames[3]!)).toEqual([]);
    expect(utterancesOf(listener.flush('speaker-left'))).toMatchObject([{ voicedMs: 300 }]);
  });
});

describe('flushing', () => {
  it('finishes what was said by somebody who left', () => {
    const listener = listen();
    pushAll(listener, toFrames(voice(300)));
    expect(listener.flush('speaker-left')).toMatchObject([
      { type: 'speech-end', atMs: 300, voicedMs: 300 },
      { type: 'utterance', utterance: { endMs: 300, samples: voice(300) } },
    ]);
    expect(listener.flush('speaker-left')).toEqual([]);
  });

  it('finishes what was said before the microphone was switched off', () => {
    const listener = listen();
    pushAll(listener, toFrames(voice(300)));
    const events = listener.flush('muted');
    expect(utterancesOf(events)).toMatchObject([{ endMs: 300, endedBy: 'muted' }]);
  });

  it('drops it when the listening ended', () => {
    const listener = listen();
    pushAll(listener, toFrames(voice(300)));
    expect(listener.flush('listening-ended')).toEqual([
      { type: 'speech-dropped', userId: 'ada', reason: 'listening-ended' },
    ]);
    expect(listener.flush('listening-ended')).toEqual([]);
  });

  it('forgets the sound and the clock', () => {
    const listener = listen();
    pushAll(listener, toFrames(sequence(silence(200), voice(300)), 90_000));
    listener.flush('listening-ended');
    const [utterance] = utterancesOf(pushAll(listener, toFrames(sequence(voice(300), silence(600)), 10)));
    expect(utterance).toMatchObject({ startMs: 10, endMs: 310 });
    expect(utterance!.samples.length).toBe(600 * 16);
  });
});

describe('what may be finished', () => {
  it('is given out provisionally, and finally under the same id', () => {
    const events = pushAll(listen({ provisionalAfterMs: 200 }), toFrames(sequence(voice(300), silence(600))));
    expect(provisionalOf(events)).toMatchObject([{ id: 'u1', endMs: 300, voicedMs: 300, provisional: true }]);
    expect(utterancesOf(events)).toMatchObject([{ id: 'u1', endMs: 300, voicedMs: 300, provisional: false }]);
  });

  it('is given out again in each pause, and with more voice under another id', () => {
    const sound = sequence(voice(300), silence(300), voice(200), silence(300), voice(20), silence(600));
    const events = pushAll(listen({ provisionalAfterMs: 200 }), toFrames(sound));
    expect(provisionalOf(events).map(({ id, endMs }) => [id, endMs])).toEqual([
      ['u1', 300],
      ['u2', 800],
      ['u3', 1120],
    ]);
    expect(utterancesOf(events)).toMatchObject([{ id: 'u3', endMs: 1120 }]);
  });

  it('is not given out when it would be dropped, or when nobody asked for it', () => {
    const cough = toFrames(sequence(voice(100), silence(600)));
    expect(provisionalOf(pushAll(listen({ provisionalAfterMs: 200 }), cough))).toEqual([]);
    expect(provisionalOf(pushAll(listen(), toFrames(sequence(voice(300), silence(600)))))).toEqual([]);
  });
});

describe('the words of a provisional utterance', () => {
  const options = { provisionalAfterMs: 60 };
  /** When the utterance was told, after the end of its voice; its words are known `wordsAfterMs` after that. */
  const toldAfterMs = (wordsAfterMs: number, isComplete: boolean): number | undefined => {
    const listener = listen(options);
    for (const frame of toFrames(sequence(voice(300), silence(1200)))) {
      const [utterance] = utterancesOf([
        ...listener.push(frame),
        ...(frame.atMs === 300 + wordsAfterMs ? listener.judgeWords('u1', isComplete) : []),
      ]);
      if (utterance) return frame.atMs + 20 - utterance.endMs;
    }
    return undefined;
  };

  it('end it sooner when they are a whole sentence', () => {
    expect(toldAfterMs(180, true)).toBe(320);
  });

  it('end it at once when the silence was long enough by then', () => {
    expect(toldAfterMs(400, true)).toBe(420);
  });

  it('change nothing when they may go on', () => {
    expect(toldAfterMs(180, false)).toBe(600);
  });

  it('are waited for, however little the speaker has paused until now', () => {
    const listener = listen({ ...options, startSilenceMs: 260 });
    const events = pushAll(listener, toFrames(sequence(voice(300), silence(480))));
    expect(utterancesOf(events)).toEqual([]);
  });

  it('are of no use once the speaker has gone on', () => {
    const listener = listen(options);
    pushAll(listener, toFrames(sequence(voice(300), silence(100), voice(200), silence(280))));
    expect(listener.judgeWords('u1', true)).toEqual([]);
  });

  it('are asked for later by and by from somebody who stops and goes on', () => {
    const sound = sequence(voice(300), silence(60), voice(100), silence(60), voice(100), silence(600));
    const provisional = provisionalOf(pushAll(listen(options), toFrames(sound)));
    expect(provisional.map(({ id, endMs }) => [id, endMs])).toEqual([
      ['u1', 300],
      ['u2', 620],
    ]);
  });
});

describe('a speaker', () => {
  it('who never pauses is answered sooner after a few sentences', () => {
    const listener = listen();
    const sentence = sequence(voice(600), silence(1400));
    const waits: number[] = [];
    for (let number = 0; number < 6; number += 1) {
      for (const frame of toFrames(sentence, number * 2000)) {
        const [utterance] = utterancesOf(listener.push(frame));
        if (utterance) waits.push(frame.atMs + 20 - utterance.endMs);
      }
    }
    expect(waits).toEqual([500, 500, 500, 500, 240, 240]);
  });

  it('who was cut off in a pause is waited for longer', () => {
    const sound = sequence(voice(600), silence(700), voice(600), silence(700), voice(600), silence(1500));
    const utterances = utterancesOf(pushAll(listen(), toFrames(sound)));
    expect(utterances.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 600],
      [1300, 3200],
    ]);
  });
});

describe('a model of the end of a turn', () => {
  const said = toFrames(sequence(voice(400), silence(1800)));

  /** When an utterance was told, after the end of its voice; the model answers in `completions`' order. */
  const toldAfterMs = async (completions: readonly (number | Error)[], frames = said): Promise<number[]> => {
    const told: number[] = [];
    const asked = [...completions];
    let nowMs = 0;
    const listener = createListener({
      userId: 'ada',
      openVoiceActivity: byFirstSample(),
      nextId: () => 'u',
      endOfTurnModel: {
        async completion() {
          const answer = asked.shift();
          if (typeof answer === 'number') return answer;
          throw answer ?? new Error('The model was asked too often.');
        },
      },
      onEvent: (event) => {
        if (event.type === 'utterance') told.push(nowMs + 20 - event.utterance.endMs);
      },
      onFault: (error) => faults.push(error.code),
    });
    for (const frame of frames) {
      nowMs = frame.atMs;
      await pushSlowly(listener, [frame]);
    }
    expect(asked).toEqual([]);
    return told;
  };
  const faults: string[] = [];

  it('ends a complete turn early and waits for the rest of one that is not', async () => {
    expect(await toldAfterMs([0.9])).toEqual([260]);
    expect(await toldAfterMs([0.1])).toEqual([1500]);
  });

  it('is asked anew in every pause', async () => {
    const frames = toFrames(sequence(voice(400), silence(600), voice(200), silence(900)));
    // Whoever paused for 600 ms is given 700, and half of it when the turn sounds complete.
    expect(await toldAfterMs([0.1, 0.9], frames)).toEqual([360]);
  });

  it('that fails is a fault, and the plain silence decides', async () => {
    expect(await toldAfterMs([new Error('broken')])).toEqual([500]);
    expect(faults).toEqual(['END_OF_TURN_FAILED']);
  });
});

describe('real speech', () => {
  const parts: Float32Array[] = [];
  beforeAll(async () => {
    parts.push(
      await speakWithEspeak('Good evening, Mira, what is the weather today?', { voice: 'en-us' }),
      await speakWithEspeak('Stop.', { voice: 'en+f3' }),
      await speakWithEspeak('Tell me a story about a dog and a river, please.', { voice: 'en-us+m3' }),
    );
  });

  it.each([
    ['in silence', -25, -100],
    ['quietly', -45, -100],
    ['loudly', -10, -100],
    ['in noise', -22, -40],
  ])('becomes one utterance per sentence (%s)', (_name, levelDb, noiseDb) => {
    const speech = parts.map((part) => atLevel(part, levelDb));
    const sound = sequence(silence(1000), ...speech.flatMap((part) => [part, silence(900)]));
    const noisy = mix(sound, noise(sound.length / 16 + 1, noiseDb));
    const utterances = utterancesOf(pushAll(listen({}, openEnergyVoiceActivity), toFrames(noisy)));
    expect(utterances.length).toBe(3);
    let fromMs = 1000;
    utterances.forEach(({ startMs, endMs, voicedMs, samples }, index) => {
      const toMs = fromMs + speech[index]!.length / 16;
      expect(Math.abs(startMs - fromMs)).toBeLessThanOrEqual(140);
      expect(endMs).toBeGreaterThanOrEqual(toMs - 200);
      expect(endMs).toBeLessThanOrEqual(toMs + 20);
      expect(voicedMs).toBeLessThanOrEqual(endMs - startMs);
      expect(voicedMs).toBeGreaterThan((endMs - startMs) * 0.5);
      expect(samples.length).toBe((endMs - startMs + 600) * 16);
      fromMs = toMs + 900;
    });
  });
});
