import { zipSync } from 'fflate';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { smallPng, smallPngChunks } from '../testing/small-png.ts';
import { writePngChunks } from './png-chunks.ts';
import { withTexts } from './png-text.ts';
import { readCardApart } from './read-card-apart.ts';
import { readCard } from './read-card.ts';

const CARD = { spec: 'chara_card_v2', spec_version: '2.0', data: { name: 'Otto', description: 'A keeper.' } };
const NEVER = new AbortController().signal;
const bytes = (json: unknown): Uint8Array => Buffer.from(JSON.stringify(json));
const base64 = (json: unknown): string => Buffer.from(bytes(json)).toString('base64');
const codeOf = (file: Uint8Array): string => {
  try {
    readCard(file);
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'read';
};
const pngWith = (...texts: readonly (readonly [string, string])[]): Uint8Array =>
  writePngChunks(
    withTexts(
      smallPngChunks(),
      texts.map(([keyword, text]) => ({ keyword, text })),
    ),
  );
const dataWith = (data: object): Uint8Array => bytes({ ...CARD, data: { ...CARD.data, ...data } });

test('of two cards in a picture the V3 one counts', () => {
  const v3 = { ...CARD, spec: 'chara_card_v3', data: { ...CARD.data, name: 'Third' } };
  expect(readCard(pngWith(['chara', base64(CARD)], ['ccv3', base64(v3)])).card.fields.name).toBe('Third');
});

test('a picture in CHARX is kept, other files are counted and left out', () => {
  const assets = [{ type: 'icon', uri: 'embeded://assets/icon/images/main.png', name: 'main', ext: 'png' }];
  const card = { ...CARD, spec: 'chara_card_v3', spec_version: '3.0', data: { ...CARD.data, assets } };
  const read = readCard(
    zipSync({
      'card.json': bytes(card),
      'assets/icon/images/main.png': smallPng(),
      'assets/other/audio/song.mp3': new Uint8Array(100),
    }),
  );
  expect(read.picture).toEqual(smallPng());
  expect(read.notes).toEqual([{ kind: 'assets-not-kept', count: 1 }]);
});

test('what whoever imports a card should know is told', () => {
  const assets = [{ type: 'icon', uri: 'https://example.com/face.png', name: 'main', ext: 'png' }];
  const entries = [
    { keys: ['(a+)+$'], use_regex: true, content: 'x' },
    { keys: ['sea'], content: 'y' },
  ];
  const { notes } = readCard(
    bytes({
      spec: 'chara_card_v3',
      spec_version: '3.5',
      data: { name: 'Otto', assets, character_book: { entries } },
    }),
  );
  expect(notes).toEqual([
    { kind: 'newer-version' },
    { kind: 'regex-keys', count: 1 },
    { kind: 'picture-not-used' },
  ]);
});

test('what other programs leave out or write as null is taken as absent', () => {
  const { fields } = readCard(
    dataWith({
      tags: null,
      alternate_greetings: null,
      extensions: null,
      character_book: { entries: [{ keys: ['a', ' '], content: 'b', position: '', secondary_keys: null }] },
    }),
  ).card;
  expect(fields).toMatchObject({ tags: [], alternateGreetings: [], settings: {} });
  expect(fields.book?.entries[0]).toMatchObject({ keys: ['a'], isEnabled: true, position: undefined });
});

test('how a persona speaks is read from the extensions', () => {
  const settings = {
    voice: 'en_GB-alan-medium',
    speed: 0.9,
    variation: 1.2,
    language: 'en_GB',
    model: 'small',
    replyLength: 'long',
  };
  expect(readCard(dataWith({ extensions: { 'aichat/voice': settings } })).card.fields.settings).toEqual(
    settings,
  );
});

describe('a file that is no card, or a bad one, gets a named error', () => {
  const deep = `{"name":"a","description":"b","x":${'['.repeat(5000)}${']'.repeat(5000)}}`;
  const many = Array.from({ length: 300_000 }, () => ({}));
  const flipped = Buffer.from(pngWith(['chara', base64(CARD)]));
  flipped[flipped.length - 20]! ^= 1;
  const cut = pngWith(['chara', base64(CARD)]).slice(0, -20);
  const longChunk = Buffer.from(smallPng());
  longChunk.writeUInt32BE(0xfffffff0, 33);
  const bomb = zipSync({ 'card.json': new Uint8Array(60 * 2 ** 20) });
  const lying = Buffer.from(bomb);
  lying.writeUInt32LE(500, lying.lastIndexOf('PK\x01\x02', undefined, 'latin1') + 24);
  const renamed = (name: string): Buffer => {
    const zip = Buffer.from(
      zipSync({ 'card.json': bytes(CARD), [name.replaceAll(/[^a-z]/gu, 'q')]: bytes(1) }),
    );
    return Buffer.from(zip.toString('latin1').replaceAll(name.replaceAll(/[^a-z]/gu, 'q'), name), 'latin1');
  };
  const encrypted = Buffer.from(zipSync({ 'card.json': bytes(CARD) }));
  encrypted[encrypted.lastIndexOf('PK\x01\x02', undefined, 'latin1') + 8] = 1;
  const badSum = Buffer.from(zipSync({ 'card.json': bytes(CARD) }));
  badSum[badSum.lastIndexOf('PK\x01\x02', undefined, 'latin1') + 16]! ^= 1;

  test.each<readonly [string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'CARD_UNKNOWN_FORMAT'],
    ['a text', Buffer.from('Hello.'), 'CARD_UNKNOWN_FORMAT'],
    ['another JSON', bytes({ name: 'x', price: 3 }), 'CARD_UNKNOWN_FORMAT'],
    ['another specification', bytes({ spec: 'lorebook_v3', data: {} }), 'CARD_UNKNOWN_FORMAT'],
    ['a picture without a card', smallPng(), 'CARD_UNKNOWN_FORMAT'],
    ['an archive without a card', zipSync({ 'a.txt': bytes(1) }), 'CARD_UNKNOWN_FORMAT'],
    ['no JSON', Buffer.from('{"name": '), 'CARD_INVALID'],
    ['deep JSON', Buffer.from(deep), 'CARD_INVALID'],
    ['no data', bytes({ spec: 'chara_card_v2' }), 'CARD_INVALID'],
    ['no name', dataWith({ name: ' ' }), 'CARD_INVALID'],
    ['a number for a text', dataWith({ description: 3 }), 'CARD_INVALID'],
    [
      'a speed that no voice has',
      dataWith({ extensions: { 'aichat/voice': { speed: 99 } } }),
      'CARD_INVALID',
    ],
    ['a text of 33 KiB', dataWith({ description: 'x'.repeat(33 * 1024) }), 'CARD_TOO_LARGE'],
    [
      '65 greetings',
      dataWith({ alternate_greetings: Array.from({ length: 65 }, () => 'hi') }),
      'CARD_TOO_LARGE',
    ],
    ['300,000 entries of lore', dataWith({ character_book: { entries: many } }), 'CARD_TOO_LARGE'],
    [
      '100,000 keys',
      dataWith({ character_book: { entries: [{ keys: Array.from({ length: 100_000 }, () => 'a') }] } }),
      'CARD_TOO_LARGE',
    ],
    ['2 MiB of JSON', dataWith({ x: 'x'.repeat(2 ** 21) }), 'CARD_TOO_LARGE'],
    ['9 MiB', new Uint8Array(9 * 2 ** 20), 'CARD_TOO_LARGE'],
    ['a flipped bit', flipped, 'CARD_DAMAGED'],
    ['a cut picture', cut, 'CARD_DAMAGED'],
    ['a giant chunk', longChunk, 'CARD_DAMAGED'],
    ['base64 that is none', pngWith(['chara', '***']), 'CARD_DAMAGED'],
    [
      'text that is no UTF-8',
      pngWith(['chara', Buffer.from([0x7b, 0xff]).toString('base64')]),
      'CARD_DAMAGED',
    ],
    ['a picture of a gigapixel', writePngChunks(smallPngChunks(32_000, 32_000)), 'CARD_TOO_LARGE'],
    ['a zip bomb', bomb, 'CARD_TOO_LARGE'],
    ['a zip bomb that lies about its size', lying, 'CARD_TOO_LARGE'],
    [
      '300 files',
      zipSync(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`f${i}`, bytes(1)]))),
      'CARD_TOO_LARGE',
    ],
    ['a path that leads up', renamed('../../etc/x'), 'CARD_UNSAFE'],
    ['a path from the root', renamed('/etc/passwd'), 'CARD_UNSAFE'],
    ['a path of Windows', renamed('c:\\windows\\x'), 'CARD_UNSAFE'],
    ['an encrypted file', encrypted, 'CARD_UNSAFE'],
    ['a wrong checksum in an archive', badSum, 'CARD_DAMAGED'],
  ])('%s', (_name, file, code) => {
    expect(codeOf(file)).toBe(code);
  });
});

test('a chunk in front that says ccv3 in capitals is a card, one that only begins so is not', () => {
  expect(codeOf(pngWith(['CCV3', base64(CARD)]))).toBe('read');
  expect(codeOf(pngWith(['ccv3x', base64(CARD)]))).toBe('CARD_UNKNOWN_FORMAT');
});

test('the checksum is the one of the PNG specification', () => {
  expect(crc32(Buffer.from('IEND'))).toBe(0xae426082);
});

test('a thread of its own reads the same, and gives the same errors', async () => {
  const png = pngWith(['chara', base64(CARD)]);
  const { picture, ...read } = await readCardApart(png, NEVER);
  const { picture: expected, ...here } = readCard(png);
  expect(read).toEqual(here);
  expect(Buffer.from(picture ?? []).equals(expected ?? Buffer.alloc(0))).toBe(true);
  await expect(readCardApart(Buffer.from('Hello.'), NEVER)).rejects.toMatchObject({
    name: 'UserError',
    code: 'CARD_UNKNOWN_FORMAT',
  });
  await expect(readCardApart(png, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
});
