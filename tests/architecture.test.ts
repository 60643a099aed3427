import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** The rooms from the ground up; a room imports only from rows above its own. */
const STOREYS: readonly (readonly string[])[] = [
  ['core'],
  ['audio', 'events'],
  ['store'],
  ['models'],
  ['hearing', 'speaking', 'llm', 'personas'],
  ['conversation'],
  ['training', 'discord', 'http'],
  ['commands', 'cli'],
  ['main'],
];
/** The loopback stands outside: it knows the ground only, and the house does not know it. */
const LOOPBACK_MAY_IMPORT = new Set(['core', 'audio']);

interface Import {
  readonly file: string;
  readonly room: string;
  readonly target: string;
  readonly isWholeRoom: boolean;
}

function storeyOf(room: string): number {
  return STOREYS.findIndex((rooms) => rooms.includes(room));
}

/** `src/hearing/whisper/x.ts` → `hearing`; `src/parts/` and the files in `src/` itself are the composition root's. */
function roomOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  if (top !== 'src') return top;
  if (second === 'parts') return 'main';
  return second === 'parts' || second.endsWith('.ts') ? 'main' : second;
}

function importsOf(file: string): Import[] {
  const source = readFileSync(file, 'utf8');
  const specifiers = [...source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/gu)].map(
    (match) => match[1] ?? '',
  );
  return specifiers
    .filter((specifier) => specifier.startsWith('#') || specifier.startsWith('.'))
    .map((specifier) => ({
      file,
      room: roomOf(file),
      target: specifier.startsWith('#')
        ? specifier.slice(1)
        : roomOf(normalize(join(dirname(file), specifier))),
      isWholeRoom: specifier.startsWith('#') || specifier.endsWith('/index.ts'),
    }));
}

const files = globSync(['src/**/*.ts', 'commands/*.ts', 'loopback/**/*.ts']).filter(
  (file) => !/\.(test|fixture)\.ts$|\/testing\//u.test(file),
);
const crossing = files.flatMap(importsOf).filter((entry) => entry.room !== entry.target);

test('there is something to check', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(crossing.length).toBeGreaterThan(50);
});

test('a room imports only from the rooms below it', () => {
  const upward = crossing
    .filter((entry) => entry.room !== 'loopback')
    .filter((entry) => storeyOf(entry.target) < 0 || storeyOf(entry.target) >= storeyOf(entry.room))
    .map((entry) => `${entry.file} imports ${entry.target}`);
  expect(upward).toEqual([]);
});

test('the loopback imports only from the ground', () => {
  const forbidden = crossing
    .filter((entry) => entry.room === 'loopback' && !LOOPBACK_MAY_IMPORT.has(entry.target))
    .map((entry) => `${entry.file} imports ${entry.target}`);
  expect(forbidden).toEqual([]);
});

test('another room is entered through its face', () => {
  const sneaking = crossing
    .filter((entry) => !entry.isWholeRoom && entry.room !== 'main')
    .map((entry) => `${entry.file} reaches into ${entry.target}`);
  expect(sneaking).toEqual([]);
});
