import { AppError } from '#core';
import { expect, test } from 'vitest';
import { createEventBus } from './event-bus.ts';
import type { AichatEvent } from './event.ts';
import { logEvent } from './log-events.ts';
import { recordingLogger } from './testing/recording-logger.ts';

test('every subscriber gets every event, numbered in order, though one of them throws', () => {
  const { logger, lines } = recordingLogger();
  const bus = createEventBus(logger);
  const events: AichatEvent[] = [];
  bus.subscribe(() => {
    throw new Error('a subscriber with a fault');
  });
  bus.subscribe((event) => events.push(event));

  bus.emit('call.joined', { channelId: '1' });
  bus.emit('call.left', { channelId: '1', reason: 'asked' });

  expect(events.map((event) => [event.sequence, event.type])).toEqual([
    [1, 'call.joined'],
    [2, 'call.left'],
  ]);
  expect(lines).toHaveLength(2);
});

test('an error event has the severity of its code', () => {
  const bus = createEventBus(recordingLogger().logger);
  const events: AichatEvent[] = [];
  bus.subscribe((event) => events.push(event));

  bus.emitError(new AppError('VOICE_CHANNEL_FULL', { message: 'Lounge is full.' }));
  bus.emitError(new TypeError('unforeseen'));

  expect(events).toMatchObject([
    { type: 'error', severity: 'info', payload: { code: 'VOICE_CHANNEL_FULL' } },
    { type: 'error', severity: 'error', payload: { code: 'INTERNAL', message: 'unforeseen' } },
  ]);
});

test('what people said does not reach a log line', () => {
  const { logger, lines } = recordingLogger();
  const bus = createEventBus(logger);
  bus.subscribe((event) => logEvent(logger, event));

  bus.emit('hearing.transcribed', {
    utteranceId: 'u1',
    userId: '42',
    speechMs: 900,
    language: 'en',
    averageLogProbability: -0.1,
    noSpeechProbability: 0,
    personal: { text: 'my secret birthday' },
  });

  expect(JSON.stringify(lines)).toContain('"utteranceId":"u1"');
  expect(JSON.stringify(lines)).not.toContain('birthday');
});
