import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PLAYOUT_SAMPLE_RATE_HZ, writeWav } from '#audio';
import { expect, test } from 'vitest';
import { SMALL_MODELS } from '../../tools/demo/small-models.ts';
import { speakRecording } from './spoken-recording.ts';

const KILLS = 100;
const TIMEOUT_MS = 1_800_000;
const TEXTS = [
  'Good morning, my name is Ada.',
  'What is the weather like today?',
  'There is a small bird in the garden.',
  'Every day the dog went to the river.',
];

/** Runs the command line in a folder; a number of ms after which it is killed, or none. */
async function run(folder: string, killAfterMs?: number): Promise<number | null> {
  const words = [
    'training',
    'run',
    join(folder, 'recordings'),
    '-n',
    'ada',
    '-l',
    'en',
    '--separation',
    'off',
  ];
  const child = spawn(
    process.execPath,
    [resolve('src/cli.ts'), ...words, '--min-minutes', '0.1', '--until', 'manifest'],
    { cwd: folder, env: { ...process.env, ...SMALL_MODELS }, stdio: 'ignore' },
  );
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(timer);
  return code;
}

/** Every file that a run leaves, with its content. */
async function filesOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const root = join(folder, 'data', 'training', 'runs', 'ada');
  const names = (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const contents = await Promise.all(names.map((name) => readFile(name, 'base64')));
  return new Map(names.map((name, index) => [name.slice(root.length), contents[index] ?? '']));
}

test(
  `a run that is killed ${KILLS} times comes to the same bytes as one that is left alone`,
  async () => {
    const folders = await Promise.all(
      ['whole', 'killed'].map((name) => mkdtemp(join(tmpdir(), `${name}-run-`))),
    );
    const [whole = '', killed = ''] = folders;
    try {
      const { signal } = new AbortController();
      const { samples } = await speakRecording(
        [...TEXTS, ...TEXTS, ...TEXTS],
        (index) => 700 + 50 * index,
        signal,
      );
      for (const folder of folders) {
        await mkdir(join(folder, 'recordings'));
        for (const name of ['a', 'b', 'c']) {
          const cut = samples.subarray(name.codePointAt(0));
          await writeWav(join(folder, 'recordings', `${name}.wav`), cut, PLAYOUT_SAMPLE_RATE_HZ);
        }
      }
      const startedMs = performance.now();
      expect(await run(whole)).toBe(0);
      const wholeMs = performance.now() - startedMs;

      let kills = 0;
      for (let ended: number | null = null; kills < KILLS || ended !== 0;) {
        // The first moments only load the program: most kills fall on what comes after.
        ended =
          kills < KILLS ? await run(killed, wholeMs * (0.15 + 0.85 * Math.random())) : await run(killed);
        if (ended === null) kills += 1;
        else if (kills < KILLS) await rm(join(killed, 'data'), { recursive: true, force: true });
      }
      const [expected, found] = await Promise.all([filesOf(whole), filesOf(killed)]);
      expect([...found.keys()]).toEqual([...expected.keys()]);
      const different = [...expected].filter(([name, content]) => found.get(name) !== content);
      expect(different.map(([name]) => name)).toEqual([]);
    } finally {
      await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
    }
  },
  TIMEOUT_MS,
);
