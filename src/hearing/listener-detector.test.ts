import { AppError } from '#core';
import { describe, expect, it } from 'vitest';
import { sequence, silence, toFrames } from './fixtures/signals.ts';
import type { HearingEvent } from './hearing-event.ts';
import { createListener } from './listener.ts';

const voice = (lengthMs: number): Float32Array => silence(lengthMs).fill(0.5);

const typesOf = (events: readonly HearingEvent[]): string[] =>
  events.map(({ type }) => type).filter((type) => type !== 'speech-progress');

describe('a detector', () => {
  it('that fails drops what was being said, and what follows is heard', () => {
    const events: HearingEvent[] = [];
    const faults: string[] = [];
    let fails = false;
    const listener = createListener({
      userId: 'ada',
      openVoiceActivity: ({ onActivity, onFault }) => ({
        push: (samples) =>
          fails
            ? onFault(new AppError('VOICE_ACTIVITY_FAILED', { message: 'gone' }))
            : onActivity({ voiced: samples[0] !== 0, onsetMs: 0, levelDb: -20 }),
        reset: () => undefined,
      }),
      nextId: () => 'u',
      onEvent: (event) => events.push(event),
      onFault: (error) => faults.push(error.code),
    });
    const frames = toFrames(sequence(voice(600), voice(400), silence(600)));
    frames.forEach((frame, index) => {
      fails = index === 29;
      listener.push(frame);
    });
    expect(faults).toEqual(['VOICE_ACTIVITY_FAILED']);
    expect(typesOf(events)).toEqual([
      'speech-start',
      'speech-dropped',
      'speech-start',
      'speech-end',
      'utterance',
    ]);
  });

  it('that judges frames together judges none on both sides of a long gap together', () => {
    const events: HearingEvent[] = [];
    let before: Float32Array | undefined;
    const listener = createListener({
      userId: 'ada',
      openVoiceActivity: ({ onActivity }) => ({
        push(samples) {
          const first = before;
          before = samples;
          if (first === undefined) return;
          const voiced = first[0] !== 0 || samples[0] !== 0;
          before = undefined;
          for (let frame = 0; frame < 2; frame += 1) onActivity({ voiced, onsetMs: 0, levelDb: -20 });
        },
        reset() {
          before = undefined;
        },
      }),
      nextId: () => 'u',
      onEvent: (event) => events.push(event),
      onFault: (error) => expect.fail(error.message),
    });
    for (const frame of toFrames(voice(620))) listener.push(frame);
    for (const frame of toFrames(sequence(voice(400), silence(900)), 5620)) listener.push(frame);
    const said = events.flatMap((event) => (event.type === 'utterance' ? [event.utterance] : []));
    expect(said).toMatchObject([
      { startMs: 0, endMs: 640 },
      { startMs: 5600, endMs: 6040 },
    ]);
  });

  it('that never answers is one fault after a second, and another when it fails again later', () => {
    const faults: string[] = [];
    let answers = false;
    const listener = createListener({
      userId: 'ada',
      openVoiceActivity: ({ onActivity }) => ({
        push: () => (answers ? onActivity({ voiced: false, onsetMs: 0, levelDb: -100 }) : undefined),
        reset: () => undefined,
      }),
      nextId: () => 'u',
      onEvent: () => undefined,
      onFault: (error) => faults.push(error.code),
    });
    const frames = toFrames(voice(5000));
    for (const frame of frames.slice(0, 150)) listener.push(frame);
    expect(faults).toEqual(['VOICE_ACTIVITY_FAILED']);
    answers = true;
    for (const frame of frames.slice(150, 160)) listener.push(frame);
    answers = false;
    for (const frame of frames.slice(160)) listener.push(frame);
    expect(faults).toEqual(['VOICE_ACTIVITY_FAILED', 'VOICE_ACTIVITY_FAILED']);
  });

  it.each([600, 5000])('that answers later hears what follows after %i ms without sound', (gapMs) => {
    const events: HearingEvent[] = [];
    const faults: string[] = [];
    const answers: (() => void)[] = [];
    const listener = createListener({
      userId: 'ada',
      openVoiceActivity: ({ onActivity }) => ({
        push(samples) {
          const voiced = samples[0] !== 0;
          answers.push(() => onActivity({ voiced, onsetMs: 0, levelDb: voiced ? -20 : -100 }));
        },
        reset: () => answers.splice(0),
      }),
      nextId: () => 'u',
      onEvent: (event) => events.push(event),
      onFault: (error) => faults.push(error.code),
    });
    const answerAll = (): void => answers.splice(0).forEach((answer) => answer());
    const before = toFrames(voice(600));
    const after = toFrames(sequence(voice(400), silence(900)), 600 + gapMs);
    for (const frame of before) listener.push(frame);
    answerAll();
    for (const [at, frame] of after.entries()) {
      listener.push(frame);
      // The gap and the first frames of voice wait together.
      if (at >= 20) answerAll();
    }
    expect(faults).toEqual([]);
    const said = events.flatMap((event) => (event.type === 'utterance' ? [event.utterance] : []));
    expect(said).toMatchObject([
      { startMs: 0, endMs: 600, voicedMs: 600 },
      { startMs: 600 + gapMs, endMs: 1000 + gapMs, voicedMs: 400 },
    ]);
  });
});
