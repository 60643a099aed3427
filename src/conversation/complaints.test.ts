import { AppError } from '#core';
import { describe, expect, test } from 'vitest';
import { ENDPOINT_MS, scriptedCall } from './testing/scripted-call.ts';

// What people complain about in other voice agents, each as a call in which it must not happen.

const STORY =
  'Once upon a time there was a dog. It lived in a house by the river. Every day it went to swim.';

const kinds = (call: { readonly actions: readonly string[] }): string =>
  call.actions.map((action) => action.split('@')[0]).join(' ');

describe('a sentence that has no end yet', () => {
  test('is answered together with what follows', async () => {
    const call = scriptedCall({ replies: [{ text: 'How nice.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'I went to the zoo and' });
    call.speech({ by: 'ada', fromMs: 2400, toMs: 3400, text: 'saw a lion.' });
    await call.clock.advanceTo(12_000);

    expect(call.requests).toHaveLength(1);
    expect(call.history(0)).toEqual(['user: Ada: I went to the zoo and\nAda: saw a lion.']);
  });

  test('is answered alone when nothing follows for two seconds', async () => {
    const call = scriptedCall({ replies: [{ text: 'And then?' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'I went to the zoo and' });
    await call.clock.advanceTo(2999);
    expect(call.requests).toHaveLength(0);
    await call.clock.advanceTo(12_000);
    expect(call.turns).toMatchObject([{ outcome: 'done' }]);
  });

  test('that is whole is answered at once', async () => {
    const call = scriptedCall({ replies: [{ text: 'How nice.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'I went to the zoo.' });
    await call.clock.advanceTo(1000 + ENDPOINT_MS + 80);
    expect(call.requests).toHaveLength(1);
  });

  test.each(['muted', 'left'] as const)('is answered at once when its speaker has %s', async (endedBy) => {
    const call = scriptedCall({ replies: [{ text: 'And then?' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'I went to the zoo and', endedBy });
    await call.clock.advanceTo(1080);
    expect(call.requests).toHaveLength(1);
  });

  test('in three pieces becomes one question', async () => {
    const call = scriptedCall({ replies: [{ text: 'I see.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 800, text: 'I went to the zoo and' });
    call.speech({ by: 'ada', fromMs: 2000, toMs: 2800, text: 'saw a lion, but' });
    call.speech({ by: 'ada', fromMs: 4000, toMs: 4800, text: 'it was asleep.' });
    await call.clock.advanceTo(12_000);
    expect(call.requests).toHaveLength(1);
    expect(call.history(0)[0]?.split('\n')).toHaveLength(3);
  });

  test('is completed by the same person without naming the bot again', async () => {
    const call = scriptedCall({ people: 3, replies: [{ text: 'Yes.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 800, text: 'Mira, do you like cats or' });
    call.speech({ by: 'ada', fromMs: 2000, toMs: 2800, text: 'dogs?' });
    await call.clock.advanceTo(12_000);
    expect(call.history(0)).toEqual(['user: Ada: Mira, do you like cats or\nAda: dogs?']);
  });

  test('is waited for in its own language', async () => {
    const call = scriptedCall({ language: 'de', replies: [{ text: 'Und dann?' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 800, text: 'Ich war im Zoo und' });
    await call.clock.advanceTo(2000);
    expect(call.requests).toHaveLength(0);
  });

  test('does not keep a text from being said', async () => {
    const call = scriptedCall({ replies: [{ text: 'And then?' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 800, text: 'I went to the zoo and' });
    await call.clock.advanceTo(1500);
    call.conversation.say('Dinner is ready.');
    await call.clock.advanceTo(12_000);
    expect(call.turns.map((turn) => turn.replyText)).toEqual(['Dinner is ready.', 'And then?']);
  });
});

describe('several people (complaints 1, 2, 3 and 18)', () => {
  test('who ask one after the other during a reply are answered in turn, none dropped', async () => {
    const replies = [{ text: 'To Ada.', firstTokenMs: 3000 }, { text: 'To Ben and Cy.' }];
    const call = scriptedCall({ people: 3, replies });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Mira, who am I?' });
    call.speech({ by: 'ben', fromMs: 1200, toMs: 1900, text: 'Mira, who am I?' });
    call.speech({ by: 'cy', fromMs: 2000, toMs: 2700, text: 'And me, Mira?' });
    await call.clock.advanceTo(15_000);

    expect(call.turns.map((turn) => turn.outcome)).toEqual(['done', 'done']);
    expect(call.history(1).at(-1)).toBe('user: Ben: Mira, who am I?\nCy: And me, Mira?');
  });

  test('who speak at once keep their own words', async () => {
    const call = scriptedCall({ people: 3, replies: [{ text: 'One by one.' }] });
    for (const [index, by] of ['ada', 'ben', 'cy'].entries()) {
      call.speech({ by, fromMs: index * 100, toMs: 1500 - index * 100, text: `Mira, I am ${by}.` });
    }
    await call.clock.advanceTo(10_000);
    expect(call.history(0)).toEqual(['user: Ada: Mira, I am ada.\nBen: Mira, I am ben.\nCy: Mira, I am cy.']);
  });

  test('one of whom never stops talking do not keep the others from an answer for ever', async () => {
    const call = scriptedCall({ people: 3, replies: [{ text: STORY }, { text: 'Yes.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Mira, tell me a story.' });
    call.speech({ by: 'ben', fromMs: 2500, toMs: 60_000, text: 'Anna, listen to this long tale.' });
    call.speech({ by: 'ada', fromMs: 70_000, toMs: 70_500, text: 'Mira, are you there?' });
    await call.clock.advanceTo(90_000);

    expect(call.turns.map((turn) => turn.outcome)).toEqual(['interrupted', 'done']);
    expect(call.reports).toEqual([]);
  });

  test('one of whom leaves in the middle of a word let the other be answered', async () => {
    const call = scriptedCall({ people: 2, replies: [{ text: 'Hello.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Hello, Mira.' });
    call.speech({ by: 'ben', fromMs: 300, toMs: 900, endedBy: 'left' });
    await call.clock.advanceTo(1200);
    expect(call.requests).toHaveLength(1);
  });

  test('one of whom is the owner, who may end a reply to somebody else', async () => {
    const floor = { ownerIds: ['ben'] };
    const call = scriptedCall({ people: 3, floor, replies: [{ text: STORY }, { text: 'Sure.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Mira, tell me a story.' });
    call.speech({ by: 'ben', fromMs: 2500, toMs: 3500, text: 'That is enough of it.' });
    await call.clock.advanceTo(15_000);

    expect(call.actions).toContain('stop@3000');
    expect(call.history(1).at(-1)).toBe('user: Ben: That is enough of it.');
  });

  test('two of whom talk over a held reply: the second one cannot let it go on early', async () => {
    const call = scriptedCall({ people: 3, replies: [{ text: STORY }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Mira, tell me a story.' });
    call.speech({ by: 'ben', fromMs: 2500, toMs: 5000, text: 'Anna, did you hear that?' });
    call.speech({ by: 'cy', fromMs: 2600, toMs: 2900 });
    await call.clock.advanceTo(20_000);

    expect(kinds(call)).toBe('start pause resume end');
    expect(Number(call.actions[2]?.split('@')[1])).toBeGreaterThan(5000 + ENDPOINT_MS);
  });

  test('one of whom asks while another talks over the reply: the question wins', async () => {
    const call = scriptedCall({ people: 3, replies: [{ text: STORY }, { text: 'Cats.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Mira, tell me a story.' });
    call.speech({ by: 'ben', fromMs: 2500, toMs: 5000, text: 'Anna, did you hear that?' });
    call.speech({ by: 'cy', fromMs: 2600, toMs: 3600, text: 'Mira, cats or dogs?' });
    await call.clock.advanceTo(20_000);

    expect(call.turns.map((turn) => turn.outcome)).toEqual(['interrupted', 'done']);
    expect(call.history(1)).toContain('user: Cy: Mira, cats or dogs?');
  });
});

describe('short words (complaints 4, 5 and 9)', () => {
  test('"yes" to a question that is still being said is its answer', async () => {
    const replies = [{ text: 'It is late. Shall I go on with the story?' }, { text: 'Good.' }];
    const call = scriptedCall({ replies });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'What now?' });
    call.speech({ by: 'ada', fromMs: 3000, toMs: 3250, text: 'Yes.' });
    await call.clock.advanceTo(15_000);

    expect(call.turns.map((turn) => turn.outcome)).toEqual(['done', 'done']);
    expect(call.history(1).at(-1)).toBe('user: Ada: Yes.');
  });

  test('"yes" after a question is its answer', async () => {
    const call = scriptedCall({ replies: [{ text: 'Shall I?' }, { text: 'Good.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'What now?' });
    call.speech({ by: 'ada', fromMs: 3000, toMs: 3250, text: 'Yes.' });
    await call.clock.advanceTo(15_000);
    expect(call.turns).toHaveLength(2);
  });

  test('several "mhm" hold a reply again and again, and it comes to its end', async () => {
    const call = scriptedCall({ replies: [{ text: STORY }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Tell me a story.' });
    for (const fromMs of [2000, 5000, 8000]) {
      call.speech({ by: 'ada', fromMs, toMs: fromMs + 300, text: 'Mhm.' });
    }
    await call.clock.advanceTo(30_000);

    expect(call.turns).toMatchObject([{ outcome: 'done' }]);
    expect(call.turns[0]?.progress.every((clause) => clause.playedMs === clause.totalMs)).toBe(true);
  });

  test('a backchannel in another language holds it just the same', async () => {
    const call = scriptedCall({ replies: [{ text: STORY }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Tell me a story.' });
    call.speech({ by: 'ada', fromMs: 2500, toMs: 2900, text: 'Ach so, ja.' });
    await call.clock.advanceTo(20_000);
    expect(kinds(call)).toBe('start pause resume end');
  });
});

describe('mistimed speech (complaints 6 and 7)', () => {
  test('a cough between the end of a turn and its reply loses nothing', async () => {
    const call = scriptedCall({ replies: [{ text: 'I am fine.', firstTokenMs: 800 }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'How are you?' });
    call.speech({ by: 'ada', fromMs: 1300, toMs: 1420 });
    await call.clock.advanceTo(10_000);
    expect(call.turns).toMatchObject([{ outcome: 'done', replyText: 'I am fine.' }]);
  });

  test('somebody who goes on four times is answered all the same', async () => {
    const replies = Array.from({ length: 5 }, () => ({ text: 'Yes.', firstTokenMs: 1500 }));
    const call = scriptedCall({ replies });
    for (let index = 0; index < 5; index += 1) {
      call.speech({ by: 'ada', fromMs: index * 2000, toMs: index * 2000 + 1000, text: `Sentence ${index}.` });
    }
    await call.clock.advanceTo(30_000);

    expect(call.turns.filter((turn) => turn.outcome === 'discarded')).toHaveLength(3);
    const answered = call.turns.filter((turn) => turn.outcome !== 'discarded');
    expect(answered.flatMap((turn) => turn.transcripts.map(({ text }) => text))).toEqual(
      [0, 1, 2, 3, 4].map((index) => `Sentence ${index}.`),
    );
  });

  test('speech at the very moment of the first packet leaves the bot able to answer', async () => {
    for (const fromMs of [1260, 1280, 1300, 1310, 1320]) {
      const call = scriptedCall({ replies: [{ text: STORY }, { text: 'Here.' }, { text: 'Here again.' }] });
      call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Tell me a story.' });
      call.speech({ by: 'ada', fromMs, toMs: fromMs + 800, text: 'No, a poem.' });
      call.speech({ by: 'ada', fromMs: 12_000, toMs: 12_500, text: 'Are you there?' });
      await call.clock.advanceTo(30_000);
      expect(call.turns.at(-1)).toMatchObject({ outcome: 'done' });
      expect(call.history(call.requests.length - 1).at(-1)).toBe('user: Ada: Are you there?');
    }
  });

  test('a second interruption of the next reply is taken like the first', async () => {
    const call = scriptedCall({ replies: [{ text: STORY }, { text: STORY }, { text: 'Okay.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Tell me a story.' });
    call.speech({ by: 'ada', fromMs: 2500, toMs: 3500, text: 'Another one, please.' });
    call.speech({ by: 'ada', fromMs: 5500, toMs: 6500, text: 'No, no story at all.' });
    await call.clock.advanceTo(30_000);
    expect(call.turns.map((turn) => turn.outcome)).toEqual(['interrupted', 'interrupted', 'done']);
  });

  test('an echo in the first moment of the reply does nothing to it (complaint 8)', async () => {
    const call = scriptedCall({ replies: [{ text: STORY }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Tell me a story.' });
    call.speech({ by: 'ada', fromMs: 1480, toMs: 1540 });
    await call.clock.advanceTo(20_000);
    expect(kinds(call)).toBe('start end');
  });
});

test('somebody whose end is never heard does not keep the bot from the others', async () => {
  const call = scriptedCall({ people: 2, replies: [{ text: 'Half past seven.' }] });
  call.speech({ by: 'ben', fromMs: 1000, toMs: 2000, text: 'Mira, what time is it?' });
  call.conversation.hear({ type: 'speech-start', userId: 'ada', atMs: 0 });
  call.conversation.hear({ type: 'speech-progress', userId: 'ada', atMs: 20, voicedMs: 120 });
  await call.clock.advanceTo(30_000);

  expect(call.reports).toEqual([{ code: 'TURN_STUCK', userIds: ['ada'] }]);
  expect(call.turns).toMatchObject([{ outcome: 'done', replyText: 'Half past seven.' }]);
});

describe('a call for quiet', () => {
  test.each([
    ['before its end is certain', 1200],
    ['while its words are sought', 1540],
    ['while the model thinks', 1900],
  ])('forgets what was said before it, %s', async (_when, hushMs) => {
    const call = scriptedCall({ replies: [{ text: STORY, firstTokenMs: 2000 }, { text: 'Yes.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'Tell me a story.' });
    await call.clock.advanceTo(hushMs);
    call.conversation.hush();
    await call.clock.advanceTo(9000);
    expect(call.actions).toEqual([]);
    expect(call.turns.filter((turn) => turn.outcome !== 'discarded')).toEqual([]);
  });

  test('does not keep the bot from what is being said', async () => {
    const call = scriptedCall({ replies: [{ text: 'Hello.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'Hello, Mira.' });
    await call.clock.advanceTo(600);
    call.conversation.hush();
    await call.clock.advanceTo(9000);
    expect(call.turns).toMatchObject([{ outcome: 'done' }]);
  });
});

describe('somebody who had not finished when the bot began', () => {
  const said = { by: 'ada', fromMs: 0, toMs: 1000, text: 'I went to the park.' };

  test('is given the floor back, and both parts are answered together', async () => {
    const call = scriptedCall({ replies: [{ text: STORY, firstTokenMs: 0 }, { text: 'How nice.' }] });
    call.speech(said);
    call.speech({ by: 'ada', fromMs: 1660, toMs: 3000, text: 'It was sunny there.' });
    await call.clock.advanceTo(20_000);

    expect(call.turns.map((turn) => turn.outcome)).toEqual(['discarded', 'done']);
    expect(call.history(1)).toEqual(['user: Ada: I went to the park.\nAda: It was sunny there.']);
    expect(kinds(call)).toBe('start pause stop start end');
  });

  test('is answered as before when it was only a cough', async () => {
    const call = scriptedCall({ replies: [{ text: STORY, firstTokenMs: 0 }] });
    call.speech(said);
    call.speech({ by: 'ada', fromMs: 1660, toMs: 1800 });
    await call.clock.advanceTo(20_000);
    expect(kinds(call)).toBe('start pause resume end');
    expect(call.turns.map((turn) => turn.outcome)).toEqual(['done']);
  });

  test('ends the reply when what follows is "stop"', async () => {
    const call = scriptedCall({ replies: [{ text: STORY, firstTokenMs: 0 }, { text: 'Okay.' }] });
    call.speech(said);
    call.speech({ by: 'ada', fromMs: 1660, toMs: 1900, text: 'Stop.' });
    await call.clock.advanceTo(20_000);
    expect(call.turns.map((turn) => turn.outcome)).toEqual(['interrupted', 'done']);
  });
});

describe('records (complaints 11 and 12)', () => {
  test('times of a turn never come from an earlier one', async () => {
    const call = scriptedCall({ replies: [{ text: 'One.' }, { text: 'Two.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'First.' });
    call.speech({ by: 'ada', fromMs: 60_000, toMs: 60_500, text: 'Second.' });
    await call.clock.advanceTo(70_000);
    const { speechStartMs = 0, firstPacketMs = 0, speechEndMs = 0 } = call.turns[1]?.timings ?? {};
    expect(speechStartMs).toBe(60_000);
    expect(firstPacketMs - speechEndMs).toBeLessThan(2000);
  });

  test('a reply that nobody heard leaves no word in the history', async () => {
    const call = scriptedCall({ replies: [{ text: STORY, firstTokenMs: 1500 }, { text: 'Yes.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Tell me a story.' });
    call.speech({ by: 'ada', fromMs: 1200, toMs: 2000, text: 'About a dog.' });
    await call.clock.advanceTo(20_000);
    expect(call.history(1)).toEqual(['user: Ada: Tell me a story.\nAda: About a dog.']);
  });

  test('an interruption appears once, with what was heard before it', async () => {
    const call = scriptedCall({ replies: [{ text: STORY }, { text: 'Yes.' }, { text: 'Bye.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Tell me a story.' });
    call.speech({ by: 'ada', fromMs: 2500, toMs: 3500, text: 'That will do.' });
    call.speech({ by: 'ada', fromMs: 8000, toMs: 8500, text: 'Good night.' });
    await call.clock.advanceTo(20_000);
    const assistant = call.history(2).filter((line) => line.startsWith('assistant'));
    expect(assistant).toHaveLength(2);
    expect(assistant[0]).toMatch(/ —$/u);
  });
});

describe('failures beside speech (complaint 20)', () => {
  const broken = new AppError('LLM_UPSTREAM', { message: 'scripted' });

  test('a model that fails while somebody talks is told, and what was said is answered', async () => {
    const replies = [{ text: '', error: broken, firstTokenMs: 600 }, { text: 'Hello.' }];
    const call = scriptedCall({ people: 3, replies });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Hello, Mira.' });
    call.speech({ by: 'ben', fromMs: 1300, toMs: 2500, text: 'Mira, are you there?' });
    await call.clock.advanceTo(15_000);
    expect(call.turns.map((turn) => turn.outcome)).toEqual(['failed', 'done']);
    expect(call.reports).toEqual([{ code: 'LLM_UPSTREAM', userIds: ['ada'] }]);
  });

  test('a recogniser that fails over a held reply lets it go on', async () => {
    const call = scriptedCall({ replies: [{ text: STORY }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Tell me a story.' });
    call.speech({
      by: 'ada',
      fromMs: 2500,
      toMs: 2850,
      text: new AppError('TRANSCRIPTION_FAILED', { message: 'scripted' }),
    });
    await call.clock.advanceTo(20_000);
    expect(kinds(call)).toBe('start pause resume end');
    expect(call.reports).toHaveLength(1);
  });

  test('a clause that cannot be spoken in an interrupted reply is posted once', async () => {
    const call = scriptedCall({
      replies: [{ text: 'This is unspeakable. Once upon a time there was a dog.' }],
    });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Tell me a story.' });
    call.speech({ by: 'ada', fromMs: 2500, toMs: 2620 });
    await call.clock.advanceTo(20_000);
    expect(call.posted).toHaveLength(1);
    expect(call.reports).toHaveLength(1);
  });
});
