import { array, assert, constantFrom, integer, property } from 'fast-check';
import { expect, test } from 'vitest';

import { createClauseSplitter } from './clause-splitter.ts';

/** The clauses' texts when the reply comes in one piece. */
function split(reply: string, language?: string): string[] {
  const splitter = createClauseSplitter({ language });
  return [...splitter.push(reply), ...splitter.end()].map((clause) => clause.text);
}

function withoutSpace(text: string): string {
  return text.replaceAll(/\s/gu, '');
}

test.each([
  [
    'a short greeting comes at once',
    'Hi! How are you today? I am fine.',
    ['Hi!', 'How are you today? I am fine.'],
  ],
  [
    'the first clause ends at a comma',
    'Well, I think so, because it rains, and rains. Then it stops again.',
    ['Well, I think so,', 'because it rains, and rains.', 'Then it stops again.'],
  ],
  ['a comma too early is passed over', 'Well, yes and no. It depends.', ['Well, yes and no.', 'It depends.']],
  ['a colon', 'Here is the thing: it works.', ['Here is the thing:', 'it works.']],
  ['a semicolon', 'I came early; nobody was there.', ['I came early;', 'nobody was there.']],
  ['an unspaced dash', 'I was thinking—no, never mind.', ['I was thinking—', 'no, never mind.']],
  ['a spaced hyphen', 'I was thinking - no, never mind.', ['I was thinking -', 'no, never mind.']],
  [
    'short sentences later on are joined',
    'Of course. I do. I did. I will do so. And that is all there is.',
    ['Of course.', 'I do. I did. I will do so.', 'And that is all there is.'],
  ],
  [
    'titles',
    'Dr. Smith met Mrs. Jones and St. Nicholas. He left.',
    ['Dr. Smith met Mrs. Jones and St. Nicholas.', 'He left.'],
  ],
  [
    'e.g. and i.e.',
    'Take fruit e.g. Apples i.e. good ones. Yes.',
    ['Take fruit e.g. Apples i.e. good ones.', 'Yes.'],
  ],
  ['initials', 'J. R. R. Tolkien wrote it. Really.', ['J. R. R. Tolkien wrote it.', 'Really.']],
  ['a sentence about me', 'So am I. You too.', ['So am I.', 'You too.']],
  ['p.m. within a sentence', 'Come at 5 p.m. to the house. Bye.', ['Come at 5 p.m. to the house.', 'Bye.']],
  [
    'p.m. at the end of a sentence',
    'Come at 5 p.m. The door is open.',
    ['Come at 5 p.m.', 'The door is open.'],
  ],
  [
    'units with a dot',
    'He is about 6 ft. tall, it is said. It took 5 min. Then he left.',
    ['He is about 6 ft. tall,', 'it is said. It took 5 min.', 'Then he left.'],
  ],
  ['No. as a number', 'Take bus No. 5 to the sea. Bye.', ['Take bus No. 5 to the sea.', 'Bye.']],
  ['No. as an answer', 'No. I will not.', ['No.', 'I will not.']],
  ['decimals', 'It is 3.14 or 1,000.5 or so. Sure.', ['It is 3.14 or 1,000.5 or so.', 'Sure.']],
  ['times', 'Meet me at 12:30 at the gate. Sure.', ['Meet me at 12:30 at the gate.', 'Sure.']],
  ['ordinals with a dot', 'Am 3. Mai sehen wir uns. Gut.', ['Am 3. Mai sehen wir uns.', 'Gut.']],
  [
    'addresses',
    'See https://example.com/a?b=c,d;e:f!g now. Or www.example.org. Fine then.',
    ['See https://example.com/a?b=c,d;e:f!g now.', 'Or www.example.org. Fine then.'],
  ],
  [
    'links',
    'Read [the book. It is good](https://example.com) now. Yes.',
    ['Read [the book. It is good](https://example.com) now.', 'Yes.'],
  ],
  ['an ellipsis that goes on', 'So... we go on from here. Yes.', ['So... we go on from here.', 'Yes.']],
  ['an ellipsis that ends', 'So… We go on from here.', ['So…', 'We go on from here.']],
  [
    'a quote that the sentence goes on behind',
    '"Really?" she said. "Yes."',
    ['"Really?" she said.', '"Yes."'],
  ],
  [
    'a quote that ends the sentence',
    '"Really?" She left. Bye now, all.',
    ['"Really?"', 'She left. Bye now, all.'],
  ],
  [
    'a comma within a quote',
    'He said "well, yes, it is so", and left.',
    ['He said "well, yes, it is so",', 'and left.'],
  ],
  [
    'a comma within brackets',
    'We all met (Ann, Ben and I), and ate.',
    ['We all met (Ann, Ben and I),', 'and ate.'],
  ],
  [
    'a block of phonemes',
    'I am the [[ bˈæt. mæn ]] today. Yes.',
    ['I am the [[ bˈæt. mæn ]] today.', 'Yes.'],
  ],
  ['a sum', 'It is 10 - 4 = 6 and no more. Sure.', ['It is 10 - 4 = 6 and no more.', 'Sure.']],
  ['Hindi marks', 'नमस्ते। आप कैसे हैं? मैं यहाँ ठीक हूँ, धन्यवाद।', ['नमस्ते।', 'आप कैसे हैं? मैं यहाँ ठीक हूँ, धन्यवाद।']],
  ['Arabic marks', 'مرحبا، كيف حالك؟ أنا بخير.', ['مرحبا، كيف حالك؟', 'أنا بخير.']],
  [
    'a Japanese quote',
    '「はい。」と言った。それから行きました。',
    ['「はい。」と言った。', 'それから行きました。'],
  ],
  [
    'a date in Chinese',
    '今天是2026年3月12日，天气很好。走吧！',
    ['今天是2026年3月12日，', '天气很好。走吧！'],
  ],
  ['bold text', '**Listen.** Then act.', ['**Listen.**', 'Then act.']],
  [
    'no capital letters',
    'hey there. how are you. i am fine and so on.',
    ['hey there.', 'how are you. i am fine and so on.'],
  ],
  ['lines', 'Buy:\n1. Milk\n2. Eggs\n\nThat is all', ['Buy:', '1. Milk', '2. Eggs', 'That is all']],
  ['Chinese marks', '你好。今天天气很好，我们出去走走吧。', ['你好。', '今天天气很好，我们出去走走吧。']],
  [
    'a block of code',
    'Look:\n```js\nfoo();\n\nbar(); // a. B.\n```\nThat was it.',
    ['Look:', '```js\nfoo();\n\nbar(); // a. B.\n```', 'That was it.'],
  ],
  ['code that never ends', 'Look:\n```\nfoo. Bar.\nbaz', ['Look:', '```\nfoo. Bar.\nbaz']],
  ['nothing', ' \n ', []],
])('%s', (_name, reply, clauses) => {
  expect(split(reply)).toEqual(clauses);
});

test.each([
  [
    'en_US',
    'We need plan B. It works. They moved to the U.S. It is big there.',
    ['We need plan B.', 'It works. They moved to the U.S.', 'It is big there.'],
  ],
  ['de_DE', 'Wir haben Plan B. Es klappt wirklich gut.', ['Wir haben Plan B.', 'Es klappt wirklich gut.']],
  ['de_DE', 'Wir hören J. S. Bach und ruhen.', ['Wir hören J. S. Bach und ruhen.']],
])('a letter at the end of a sentence, and before a name (%s): %s', (language, reply, clauses) => {
  expect(split(reply, language)).toEqual(clauses);
  const splitter = createClauseSplitter({ language });
  const pieces = Array.from(reply).flatMap((character) => splitter.push(character));
  expect([...pieces, ...splitter.end()].map((clause) => clause.text)).toEqual(clauses);
});

test.each([
  [
    'en',
    'That is ok. Dr. Lee came, e.g. on Main St. today. Bye.',
    ['That is ok.', 'Dr. Lee came, e.g. on Main St. today.', 'Bye.'],
  ],
  [
    'de',
    'Ich mag es. Das gilt z. B. am 3. Mai bzw. d. h. heute. Gut.',
    ['Ich mag es.', 'Das gilt z. B. am 3. Mai bzw. d. h. heute.', 'Gut.'],
  ],
  [
    'fr',
    'Oui, il est. Voici M. Dupont et Mme. Curie, p. ex. hier. Bien.',
    ['Oui, il est.', 'Voici M. Dupont et Mme. Curie, p. ex. hier.', 'Bien.'],
  ],
  [
    'es_ES',
    'No. El Sr. López vive en EE. UU. desde ayer. Bien.',
    ['No.', 'El Sr. López vive en EE. UU. desde ayer.', 'Bien.'],
  ],
  [
    'it',
    'Va bene. Il sig. Rossi, ad es. oggi, pag. 5. Ciao.',
    ['Va bene.', 'Il sig. Rossi, ad es. oggi, pag. 5. Ciao.'],
  ],
  [
    'pl',
    'Tak jest. Np. prof. Nowak itd. oraz inni byli tu. Dobrze.',
    ['Tak jest.', 'Np. prof. Nowak itd. oraz inni byli tu.', 'Dobrze.'],
  ],
  [
    'ru',
    'Да, так. Напр. т. е. он был там и т. д. всегда. Хорошо.',
    ['Да, так.', 'Напр. т. е. он был там и т. д. всегда.', 'Хорошо.'],
  ],
])('%s: abbreviations end no sentence', (language, reply, clauses) => {
  expect(split(reply, language)).toEqual(clauses);
});

test.each([
  ['zh', '我们今天要去公园散步因为天气非常好而且大家都有时间', ['公园', '散步', '天气', '时间']],
  ['ja', '今日は天気がとても良いので公園まで散歩に行きましょう', ['今日', '天気', '公園', '散歩']],
  ['th', 'วันนี้อากาศดีมากเราจึงไปเดินเล่นในสวนสาธารณะกับเพื่อน', ['อากาศ', 'สวนสาธารณะ', 'เพื่อน']],
])('a long sentence without spaces or marks (%s) is divided between words', (language, sentence, words) => {
  const reply = sentence.repeat(20);
  const clauses = split(reply, language);
  expect(clauses.join('')).toBe(reply);
  expect(clauses.length).toBeGreaterThan(2);
  for (const clause of clauses) expect(clause.length).toBeLessThanOrEqual(250);
  for (const word of words) {
    expect(clauses.reduce((count, clause) => count + clause.split(word).length - 1, 0)).toBe(20);
  }
});

const REPLIES = {
  en: 'Well, Dr. Smith paid $1,234.50 on 3/12/2026, i.e. 3.5 times as much. "Really?" she asked. See https://example.com/a,b. It is 5 p.m. now… so we go — finally!',
  de: 'Na ja, das kostet z. B. 1.234,50 Euro, also ca. 3,5-mal so viel. „Wirklich?“, fragte sie. Am 3. Mai um 14:30 Uhr geht es los – endlich!',
  fr: 'Eh bien, M. Dupont a payé 1 234,50 € le 12/03/2026 : c’est trop ! « Vraiment ? » dit-elle. Il est 14h30… alors on y va.',
  es: '¿De verdad? ¡Claro que sí! El Sr. López pagó 1.234,50 € en EE. UU., o sea, 3,5 veces más. Son las 14:30; vamos.',
  ru: 'Ну что ж, проф. Иванов заплатил 1234,50 ₽, т. е. в 3,5 раза больше. «Правда?» — спросила она. 5-го мая в 14:30 идём!',
  zh: '你好！李博士付了1,234.50元，也就是3.5倍。“真的吗？”她问。现在是下午5点……那我们走吧，好不好？',
};

test.each(Object.entries(REPLIES))(
  'tokens as a language model streams them make no difference (%s)',
  (language, reply) => {
    const whole = split(reply, language);
    expect(whole.length).toBeGreaterThan(1);
    assert(
      property(array(integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 40 }), (lengths) => {
        const splitter = createClauseSplitter({ language });
        const clauses: string[] = [];
        // A token is a piece of a word with the space before it, or a run of marks.
        const tokens = reply.match(/ ?\p{L}{1,6}| ?\p{N}{1,3}| ?[^\p{L}\p{N}\s]{1,2}|\s/gu) ?? [];
        for (let at = 0, turn = 0; at < tokens.length; turn += 1) {
          const count = lengths[turn % lengths.length] as number;
          clauses.push(...splitter.push(tokens.slice(at, at + count).join('')).map(({ text }) => text));
          at += count;
        }
        clauses.push(...splitter.end().map(({ text }) => text));
        expect(clauses).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  },
);

test.each(Object.entries(REPLIES))(
  'numbers, addresses and abbreviations stay whole (%s)',
  (language, reply) => {
    const clauses = split(reply, language);
    for (const whole of [
      '1,234.50',
      '1.234,50',
      '1 234,50',
      '1234,50',
      '3/12/2026',
      '14:30',
      '3.5',
      'https://example.com/a,b',
      'Dr. Smith',
      'z. B.',
      'M. Dupont',
      'EE. UU.',
      'т. е.',
      '3. Mai',
    ]) {
      if (!reply.includes(whole)) continue;
      expect(clauses.some((clause) => clause.includes(whole))).toBe(true);
    }
  },
);

test.each([
  '.',
  '"',
  '."',
  ' ',
  '[',
  '](',
  '(',
  '…',
  'a',
  '1',
  '1. ',
  'a.',
  '://',
  '```',
  '\n',
  '！',
  '中',
  '\ud83d',
  '- ',
  'Dr. ',
])('a run of %j as long as a book chapter is survived, in one piece and in many', (unit) => {
  const reply = `a${unit.repeat(Math.ceil(100_000 / unit.length))}`;
  expect(withoutSpace(split(reply).join(''))).toBe(withoutSpace(reply));
  const splitter = createClauseSplitter();
  const clauses: string[] = [];
  for (let at = 0; at < 20_000; at += 5)
    clauses.push(...splitter.push(reply.slice(at, at + 5)).map(({ text }) => text));
  clauses.push(...splitter.end().map(({ text }) => text));
  expect(withoutSpace(clauses.join(''))).toBe(withoutSpace(reply.slice(0, 20_000)));
});

test('a clause is given as soon as it is certain, not later', () => {
  const splitter = createClauseSplitter();
  expect(splitter.push('Hello')).toEqual([]);
  expect(splitter.push(' there.')).toEqual([]);
  expect(splitter.push(' I')).toEqual([{ index: 0, text: 'Hello there.' }]);
  expect(splitter.push(' am a bot, you know, and a good one.')).toEqual([]);
  expect(splitter.push('\n')).toEqual([{ index: 1, text: 'I am a bot, you know, and a good one.' }]);
  expect(splitter.end()).toEqual([]);
});

test('a long sentence is divided at its last pause, else at its last space, else anywhere', () => {
  const words = 'word '.repeat(40).trim();
  expect(split(`Hi. ${words}, ${words}.`)).toEqual(['Hi.', `${words},`, `${words}.`]);
  expect(split(`Hi. ${'word '.repeat(80).trim()}`)).toEqual([
    'Hi.',
    'word '.repeat(50).trim(),
    'word '.repeat(30).trim(),
  ]);
  expect(split(`Hi. ${'é'.repeat(600)}`)).toEqual(['Hi.', 'é'.repeat(250), 'é'.repeat(250), 'é'.repeat(100)]);
});

test('an emoji or a letter with its accents is never divided', () => {
  for (const unit of ['😀', 'e\u0301', '👩\u200d🚀']) {
    for (const clause of split(unit.repeat(300))) expect(clause.replaceAll(unit, '')).toBe('');
  }
});

test('a long address stays whole', () => {
  const address = `https://example.com/${'a'.repeat(600)}`;
  expect(split(`Go to ${address} now`)).toEqual(['Go to', address, 'now']);
});

const pieces =
  'a|B|Dr|e.g|No|word| word|3|.|.|. |, |? |!|…|...|: |; |—| - |\n| |"|)|**|[|](|```|。|，|😀|p.m|https://x.y/';
const piece = constantFrom(...pieces.split('|'), 'e\u0301', '\ud83d', 'wordword'.repeat(30));
const replies = array(piece, { maxLength: 60 }).map((parts) => parts.join(''));

test('no character but white space is ever lost, added or moved', () => {
  assert(
    property(replies, (reply) => {
      expect(withoutSpace(split(reply).join(''))).toBe(withoutSpace(reply));
    }),
    { numRuns: 1_000 },
  );
});

test('how the reply is cut into deltas makes no difference', () => {
  assert(
    property(replies, array(integer({ min: 1, max: 9 }), { minLength: 1 }), (reply, lengths) => {
      const splitter = createClauseSplitter();
      const clauses: string[] = [];
      for (let at = 0, turn = 0; at < reply.length; turn += 1) {
        const length = lengths[turn % lengths.length] as number;
        clauses.push(...splitter.push(reply.slice(at, at + length)).map((clause) => clause.text));
        at += length;
      }
      clauses.push(...splitter.end().map((clause) => clause.text));
      expect(clauses).toEqual(split(reply));
    }),
    { numRuns: 1_000 },
  );
});

test('clauses are numbered without gaps, trimmed, and of bounded length unless they are code or an address', () => {
  assert(
    property(replies, (reply) => {
      const splitter = createClauseSplitter();
      const clauses = [...splitter.push(reply), ...splitter.end()];
      for (const [n, { index, text }] of clauses.entries()) {
        expect(index).toBe(n);
        expect(text).toBe(text.trim());
        expect(text).not.toBe('');
        const mayBeLong = text.startsWith('```') || text.includes('://');
        if (!mayBeLong) expect(text.length).toBeLessThan(400);
      }
    }),
    { numRuns: 1_000 },
  );
});
