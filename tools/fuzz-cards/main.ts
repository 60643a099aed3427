import { parseArgs } from 'node:util';
import { giants, hostileFile } from './hostile-file.ts';
import { tryFile } from './try-file.ts';

/** Longest time that one file may take. */
const MAX_BUSY_MS = 250;

// node tools/fuzz-cards/main.ts [--count 100000] [--seed 1]
const { values } = parseArgs({
  options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const count = Number(values.count);
const firstSeed = Number(values.seed);
const outcomes = new Map<string, number>();
let slowest = { name: '', busyMs: 0 };
let peakMb = 0;

function note(name: string, bytes: Uint8Array): void {
  const { outcome, busyMs } = tryFile(bytes);
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  if (busyMs > slowest.busyMs) slowest = { name, busyMs };
  if (busyMs > MAX_BUSY_MS) process.exitCode = 1;
}

// The first files are slow because nothing is compiled yet; that is not what is looked for.
for (let seed = 0; seed < 200; seed += 1) tryFile(hostileFile(seed).bytes);
for (const [name, bytes] of giants()) note(name, bytes);
process.stdout.write(`slowest giant: ${slowest.name}, ${slowest.busyMs.toFixed(0)} ms\n`);
for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
  const { carrier, bytes } = hostileFile(seed);
  try {
    note(`${carrier} ${seed}`, bytes);
  } catch (error) {
    process.stderr.write(`file ${seed} (${carrier}) breaks the reader:\n`);
    throw error;
  }
  if (seed % 1000 === 0) peakMb = Math.max(peakMb, process.memoryUsage.rss() / 1e6);
}
for (const [outcome, times] of [...outcomes].toSorted(([one], [other]) => one.localeCompare(other)))
  process.stdout.write(`${outcome}: ${times}\n`);
process.stdout.write(
  `slowest: ${slowest.name}, ${slowest.busyMs.toFixed(0)} ms; memory: ${peakMb.toFixed(0)} MB\n`,
);
