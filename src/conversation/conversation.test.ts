import { AppError } from '#core';
import { describe, expect, test } from 'vitest';
import { ENDPOINT_MS, scriptedCall } from './testing/scripted-call.ts';

const LONG_REPLY =
  'Once upon a time there was a dog. It lived in a house by the river. Every day it went to swim.';

describe('a plain turn', () => {
  test('is heard, answered and said, with every time in its record', async () => {
    const call = scriptedCall({ replies: [{ text: 'I am fine, thank you.' }] });
    call.speech({ by: 'ada', fromMs: 1000, toMs: 2000, text: 'How are you?' });
    await call.clock.advanceTo(10_000);

    expect(call.history(0)).toEqual(['user: Ada: How are you?']);
    const [turn] = call.turns;
    expect(turn).toMatchObject({ outcome: 'done', replyText: 'I am fine, thank you.' });
    const { timings } = turn ?? {};
    expect(timings).toMatchObject({
      speechStartMs: 1000,
      speechEndMs: 2000,
      endpointMs: 2000 + ENDPOINT_MS,
      transcriptMs: 2580,
      firstTokenMs: 2680,
    });
    const steps = [
      'endpointMs',
      'transcriptMs',
      'firstTokenMs',
      'firstClauseMs',
      'firstAudioMs',
      'firstPacketMs',
      'endMs',
    ] as const;
    const times = steps.map((step) => timings?.[step] ?? Number.NaN);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(call.conversation.status().state).toBe('listening');
  });

  test('begins to speak before the model has finished', async () => {
    const call = scriptedCall({ replies: [{ text: LONG_REPLY }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Tell me a story.' });
    await call.clock.advanceTo(20_000);

    const { firstPacketMs = Infinity, firstTokenMs = 0 } = call.turns[0]?.timings ?? {};
    expect(firstPacketMs).toBeLessThan(firstTokenMs + LONG_REPLY.split(' ').length * 10);
    expect(call.turns[0]?.clauses.length).toBeGreaterThan(1);
  });

  test('nothing that was said and nothing understood gives no turn', async () => {
    const call = scriptedCall({ replies: [] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 100 });
    call.speech({ by: 'ada', fromMs: 2000, toMs: 2500, text: '' });
    call.speech({ by: 'ada', fromMs: 4000, toMs: 4500, text: '♪ …' });
    await call.clock.advanceTo(10_000);

    expect(call.turns).toEqual([]);
    expect(call.conversation.status().state).toBe('listening');
  });

  test('the next turn knows what was said before', async () => {
    const call = scriptedCall({ replies: [{ text: 'I am fine.' }, { text: 'It is sunny.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'How are you?' });
    call.speech({ by: 'ben', fromMs: 5000, toMs: 5500, text: 'How is the weather?' });
    await call.clock.advanceTo(12_000);

    expect(call.history(1)).toEqual([
      'user: Ada: How are you?',
      'assistant: I am fine.',
      'user: Ben: How is the weather?',
    ]);
  });
});

describe('somebody talks over the reply', () => {
  test('it is held at once, ended by longer speech, and only what was heard is remembered', async () => {
    const call = scriptedCall({ replies: [{ text: LONG_REPLY }, { text: 'Sure.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Tell me a story.' });
    call.speech({ by: 'ben', fromMs: 3000, toMs: 4200, text: 'Wait, please stop.' });
    await call.clock.advanceTo(15_000);

    expect(call.actions).toContain('pause@3100');
    expect(call.actions).toContain('stop@3500');
    expect(call.turns.map((turn) => turn.outcome)).toEqual(['interrupted', 'done']);
    expect(call.history(1)[1]).toMatch(/^assistant: Once upon a time .+ —$/u);
    expect(call.history(1)[1]).not.toContain('swim');
    expect(call.history(1)[2]).toBe('user: Ben: Wait, please stop.');
  });

  test('a cough holds it, and the same sound goes on', async () => {
    const call = scriptedCall({ replies: [{ text: LONG_REPLY }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Tell me a story.' });
    call.speech({ by: 'ben', fromMs: 3000, toMs: 3150 });
    await call.clock.advanceTo(20_000);

    expect(call.actions.map((action) => action.split('@')[0])).toEqual(['start', 'pause', 'resume', 'end']);
    expect(call.turns).toMatchObject([{ outcome: 'done' }]);
    expect(call.turns[0]?.progress.every((clause) => clause.playedMs === clause.totalMs)).toBe(true);
  });

  test('a backchannel holds it, and it goes on without an answer', async () => {
    const call = scriptedCall({ replies: [{ text: LONG_REPLY }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Tell me a story.' });
    call.speech({ by: 'ben', fromMs: 3000, toMs: 3400, text: 'Mhm.' });
    await call.clock.advanceTo(20_000);

    expect(call.actions.map((action) => action.split('@')[0])).toEqual(['start', 'pause', 'resume', 'end']);
    expect(call.requests).toHaveLength(1);
  });

  test('a short word that means something ends it', async () => {
    const call = scriptedCall({ replies: [{ text: LONG_REPLY }, { text: 'All right.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Tell me a story.' });
    call.speech({ by: 'ada', fromMs: 3000, toMs: 3400, text: 'Stop.' });
    await call.clock.advanceTo(20_000);

    expect(call.turns.map((turn) => turn.outcome)).toEqual(['interrupted', 'done']);
    expect(call.history(1).at(-1)).toBe('user: Ada: Stop.');
  });
});

describe('somebody goes on before the reply is audible', () => {
  test('the reply is thrown away and everything is answered together', async () => {
    const call = scriptedCall({
      replies: [{ text: 'A lion.', firstTokenMs: 1500 }, { text: 'A lion and a bear.' }],
    });
    call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'I saw a lion.' });
    call.speech({ by: 'ada', fromMs: 1800, toMs: 2800, text: 'And a bear.' });
    await call.clock.advanceTo(12_000);

    expect(call.aborted).toContain(0);
    expect(call.history(1)).toEqual(['user: Ada: I saw a lion.\nAda: And a bear.']);
    expect(call.turns.map((turn) => turn.outcome)).toEqual(['discarded', 'done']);
    expect(call.turns[1]?.timings.discardedReplies).toBe(1);
    expect(call.actions.map((action) => action.split('@')[0])).toEqual(['start', 'end']);
  });

  test('two people who speak at once are answered together, in the order in which they began', async () => {
    const call = scriptedCall({ replies: [{ text: 'Hello, you two.' }] });
    call.speech({ by: 'ben', fromMs: 200, toMs: 900, text: 'Good morning.' });
    call.speech({ by: 'ada', fromMs: 0, toMs: 1400, text: 'Hello there.' });
    await call.clock.advanceTo(8000);

    expect(call.history(0)).toEqual(['user: Ada: Hello there.\nBen: Good morning.']);
    expect(call.turns).toHaveLength(1);
  });
});

describe('several people', () => {
  test('who does not name the bot is not answered, and what was said is remembered', async () => {
    const call = scriptedCall({ people: 2, replies: [{ text: 'I like cats.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Ben, do you like cats?' });
    call.speech({ by: 'ben', fromMs: 2000, toMs: 2500, text: 'Yes, I do.' });
    call.speech({ by: 'ada', fromMs: 5000, toMs: 5500, text: 'And you, Mira?' });
    await call.clock.advanceTo(15_000);

    expect(call.turns).toHaveLength(1);
    expect(call.history(0)).toEqual([
      'user: Ada: Ben, do you like cats?',
      'user: Ben: Yes, I do.',
      'user: Ada: And you, Mira?',
    ]);
  });

  test('who goes on within ten seconds is answered without naming the bot', async () => {
    const call = scriptedCall({ people: 2, replies: [{ text: 'Hello.' }, { text: 'I am well.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Hello, Mira.' });
    call.speech({ by: 'ben', fromMs: 8000, toMs: 8500, text: 'How are you?' });
    call.speech({ by: 'ben', fromMs: 40_000, toMs: 40_500, text: 'Where is the car?' });
    await call.clock.advanceTo(50_000);

    expect(call.turns.map((turn) => turn.replyText)).toEqual(['Hello.', 'I am well.']);
  });

  test('people who talk among themselves over a held reply let it go on', async () => {
    const call = scriptedCall({ people: 3, replies: [{ text: LONG_REPLY }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Tell me a story, Mira.' });
    call.speech({ by: 'ben', fromMs: 3000, toMs: 3300 });
    await call.clock.advanceTo(20_000);

    expect(call.turns).toMatchObject([{ outcome: 'done' }]);
  });
});

describe('something breaks', () => {
  const failure = new AppError('LLM_RATE_LIMIT', { message: 'scripted' });

  test('a model that fails is reported to the one who asked, and the next sentence is heard', async () => {
    const call = scriptedCall({ replies: [{ text: '', error: failure }, { text: 'Here I am.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Hello?' });
    call.speech({ by: 'ada', fromMs: 4000, toMs: 4500, text: 'Hello again?' });
    await call.clock.advanceTo(10_000);

    expect(call.reports).toEqual([{ code: 'LLM_RATE_LIMIT', userIds: ['ada'] }]);
    expect(call.turns.map((turn) => turn.outcome)).toEqual(['failed', 'done']);
  });

  test('a reply that breaks off is said as far as its sentences are whole, and reported', async () => {
    const call = scriptedCall({ replies: [{ text: 'It is sunny today. Tomorrow it will', error: failure }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'How is the weather?' });
    await call.clock.advanceTo(10_000);

    expect(call.turns).toMatchObject([{ outcome: 'failed' }]);
    expect(call.turns[0]?.clauses.map((clause) => clause.text.trim())).toEqual(['It is sunny today.']);
    expect(call.reports).toHaveLength(1);
  });

  test('a reply that cannot be spoken is posted whole and reported', async () => {
    const call = scriptedCall({ replies: [{ text: 'This is unspeakable.' }, { text: 'Yes.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Say it.' });
    call.speech({ by: 'ada', fromMs: 5000, toMs: 5500, text: 'Did you?' });
    await call.clock.advanceTo(12_000);

    expect(call.posted).toEqual(['This is unspeakable.']);
    expect(call.reports).toEqual([{ code: 'SYNTHESIS_FAILED', userIds: ['ada'] }]);
    expect(call.history(1)).toContain('assistant: This is unspeakable.');
  });

  test('a transcription that fails is reported to the speaker', async () => {
    const call = scriptedCall({ replies: [] });
    call.speech({
      by: 'ada',
      fromMs: 0,
      toMs: 500,
      text: new AppError('TRANSCRIPTION_FAILED', { message: 'x' }),
    });
    await call.clock.advanceTo(5000);

    expect(call.reports).toEqual([{ code: 'TRANSCRIPTION_FAILED', userIds: ['ada'] }]);
    expect(call.conversation.status().state).toBe('listening');
  });

  test('a model that never answers is given up, and the next sentence is heard', async () => {
    const call = scriptedCall({ replies: [{ text: 'Late.', firstTokenMs: 10_000_000 }, { text: 'Here.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Hello?' });
    call.speech({ by: 'ada', fromMs: 60_000, toMs: 60_500, text: 'And now?' });
    await call.clock.advanceTo(70_000);

    expect(call.reports).toEqual([{ code: 'TURN_STUCK', userIds: ['ada'] }]);
    expect(call.aborted).toContain(0);
    expect(call.turns.map((turn) => turn.outcome)).toEqual(['failed', 'done']);
  });

  test('a fault in what a turn needs costs that turn, not the call', async () => {
    let isBroken = true;
    const nameOf = (userId: string): string => {
      if (!isBroken) return userId;
      isBroken = false;
      throw new Error('scripted');
    };
    const call = scriptedCall({ replies: [{ text: 'Here.' }], nameOf });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Hello?' });
    call.speech({ by: 'ada', fromMs: 60_000, toMs: 60_500, text: 'And now?' });
    await call.clock.advanceTo(70_000);

    expect(call.turns.map((turn) => turn.outcome)).toEqual(['failed', 'done']);
    expect(call.turns[0]?.timings.endMs).toBeLessThan(2000);
    expect(call.reports).toEqual([{ code: 'INTERNAL', userIds: ['ada'] }]);
  });

  test('a recogniser that never answers is given up, and the next sentence is heard', async () => {
    const call = scriptedCall({ replies: [], transcriptMs: 10_000_000 });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Hello?' });
    await call.clock.advanceTo(30_000);

    expect(call.reports).toEqual([{ code: 'TURN_STUCK', userIds: ['ada'] }]);
    expect(call.conversation.status().state).toBe('listening');
  });
});

describe('texts that are given', () => {
  test('are said as they are, one after the other, and remembered', async () => {
    const call = scriptedCall({ replies: [{ text: 'You are welcome.' }] });
    call.conversation.say('Dinner is ready.');
    call.conversation.say('Please come.');
    call.speech({ by: 'ada', fromMs: 5000, toMs: 5500, text: 'Thank you.' });
    await call.clock.advanceTo(12_000);

    expect(call.turns.map((turn) => turn.replyText)).toEqual([
      'Dinner is ready.',
      'Please come.',
      'You are welcome.',
    ]);
    expect(call.history(0)).toEqual([
      'assistant: Dinner is ready.',
      'assistant: Please come.',
      'user: Ada: Thank you.',
    ]);
  });

  test('a reset ends the reply, and the next one knows nothing of it', async () => {
    const call = scriptedCall({ replies: [{ text: LONG_REPLY }, { text: 'Which story?' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Tell me a story.' });
    await call.clock.advanceTo(2500);
    call.conversation.reset();
    call.speech({ by: 'ada', fromMs: 5000, toMs: 5500, text: 'How did the story end?' });
    await call.clock.advanceTo(20_000);

    expect(call.turns.map((turn) => turn.outcome)).toEqual(['interrupted', 'done']);
    expect(call.history(1)).toEqual(['user: Ada: How did the story end?']);
  });

  test('hush ends the reply and forgets what waits', async () => {
    const call = scriptedCall({ replies: [{ text: LONG_REPLY }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Tell me a story.' });
    await call.clock.advanceTo(2500);
    call.conversation.say('One more thing.');
    call.conversation.hush();
    await call.clock.advanceTo(20_000);

    expect(call.turns).toMatchObject([{ outcome: 'interrupted' }]);
    expect(call.actions.at(-1)).toBe('stop@2500');
  });
});
