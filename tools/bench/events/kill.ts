import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkDatabase, createEventLog, openDatabase } from '#store';
import { killWriter } from '../../../src/store/testing/kill-writer.ts';

/** Kills a writer under load at random moments: `node tools/bench/events/kill.ts --kills 200`. */
const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' } } });
const kills = Number(values.kills);
const LONGEST_MS = 250;
const folder = mkdtempSync(join(tmpdir(), 'aichat-kill-'));
const database = openDatabase(folder, 'events');
const log = createEventLog(database);
let acknowledgedInAll = 0;
let lost = 0;
try {
  for (let kill = 1; kill <= kills; kill += 1) {
    const before = log.latestSequence();
    const acknowledged = await killWriter(folder, Math.random() * LONGEST_MS);
    const kept = new Set(log.after(before, 1_000_000).map(({ sequence }) => sequence));
    acknowledgedInAll += acknowledged.length;
    lost += acknowledged.filter((sequence) => !kept.has(sequence)).length;
    if (kill % 20 === 0)
      process.stdout.write(`${kill} kills: ${acknowledgedInAll} acknowledged, ${lost} lost\n`);
  }
  checkDatabase(database, 'full');
  process.stdout.write(`The database is sound; ${log.latestSequence()} events in it.\n`);
  process.exitCode = lost === 0 ? 0 : 1;
} finally {
  database.close();
  rmSync(folder, { recursive: true, force: true });
}
