import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { benchVoice, benchWhisper } from '../speech/bench-models.ts';
import { describeCpu } from '../speech/machine.ts';
import type { TurnRow } from './figures.ts';
import { measureBargeIn, measureLoad, measureTurns } from './measure.ts';
import { drawWaterfall } from './waterfall.ts';

const USAGE = `Usage: npm run bench:turn -- [options]

Measures turns of the bot on the loopback Discord, with models of real sizes and random weights: the work is
that of base and medium, the recogniser's words are given, the language model is scripted.

  --json               print the figures as one JSON object on the last line
  --quick              few turns
  --turns N            measured turns of each run (default 100)
  --speculation MODE   auto, off, transcribe or reply (default: that of the bot)
  --help
`;
const FIRST_TOKENS_MS = [0, 200, 500];
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    turns: { type: 'string' },
    speculation: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const tell = (line: string): void => void process.stdout.write(`${line}\n`);

function describeRow(title: string, row: TurnRow): string {
  const { firstTokenMs, turns, p50, p95, p99, where, falseEndpoints } = row;
  const steps = Object.entries(where).map(([step, ms]) => `${step} ${ms}`);
  const waits = `p50 ${p50}, p95 ${p95}, p99 ${p99} ms`;
  return `${title}, first token after ${firstTokenMs} ms: ${waits} (${steps.join(', ')}); cut off ${falseEndpoints} of ${turns}`;
}

async function run(): Promise<object> {
  const turns = Number(values.turns ?? (values.quick ? 8 : 100));
  if (!Number.isInteger(turns) || turns < 1) throw new RangeError(`${values.turns} is no number of turns.`);
  const few = Math.max(3, Math.ceil(turns / 10));
  const modelFolder = await benchWhisper('whisper-base');
  const voicePath = await benchVoice('piper-medium');
  const parts = { modelFolder, voicePath, speculation: values.speculation };
  tell(
    `${await describeCpu()}; recogniser ${process.env['WHISPER_ENCODER_PRECISION'] ?? 'as set by default'}; ${(loadavg()[0] ?? 0).toFixed(1)} processes at work before the bench began`,
  );
  const runs: TurnRow[] = [];
  const baseline: TurnRow[] = [];
  for (const firstTokenMs of values.quick ? FIRST_TOKENS_MS.slice(0, 1) : FIRST_TOKENS_MS) {
    runs.push(await measureTurns({ ...parts, pipeline: 'engine', firstTokenMs }, turns));
    const row = runs.at(-1) ?? neverEmpty();
    tell(describeRow('bot', row));
    if (row.marks) tell(drawWaterfall(row.marks));
    baseline.push(await measureTurns({ ...parts, pipeline: 'straight', firstTokenMs }, few));
    tell(describeRow('straight pipeline', baseline.at(-1) ?? neverEmpty()));
  }
  const engine = { ...parts, pipeline: 'engine', firstTokenMs: 0 } as const;
  const bargeIn = await measureBargeIn(engine, few);
  tell(`speech over a reply: silent after ${bargeIn.pauseMs} ms, ended after ${bargeIn.stopMs} ms`);
  const load = await measureLoad(engine, few);
  tell(
    `${load.people} people in ${load.calls} calls at once: p50 ${load.p50}, p95 ${load.p95} ms, lost ${load.lost}`,
  );
  return { runs, baseline, bargeIn, load };
}

function neverEmpty(): never {
  throw new Error('A run was lost.');
}

if (values.help) tell(USAGE);
else {
  const report = await run();
  if (values.json) tell(JSON.stringify(report));
}
