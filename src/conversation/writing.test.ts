import { describe, expect, test } from 'vitest';
import { ENDPOINT_MS, scriptedCall } from './testing/scripted-call.ts';
import { voiceToVoiceMs } from './turn.ts';

describe('what is typed to the bot', () => {
  test('is answered aloud and stands in the same history as speech', async () => {
    const call = scriptedCall({ replies: [{ text: 'Hello, Ben.' }, { text: 'Seven.' }] });
    call.conversation.read('m1', 'ben', 'Good evening!');
    await call.clock.advanceTo(3000);
    call.speech({ by: 'ada', fromMs: 3000, toMs: 4000, text: 'How many are we?' });
    await call.clock.advanceTo(10_000);

    expect(call.turns.map(({ outcome, replyText }) => [outcome, replyText])).toEqual([
      ['done', 'Hello, Ben.'],
      ['done', 'Seven.'],
    ]);
    expect(call.history(1)).toEqual([
      'user: Ben (in writing): Good evening!',
      'assistant: Hello, Ben.',
      'user: Ada: How many are we?',
    ]);
  });

  test('is answered among several people without naming the bot', async () => {
    const call = scriptedCall({ people: 4, replies: [{ text: 'Yes.' }] });
    call.conversation.read('m1', 'ben', 'Are you there?');
    await call.clock.advanceTo(3000);
    expect(call.turns).toMatchObject([{ outcome: 'done' }]);
  });

  test('does not interrupt a reply: it waits for its turn', async () => {
    const call = scriptedCall({ replies: [{ text: 'This is a long reply.' }, { text: 'Noted.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Tell me.' });
    await call.clock.advanceTo(500 + ENDPOINT_MS + 500);
    call.conversation.read('m1', 'ben', 'Me, too.');
    await call.clock.advanceTo(10_000);

    expect(call.turns.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(call.history(1).at(-1)).toBe('user: Ben (in writing): Me, too.');
  });

  test('while somebody speaks is answered together with the speech', async () => {
    const call = scriptedCall({ replies: [{ text: 'Both.' }] });
    call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'Cats or dogs?' });
    await call.clock.advanceTo(500);
    call.conversation.read('m1', 'ben', 'Or birds?');
    await call.clock.advanceTo(10_000);

    expect(call.requests).toHaveLength(1);
    expect(call.history(0)[0]?.split('\n').toSorted()).toEqual([
      'Ben (in writing): Or birds?',
      'user: Ada: Cats or dogs?',
    ]);
  });

  test('has no speech times, so that nobody was kept waiting by voice', async () => {
    const call = scriptedCall({ replies: [{ text: 'Yes.' }] });
    call.conversation.read('m1', 'ben', 'Are you there?');
    await call.clock.advanceTo(3000);
    const timings = call.turns[0]?.timings ?? { heardMs: 0 };
    expect(timings).not.toHaveProperty('speechEndMs');
    expect(voiceToVoiceMs(call.turns[0]?.timings ?? expect.fail('There was no turn.'))).toBeUndefined();
  });
});

describe('a long reply', () => {
  const STORY = 'Once there was a dog. It lived by the river. It swam. It slept. It ate. The end.';

  test('is said up to the end of a sentence and written whole, and counts as known whole', async () => {
    const call = scriptedCall({
      replies: [{ text: STORY }, { text: 'Sure.' }],
      floor: { maxSpokenCharacters: 30 },
    });
    call.conversation.read('m1', 'ben', 'A story, please.');
    await call.clock.advanceTo(20_000);
    call.conversation.read('m2', 'ben', 'Thanks.');
    await call.clock.advanceTo(25_000);

    expect(call.posted).toEqual([STORY]);
    expect(call.turns[0]?.clauses.map(({ text }) => text.trim()).join(' ')).toBe(
      'Once there was a dog. It lived by the river.',
    );
    expect(call.history(1)).toContain(`assistant: ${STORY}`);
  });

  test('is said whole when nothing is set, and so is a text that was given', async () => {
    const whole = scriptedCall({ replies: [{ text: STORY }] });
    whole.conversation.read('m1', 'ben', 'A story, please.');
    await whole.clock.advanceTo(20_000);
    expect(whole.posted).toEqual([]);
    expect(whole.turns[0]?.clauses.map(({ text }) => text.trim()).join(' ')).toBe(STORY);

    const given = scriptedCall({ replies: [], floor: { maxSpokenCharacters: 30 } });
    given.conversation.say(STORY);
    await given.clock.advanceTo(20_000);
    expect(given.posted).toEqual([]);
    expect(given.turns[0]?.clauses.map(({ text }) => text.trim()).join(' ')).toBe(STORY);
  });

  test('that cannot be said either is written once', async () => {
    const call = scriptedCall({
      replies: [{ text: `This is unspeakable. ${STORY}` }],
      floor: { maxSpokenCharacters: 20 },
    });
    call.conversation.read('m1', 'ben', 'A story, please.');
    await call.clock.advanceTo(20_000);
    expect(call.posted).toEqual([`This is unspeakable. ${STORY}`]);
    expect(call.reports.map(({ code }) => code)).toEqual(['SYNTHESIS_FAILED']);
  });

  test('that is stopped before it is written counts as far as it was heard', async () => {
    const call = scriptedCall({
      replies: [{ text: STORY.repeat(4) }, { text: 'Sure.' }],
      floor: { maxSpokenCharacters: 30 },
    });
    call.conversation.read('m1', 'ben', 'A story, please.');
    await call.clock.advanceTo(450);
    call.conversation.hush();
    await call.clock.advanceTo(2000);
    call.conversation.read('m2', 'ben', 'Thanks.');
    await call.clock.advanceTo(5000);
    expect(call.posted).toEqual([]);
    expect(call.history(1).join('\n')).not.toContain('The end.');
  });
});

test('a change of the rules counts from the next thing that happens', async () => {
  const call = scriptedCall({ people: 3, replies: [{ text: 'Hello.' }] });
  call.speech({ by: 'ada', fromMs: 0, toMs: 1000, text: 'It is nice out there.' });
  await call.clock.advanceTo(5000);
  expect(call.requests).toHaveLength(0);

  call.conversation.setFloorOptions({ addressing: 'always' });
  call.speech({ by: 'ada', fromMs: 5000, toMs: 6000, text: 'It is nice out there.' });
  await call.clock.advanceTo(10_000);
  expect(call.requests).toHaveLength(1);
});

test('a long conversation is summarised while it goes on, and the model is told the summary', async () => {
  const replies = Array.from({ length: 14 }, (_, index) => ({ text: `Answer ${index + 1}.` }));
  const call = scriptedCall({ replies, memory: { budgetTokens: 100, wholeExchanges: 2 } });
  for (let number = 1; number <= 12; number += 1) {
    call.conversation.read(`m${number}`, 'ada', `Question ${number}, which has some words.`);
    await call.clock.advanceTo(number * 5000);
  }
  const asked = call.requests.filter(([first]) => first?.content.startsWith('You keep the notes') === false);
  const last = asked.at(-1) ?? [];
  expect(last[0]?.content).toContain('Notes of what was said before');
  expect(last.map(({ content }) => content).join('\n')).not.toContain('Question 1,');
  expect(last.at(-1)?.content).toContain('Question 12,');
});
