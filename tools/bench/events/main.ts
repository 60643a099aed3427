import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openDatabase, openEventJournal, openLogQuery } from '#store';
import { makeEvents } from './make-events.ts';
import { ADMIN_QUESTIONS } from './questions.ts';

/** How fast events are kept and found again: `npm run bench:events -- --events 1000000`. */
const { values } = parseArgs({
  options: { events: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '20' } },
});
const total = Number(values.events);
const rounds = Number(values.rounds);
const PAGE = 50;
const MAX_QUEUED = 20_000;
const folder = mkdtempSync(join(tmpdir(), 'aichat-bench-events-'));
const signal = new AbortController().signal;
const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
const ms = (value: number): string => `${value.toFixed(1)} ms`;
const tell = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  tell(`${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`);
  const database = openDatabase(folder, 'events');
  await insert();
  await ask(join(folder, 'events.db'));
  database.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** As fast as the journal takes them; the process that emits is this one. */
async function insert(): Promise<void> {
  const journal = openEventJournal({
    dataFolder: folder,
    onFault: (error) => {
      throw error;
    },
    onDropped: (count) => {
      throw new Error(`${count} events were dropped.`);
    },
  });
  const next = makeEvents((event) => journal.record(event));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startedMs = performance.now();
  const busyBefore = process.cpuUsage();
  const mainBefore = process.threadCpuUsage();
  let slowest = Infinity;
  let lastMs = startedMs;
  for (let made = 0; made < total;) {
    for (let count = 0; count < 250 && made < total; count += 1, made += 1) next();
    while (journal.figures().queued > MAX_QUEUED) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setImmediate(resolve));
    if (made % 100_000 === 0) {
      const now = performance.now();
      slowest = Math.min(slowest, 100_000_000 / (now - lastMs));
      lastMs = now;
    }
  }
  await journal.flush();
  const tookMs = performance.now() - startedMs;
  const busy = process.cpuUsage(busyBefore);
  const main = process.threadCpuUsage(mainBefore);
  delay.disable();
  await journal.close();
  const perSecond = Math.round((total / tookMs) * 1000);
  tell(`insert: ${total} events, ${perSecond} a second; slowest 100,000: ${Math.round(slowest)} a second`);
  tell(
    `  processor a event: ${((busy.user + busy.system) / total).toFixed(1)} µs in all, ` +
      `${((main.user + main.system) / total).toFixed(1)} µs on the main thread (making them included)`,
  );
  tell(`  event loop while inserting: p99 ${ms(delay.percentile(99) / 1e6)}, longest ${ms(delay.max / 1e6)}`);
  tell(`  database: ${(statSync(join(folder, 'events.db')).size / 1e6).toFixed(0)} MB`);
}

/** The questions of an admin, and paging to the thousandth page. */
async function ask(path: string): Promise<void> {
  const query = openLogQuery(path, { timeLimitMs: 10_000 });
  await query.page({ text: '', showPersonal: true, signal });
  tell(`questions, ${rounds} times each, pages of ${PAGE}:`);
  const all: number[] = [];
  for (const text of ADMIN_QUESTIONS) {
    const times: number[] = [];
    let found = 0;
    for (let round = 0; round < rounds; round += 1) {
      const startedMs = performance.now();
      found = (await query.page({ text, showPersonal: true, limit: PAGE, signal })).events.length;
      times.push(performance.now() - startedMs);
    }
    all.push(...times);
    times.sort((a, b) => a - b);
    tell(`  p50 ${ms(percentile(times, 0.5))}  p95 ${ms(percentile(times, 0.95))}  ${found} rows  ${text}`);
  }
  all.sort((a, b) => a - b);
  tell(`  all: p50 ${ms(percentile(all, 0.5))}, p95 ${ms(percentile(all, 0.95))}`);
  for (const text of ['', 'type:turn.ended', 'dog']) {
    const times: number[] = [];
    let from: number | undefined;
    for (let page = 1; page <= 1010; page += 1) {
      const startedMs = performance.now();
      const { next } = await query.page({
        text,
        showPersonal: true,
        limit: PAGE,
        signal,
        ...(from !== undefined && { from }),
      });
      times.push(performance.now() - startedMs);
      from = next;
      if (next === undefined) break;
    }
    const middle = (slice: number[]): string =>
      ms(
        percentile(
          slice.toSorted((a, b) => a - b),
          0.5,
        ),
      );
    tell(
      `paging "${text}": pages 1-10 ${middle(times.slice(0, 10))}, pages 1000-1010 ${middle(times.slice(-10))}`,
    );
  }
  const startedMs = performance.now();
  await query.stats({ text: 'since:1h', signal });
  tell(`stats of everything: ${ms(performance.now() - startedMs)}`);
  await query.close();
}
