import { AppError } from '#core';
import { describe, expect, test } from 'vitest';
import { ENDPOINT_MS, PROVISIONAL_MS, scriptedCall } from './testing/scripted-call.ts';

const transcribing = { speculation: 'transcribe' } as const;
const replying = { speculation: 'reply' } as const;
const failure = new AppError('TRANSCRIPTION_FAILED', { message: 'scripted' });

describe('words that are found in a pause', () => {
  test('are known when the turn ends, and are sought only once', async () => {
    const call = scriptedCall({ floor: transcribing, replies: [{ text: 'I am fine.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'How are you?' });
    await call.clock.advanceTo(8000);

    expect(call.turns[0]?.timings).toMatchObject({
      endpointMs: 1000 + ENDPOINT_MS,
      transcriptMs: 1000 + PROVISIONAL_MS + 80,
      discardedTranscripts: 0,
    });
    expect(call.events.filter((event) => event.type === 'hearing.transcribed')).toHaveLength(1);
  });

  test('are waited for when the recogniser takes longer than the silence', async () => {
    const call = scriptedCall({ floor: transcribing, transcriptMs: 900, replies: [{ text: 'Fine.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'How are you?' });
    await call.clock.advanceTo(8000);

    expect(call.turns[0]?.timings.transcriptMs).toBe(1000 + PROVISIONAL_MS + 900);
  });

  test('are thrown away and counted when the speaker goes on', async () => {
    const call = scriptedCall({ floor: transcribing, replies: [{ text: 'A lion and a bear.' }] });
    const pauses = [
      { fromMs: 1000, toMs: 1400, text: 'I saw a lion.' },
      { fromMs: 2000, toMs: 2220, text: 'I saw a lion and a bear.' },
    ];
    call.speech({ by: 'ada', fromMs: 0, toMs: 3000, text: 'I saw a lion and a bear at the zoo.', pauses });
    await call.clock.advanceTo(12_000);

    expect(call.history(0)).toEqual(['user: Ada: I saw a lion and a bear at the zoo.']);
    expect(call.turns).toMatchObject([{ timings: { discardedTranscripts: 2 } }]);
    expect(call.events.filter((event) => event.type === 'hearing.transcribed')).toHaveLength(1);
  });

  test('are sought in every pause', async () => {
    const call = scriptedCall({ floor: transcribing, replies: [{ text: 'I see them.' }] });
    const pauses = [1000, 2000, 3000, 4000].map((fromMs) => ({ fromMs, toMs: fromMs + 400, text: 'One' }));
    call.speech({ by: 'ada', fromMs: 0, toMs: 5000, text: 'One, two, three, four, five.', pauses });
    await call.clock.advanceTo(12_000);

    expect(call.turns).toMatchObject([{ timings: { discardedTranscripts: 4, transcriptMs: 5280 } }]);
  });

  test("are sought while somebody else's words are waited for, as a guess", async () => {
    const call = scriptedCall({ floor: transcribing, transcriptMs: 900, replies: [{ text: 'Hello.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'Good evening.' });
    call.speech({ by: 'ben', fromMs: 400, toMs: 1400, text: 'Hello there.' });
    await call.clock.advanceTo(9000);

    expect(call.turns).toMatchObject([{ timings: { transcriptMs: 1400 + PROVISIONAL_MS + 900 } }]);
  });

  test.each([80, 450])(
    'are sought again for certain when the guess gave way, after %i ms',
    async (transcriptMs) => {
      const call = scriptedCall({ floor: transcribing, transcriptMs, replies: [{ text: 'I am fine.' }] });
      call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'How are you?', guessFails: true });
      await call.clock.advanceTo(8000);

      expect(call.reports).toEqual([]);
      expect(call.turns).toMatchObject([{ outcome: 'done', replyText: 'I am fine.' }]);
    },
  );

  test('that cannot be found are reported when the turn ends, once', async () => {
    const call = scriptedCall({ floor: transcribing, replies: [] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: failure });
    await call.clock.advanceTo(1450);
    expect(call.reports).toEqual([]);
    await call.clock.advanceTo(8000);

    expect(call.reports).toEqual([{ code: 'TRANSCRIPTION_FAILED', userIds: ['ada'] }]);
  });
});

describe('a reply that is asked for in a pause', () => {
  test('is not asked for when only marks were understood', async () => {
    const call = scriptedCall({ floor: replying, replies: [] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: '♪' });
    await call.clock.advanceTo(8000);
    expect(call.requests).toEqual([]);
    expect(call.turns).toEqual([]);
  });

  test('is held back until the turn has ended, and is there then', async () => {
    const call = scriptedCall({ floor: replying, replies: [{ text: 'I am fine.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'How are you?' });
    await call.clock.advanceTo(1000 + ENDPOINT_MS - 1);
    expect(call.requests).toHaveLength(1);
    expect(call.actions).toEqual([]);
    await call.clock.advanceTo(8000);

    expect(call.requests).toHaveLength(1);
    expect(call.turns).toMatchObject([{ outcome: 'done', replyText: 'I am fine.' }]);
    expect(call.turns[0]?.timings).toMatchObject({
      endpointMs: 1500,
      firstClauseMs: 1410,
      discardedSpeculations: 0,
    });
    expect(call.turns[0]?.timings.firstPacketMs).toBeLessThan(1600);
  });

  test('is thrown away when the speaker goes on, with what it cost', async () => {
    const call = scriptedCall({
      floor: replying,
      replies: [{ text: 'A lion! How nice that you saw it.' }, { text: 'A lion and a bear.' }],
    });
    const pauses = [{ fromMs: 1000, toMs: 1480, text: 'I saw a lion.' }];
    call.speech({ by: 'ada', fromMs: 0, toMs: 2500, text: 'I saw a lion and a bear.', pauses });
    await call.clock.advanceTo(9000);

    expect(call.aborted).toContain(0);
    expect(call.turns.map((turn) => turn.outcome)).toEqual(['discarded', 'done']);
    expect(call.turns[1]?.timings).toMatchObject({ discardedSpeculations: 1, discardedReplies: 0 });
    expect(call.turns[1]?.timings.discardedCharacters).toBeGreaterThan(0);
    expect(call.history(1)).toEqual(['user: Ada: I saw a lion and a bear.']);
    expect(call.actions.map((action) => action.split('@')[0])).toEqual(['start', 'end']);
  });

  test('survives a breath: the words are the same', async () => {
    const call = scriptedCall({ floor: replying, replies: [{ text: 'I am fine.', firstTokenMs: 600 }] });
    const pauses = [{ fromMs: 1000, toMs: 1400, text: 'How are you?' }];
    call.speech({ by: 'ada', fromMs: 0, toMs: 1460, text: 'How are you', pauses });
    await call.clock.advanceTo(9000);

    expect(call.requests).toHaveLength(1);
    expect(call.turns).toMatchObject([{ outcome: 'done', timings: { discardedSpeculations: 0 } }]);
  });

  test('is thrown away when the words turn out to be others', async () => {
    const call = scriptedCall({
      floor: replying,
      replies: [{ text: 'I am fine.', firstTokenMs: 600 }, { text: 'She is fine.' }],
    });
    const pauses = [{ fromMs: 1000, toMs: 1400, text: 'How are you?' }];
    call.speech({ by: 'ada', fromMs: 0, toMs: 1460, text: 'How is your mother?', pauses });
    await call.clock.advanceTo(9000);

    expect(call.turns.map((turn) => turn.outcome)).toEqual(['discarded', 'done']);
    expect(call.history(1)).toEqual(['user: Ada: How is your mother?']);
  });

  test('is asked for three times in a turn at most', async () => {
    const call = scriptedCall({
      floor: { ...replying, maxSpeculations: 2 },
      replies: [{ text: 'One.' }, { text: 'Two.' }, { text: 'All of it.' }],
    });
    const pauses = [1000, 2000, 3000].map((fromMs) => ({
      fromMs,
      toMs: fromMs + 480,
      text: `Up to ${fromMs}.`,
    }));
    call.speech({ by: 'ada', fromMs: 0, toMs: 4000, text: 'All of it.', pauses });
    await call.clock.advanceTo(9000);

    expect(call.requests).toHaveLength(3);
    expect(call.turns.map((turn) => turn.outcome)).toEqual(['discarded', 'discarded', 'done']);
  });

  test('that fails is reported when it is wanted, and is not asked for again', async () => {
    const error = new AppError('LLM_RATE_LIMIT', { message: 'scripted' });
    const call = scriptedCall({ floor: replying, replies: [{ text: '', error, firstTokenMs: 20 }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'How are you?' });
    await call.clock.advanceTo(1400);
    expect(call.reports).toEqual([]);
    await call.clock.advanceTo(8000);

    expect(call.reports).toEqual([{ code: 'LLM_RATE_LIMIT', userIds: ['ada'] }]);
    expect(call.requests).toHaveLength(1);
    expect(call.conversation.status().state).toBe('listening');
  });

  test('is not asked for when the sentence has no end yet, when others speak, or when nobody asked the bot', async () => {
    const unfinished = scriptedCall({ floor: replying, replies: [{ text: 'Yes.' }] });
    unfinished.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'I saw a lion and' });
    await unfinished.clock.advanceTo(1450);
    expect(unfinished.requests).toHaveLength(0);

    const two = scriptedCall({ floor: replying, replies: [{ text: 'Yes.' }] });
    two.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'I saw a lion.' });
    two.speech({ by: 'ben', fromMs: 800, toMs: 3000, text: 'So did I.' });
    await two.clock.advanceTo(3200);
    expect(two.requests).toHaveLength(0);

    const aside = scriptedCall({ floor: replying, people: 2, replies: [] });
    aside.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'Ben, close the door.' });
    await aside.clock.advanceTo(5000);
    expect(aside.requests).toHaveLength(0);
  });

  test('is thrown away when somebody else begins to speak', async () => {
    const call = scriptedCall({ floor: replying, replies: [{ text: 'Hello, Ada.' }, { text: 'Hello.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'Hello there, Mira.' });
    call.speech({ by: 'ben', fromMs: 1300, toMs: 2500, text: 'Good evening.' });
    await call.clock.advanceTo(9000);

    expect(call.turns.map((turn) => turn.outcome)).toEqual(['discarded', 'done']);
    expect(call.history(1)).toEqual(['user: Ada: Hello there, Mira.\nBen: Good evening.']);
  });

  test('is asked for no more when too many were thrown away in an hour', async () => {
    const replies = Array.from({ length: 6 }, () => ({ text: 'Yes.' }));
    const call = scriptedCall({ floor: { ...replying, maxSpeculationsWastedPerHour: 1 }, replies });
    const goesOn = (fromMs: number): void => {
      const pauses = [{ fromMs: fromMs + 1000, toMs: fromMs + 1480, text: 'I saw a lion.' }];
      call.speech({ by: 'ada', fromMs, toMs: fromMs + 2500, text: 'I saw a lion and a bear.', pauses });
    };
    for (const fromMs of [0, 20_000, 3_700_000]) goesOn(fromMs);
    await call.clock.advanceTo(3_720_000);

    const answered = call.turns.filter((turn) => turn.outcome === 'done');
    expect(answered.map(({ timings }) => timings.discardedSpeculations)).toEqual([1, 0, 1]);
  });

  test('makes the sound of its first clause ahead, and of no other', async () => {
    const text = 'I am fine. Thank you for asking me. How are you today, my friend?';
    const call = scriptedCall({ floor: replying, replies: [{ text, firstTokenMs: 0 }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'How are you?' });
    await call.clock.advanceTo(1000 + ENDPOINT_MS + 21);

    expect(call.actions).toEqual([`start@${1000 + ENDPOINT_MS + 20}`]);
    expect(call.spoken).toEqual([0, 1]);
  });

  test('ends with a hush', async () => {
    const call = scriptedCall({ floor: replying, replies: [{ text: 'I am fine.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'How are you?' });
    await call.clock.advanceTo(1350);
    call.conversation.hush();
    await call.clock.advanceTo(1400);
    expect(call.turns).toMatchObject([{ outcome: 'discarded' }]);
    expect(call.actions).toEqual([]);
  });
});
