import * as fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { v2Card, v3Card } from '../testing/card-arbitrary.ts';
import { smallPng } from '../testing/small-png.ts';
import { parseCardJson, type JsonObject } from './json.ts';
import { readCard } from './read-card.ts';
import { cardJson, cardPng } from './write-card.ts';

const bytes = (json: unknown): Uint8Array => Buffer.from(JSON.stringify(json));
const written = (text: string): unknown => JSON.parse(text);

describe('what was imported is exported again', () => {
  test('a V2 card as V2, whatever else it holds', () => {
    fc.assert(
      fc.property(v2Card, (card) => {
        expect(written(cardJson(readCard(bytes(card)).card, 'v2'))).toEqual(card);
        const png = readCard(cardPng(readCard(bytes(card)).card, 'v2', smallPng()));
        expect(written(cardJson(png.card, 'v2'))).toEqual(card);
      }),
      { numRuns: 100 },
    );
  });

  test('a V3 card as V3, from JSON, PNG and CHARX alike', () => {
    fc.assert(
      fc.property(v3Card, (card) => {
        expect(written(cardJson(readCard(bytes(card)).card, 'v3'))).toEqual(card);
        const png = readCard(cardPng(readCard(bytes(card)).card, 'v3', smallPng()));
        expect(written(cardJson(png.card, 'v3'))).toEqual(card);
        const charx = readCard(zipSync({ 'card.json': bytes(card) }));
        expect(written(cardJson(charx.card, 'v3'))).toEqual(card);
      }),
      { numRuns: 150 },
    );
  });

  test('a V2 card that went out as V3 and came back has lost nothing', () => {
    fc.assert(
      fc.property(v2Card, (card) => {
        const asV3 = written(cardJson(readCard(bytes(card)).card, 'v3')) as JsonObject;
        expect(asV3).toMatchObject({ spec: 'chara_card_v3', spec_version: '3.0' });
        expect(asV3['data']).toMatchObject({ ...(card['data'] as JsonObject), group_only_greetings: [] });
      }),
      { numRuns: 50 },
    );
  });
});

const V1 = {
  name: 'Aqua',
  description: 'A goddess.',
  personality: 'loud',
  scenario: '',
  first_mes: 'Hello, {{user}}!',
  mes_example: '<START>\n{{user}}: hi',
  create_date: '2023-04-01',
};

test('a V1 card becomes a V2 card of the same meaning and keeps what was beside it', () => {
  const { card } = readCard(bytes(V1));
  const { create_date, ...fields } = V1;

  expect(written(cardJson(card, 'v2'))).toEqual({
    create_date,
    spec: 'chara_card_v2',
    spec_version: '2.0',
    data: {
      ...fields,
      creator_notes: '',
      system_prompt: '',
      post_history_instructions: '',
      alternate_greetings: [],
      tags: [],
      creator: '',
      character_version: '',
      extensions: {},
    },
  });
});

test('a V3 picture carries a V2 card with a warning for programs that know no other', () => {
  const data = {
    name: 'Otto',
    description: 'A keeper.',
    creator_notes: 'Mine.',
    extensions: { depth_prompt: { depth: 4 } },
  };
  const { card } = readCard(bytes({ spec: 'chara_card_v3', spec_version: '3.0', data }));
  const png = Buffer.from(cardPng(card, 'v3', smallPng())).toString('latin1');
  const chara = /tEXtchara\0([A-Za-z0-9+/=]+)/u.exec(png)?.[1] ?? '';
  const backfilled = JSON.parse(Buffer.from(chara, 'base64').toString()) as {
    data: JsonObject;
    spec: string;
  };

  expect(backfilled.spec).toBe('chara_card_v2');
  expect(backfilled.data['creator_notes']).toMatch(/Character Card V3.*\n\nMine\.$/su);
  expect(backfilled.data['extensions']).toEqual(data.extensions);
  expect(png.indexOf('ccv3')).toBeGreaterThan(0);
  expect(readCard(Buffer.from(png, 'latin1')).card.fields.creatorNotes).toBe('Mine.');
});

test('the picture comes back without the card in it, and with the new one when it is exported', () => {
  const first = cardPng(readCard(bytes(V1)).card, 'v3', smallPng());
  const { picture, card } = readCard(first);

  expect(picture).toEqual(smallPng());
  const second = cardPng(card, 'v3', first);
  expect(Buffer.from(cardPng(readCard(second).card, 'v3', smallPng())).equals(second)).toBe(true);
});

test('a card out of a V2 program is shown no decorators', () => {
  const entry = {
    keys: ['sea'],
    content: '@@depth 2\n@@role user\n\nThe sea is cold.',
    extensions: {},
    enabled: true,
    insertion_order: 1,
    use_regex: false,
  };
  const data = { name: 'Otto', character_book: { extensions: {}, entries: [entry] } };
  const { card } = readCard(bytes({ spec: 'chara_card_v3', spec_version: '3.0', data }));

  expect(cardJson(card, 'v2')).not.toContain('@@');
  expect(cardJson(card, 'v2')).toContain('The sea is cold.');
  expect(cardJson(card, 'v3')).toContain('@@depth 2');
});

test('numbers that a double cannot hold keep their digits', () => {
  const json = '{"name":"A","description":"b","big":12345678901234567890,"huge":1e400,"small":0.1,"e":1e2}';
  const out = cardJson(readCard(Buffer.from(json)).card, 'v3');

  expect(out).toContain('"big": 12345678901234567890');
  expect(out).toContain('"huge": 1e400');
  expect(parseCardJson(out)['e']).toBe(100);
});

test('a key called __proto__ is a key like any other', () => {
  const json = '{"name":"A","description":"b","__proto__":{"polluted":true}}';
  const { card } = readCard(Buffer.from(json));

  expect(cardJson(card, 'v2')).toContain('"__proto__"');
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
