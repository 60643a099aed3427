import { expect, test } from 'vitest';
import { createEventBus } from './event-bus.ts';
import { commonFactsOf } from './event-facts.ts';
import type { AichatEvent, EventPayloads, EventType } from './event.ts';
import { recordingLogger } from './testing/recording-logger.ts';

function emitted<Type extends EventType>(type: Type, payload: EventPayloads[Type]): AichatEvent {
  const bus = createEventBus(recordingLogger().logger);
  const events: AichatEvent[] = [];
  bus.subscribe((event) => events.push(event));
  bus.emit(type, payload);
  return events[0] as AichatEvent;
}

test('who, how long and which turn are found where a payload has them', () => {
  const event = emitted('turn.ended', {
    turnId: 't1',
    outcome: 'said',
    userIds: ['1', '2'],
    voiceToVoiceMs: 811.6,
    timings: {},
    personal: { reply: 'a secret' },
  });

  const facts = commonFactsOf(event);

  expect(facts).toMatchObject({ turnId: 't1', userIds: ['1', '2'], durationMs: 812, code: undefined });
  expect(facts.summary).toContain('outcome=said');
  expect(facts.summary).not.toContain('secret');
});

test('the line of an error is its code and message', () => {
  const event = emitted('error', {
    code: 'TIMED_OUT',
    message: 'The model took long.',
    context: {},
    causes: [],
  });

  expect(commonFactsOf(event)).toMatchObject({
    code: 'TIMED_OUT',
    summary: 'TIMED_OUT: The model took long.',
  });
});

test('a long line is cut', () => {
  const event = emitted('call.left', { channelId: '1', reason: 'x'.repeat(1000) });

  expect(commonFactsOf(event).summary).toHaveLength(300);
});
