import { zipSync } from 'fflate';
import { crc32, deflateRawSync } from 'node:zlib';
import { smallPngChunks } from '../../src/personas/testing/small-png.ts';
import { writePngChunks } from '../../src/personas/cards/png-chunks.ts';
import { withTexts } from '../../src/personas/cards/png-text.ts';

/** A reproducible source of chance (mulberry32): 0 … 1. */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const CARRIERS = ['json', 'png', 'charx'] as const;
/** What a hostile file is packed in. */
export type Carrier = (typeof CARRIERS)[number];

/** One file that somebody might bring. */
export interface HostileFile {
  readonly carrier: Carrier;
  readonly bytes: Uint8Array;
}

const pick = <Item>(items: readonly Item[], random: () => number): Item =>
  items[Math.floor(random() * items.length)] as Item;

/** Makes the file number `seed`: a card with something wrong in it, in a container with something wrong with it. */
export function hostileFile(seed: number): HostileFile {
  const random = randomSource(seed);
  const carrier = pick(CARRIERS, random);
  const json = hostileJson(random);
  const whole = packed(carrier, json, random);
  return { carrier, bytes: random() < 0.7 ? damaged(whole, random) : whole };
}

function packed(carrier: Carrier, json: string, random: () => number): Uint8Array {
  const bytes = Buffer.from(json);
  if (carrier === 'json') return bytes;
  if (carrier === 'charx') {
    const name = pick(
      ['card.json', 'card.json', 'card.json', '../card.json', 'CARD.JSON', 'a/card.json'],
      random,
    );
    const more = random() < 0.02 ? { 'bomb.bin': new Uint8Array(2 ** 20) } : {};
    return zipSync({ [name]: bytes, 'assets/icon/images/main.png': new Uint8Array(20), ...more });
  }
  const keyword = pick(['chara', 'ccv3', 'CCV3', 'comment', ''], random);
  const text = random() < 0.9 ? bytes.toString('base64') : bytes.toString('latin1');
  return writePngChunks(withTexts(smallPngChunks(), [{ keyword, text }]));
}

/** Flips, cuts, repeats and overwrites; half of the time the checksums are put right again. */
function damaged(whole: Uint8Array, random: () => number): Uint8Array {
  let bytes = Buffer.from(whole);
  const at = (): number => Math.floor(random() * bytes.length);
  for (let changes = 1 + Math.floor(random() * 6); changes > 0 && bytes.length > 0; changes -= 1) {
    switch (Math.floor(random() * 6)) {
      case 0:
        bytes[at()] = Math.floor(random() * 256);
        break;
      case 1:
        bytes = bytes.subarray(0, at());
        break;
      case 2:
        bytes = Buffer.concat([bytes, bytes.subarray(at())]);
        break;
      case 3:
        bytes
          .subarray(at())
          .subarray(0, 8)
          .fill(pick([0, 0xff, 0x7f, 0x5b], random));
        break;
      case 4:
        if (bytes.length > 8)
          bytes.writeUInt32BE(
            pick([0, 0xffffffff, 0x7fffffff, 13], random),
            Math.floor(random() * (bytes.length - 4)),
          );
        break;
      default:
        if (bytes.length > 8)
          bytes.writeUInt32LE(
            pick([0, 0xffffffff, 1 << 20, 8], random),
            Math.floor(random() * (bytes.length - 4)),
          );
    }
  }
  return random() < 0.5 ? withChecksums(bytes) : bytes;
}

/** A file that is only checked by its sums would be refused too early to find anything behind them. */
function withChecksums(bytes: Buffer): Buffer {
  let offset = 8;
  while (offset + 12 <= bytes.length) {
    const length = bytes.readUInt32BE(offset);
    const end = offset + 8 + length;
    if (end + 4 > bytes.length) break;
    bytes.writeUInt32BE(crc32(bytes.subarray(offset + 4, end)), end);
    offset = end + 4;
  }
  return bytes;
}

function hostileJson(random: () => number): string {
  const keys = pick(
    [['sea'], ['(a+)+$'], Array.from({ length: 50 }, () => 'a'), [''], ['x'.repeat(150)], [7], null],
    random,
  );
  const value = (): unknown =>
    pick(
      [
        '',
        'text',
        'x'.repeat(3000),
        null,
        7,
        -1e300,
        true,
        [],
        {},
        ['a'],
        { a: 1 },
        '{{random:a,b}}',
        '\u0000\uD800',
      ],
      random,
    );
  const entry = {
    keys,
    content: pick(['@@depth 1\nx', '@@@@\n', '@@activate\n@@depth x\ny', 'x'], random),
    enabled: true,
    extensions: {},
    insertion_order: 1,
    use_regex: random() < 0.5,
  };
  const data: Record<string, unknown> = {
    name: 'Otto',
    description: 'A keeper.',
    character_book: { entries: [entry] },
  };
  for (const field of [
    'name',
    'first_mes',
    'tags',
    'extensions',
    'alternate_greetings',
    'assets',
    'character_book',
  ]) {
    if (random() < 0.2) data[field] = value();
  }
  const spec = pick(['chara_card_v2', 'chara_card_v3', 'chara_card_v9', undefined], random);
  const text = JSON.stringify({
    spec,
    spec_version: pick(['2.0', '3.0', '9.9', 3], random),
    data,
    __x: value(),
  });
  switch (Math.floor(random() * 8)) {
    case 0:
      return `${text.slice(0, -1)},"deep":${'['.repeat(Math.floor(random() * 3000))}`;
    case 1:
      return text.replace('{', '{"__proto__":{"polluted":1},');
    case 2:
      return text.replace('{', `{"big":${'9'.repeat(400)},"huge":1e9999,`);
    case 3:
      return text.slice(0, Math.floor(random() * text.length));
    default:
      return text;
  }
}

const json = (more: string): Uint8Array => Buffer.from(`{"name":"a","description":"b",${more}}`);
const list = (item: string, bytes: number): string =>
  Array.from({ length: Math.floor(bytes / (item.length + 1)) }, () => item).join(',');

/** The largest files that pass the first look, by name: what they cost is measured once each. */
export function giants(): readonly (readonly [string, Uint8Array])[] {
  const megabyte = 1_040_000;
  const chunks = smallPngChunks();
  const tiny = Array.from({ length: 9000 }, () => ({ type: 'teSt', data: new Uint8Array(0) }));
  return [
    ['a megabyte of empty lists', json(`"x":[${list('[]', megabyte)}]`)],
    ['a megabyte of numbers with exponents', json(`"x":[${list('1e5', megabyte)}]`)],
    [
      'a megabyte of keys',
      json(`"x":{${Array.from({ length: 90_000 }, (_, index) => `"k${index}":0`).join(',')}}`),
    ],
    ['a megabyte of one text', json(`"x":"${'\\u0041'.repeat(170_000)}"`)],
    ['sixty-four levels, often', json(`"x":[${list(`${'['.repeat(60)}${']'.repeat(60)}`, megabyte)}]`)],
    [
      'a picture of nine thousand chunks',
      writePngChunks([...chunks.slice(0, 2), ...tiny, ...chunks.slice(2)]),
    ],
    ['an archive whose card grows to a gigabyte', bomb()],
    ['eight megabytes of nothing', new Uint8Array(8 * 2 ** 20)],
    [
      'eight megabytes that begin as an archive',
      Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), new Uint8Array(8 * 2 ** 20 - 4)]),
    ],
  ];
}

/** A zip archive by hand: one megabyte of zeros, deflated, that says it is small. */
function bomb(): Uint8Array {
  const zip = Buffer.from(zipSync({ 'card.json': new Uint8Array(16 * 2 ** 20) }));
  const packedZeros = deflateRawSync(new Uint8Array(16 * 2 ** 20));
  const directory = zip.lastIndexOf('PK\x01\x02', undefined, 'latin1');
  zip.writeUInt32LE(1000, directory + 24);
  zip.writeUInt32LE(packedZeros.length, directory + 20);
  return zip;
}
