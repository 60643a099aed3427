/**
 * The bot's own situation, in a process of its own: a recogniser and a voice are loaded, four people speak at once
 * while a reply is said, then many utterances are read. Prints {@link LoadFigures} as JSON.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { LoadFigures, LoadRequest } from './load-figures.ts';
import { openOurs } from './our-recogniser.ts';
import { openVoice } from './our-voice.ts';
import { tokensFor, utterancesOf } from './utterances.ts';

const NEVER = new AbortController().signal;
const LANES = 4;
const LANE_SECONDS = 4;
const SOAK_SECONDS = [1, 2, 3, 4, 6, 8];
const REPLY =
  'We could walk along the river this evening and look for the little bridge where you found the coin.';
/** The histogram counts from one tick of its own timer to the next. */
const TICK_MS = 1;

const rssMb = (): number => Math.round(process.memoryUsage().rss / 2 ** 20);

async function main(request: LoadRequest): Promise<LoadFigures> {
  const ours = await openOurs(request.modelFolder, request);
  const voice = await openVoice(request.voicePath);
  const utterances = await utterancesOf([...new Set([LANE_SECONDS, ...SOAK_SECONDS])]);
  const utteranceOf = (seconds: number) => {
    const utterance = utterances.get(seconds);
    if (utterance === undefined) throw new RangeError(`There is no utterance of ${seconds} s.`);
    return utterance;
  };
  const hear = async (seconds: number): Promise<void> => {
    await ours.transcribe(utteranceOf(seconds), NEVER, { exactTokens: tokensFor(seconds) });
  };
  const speak = async (): Promise<void> => {
    for await (const piece of voice.synthesize({ index: 0, text: REPLY }, NEVER)) void piece.samples.length;
  };
  await Promise.all([hear(LANE_SECONDS), speak()]);
  const loadedMb = rssMb();

  const histogram = monitorEventLoopDelay({ resolution: TICK_MS });
  const until = performance.now() + request.loadSeconds * 1000;
  const repeat = async (work: () => Promise<void>): Promise<void> => {
    while (performance.now() < until) await work();
  };
  histogram.enable();
  await Promise.all([
    ...Array.from({ length: LANES }, () => repeat(() => hear(LANE_SECONDS))),
    repeat(speak),
  ]);
  histogram.disable();
  const eventLoopP99Ms = Math.max(0, histogram.percentile(99) / 1e6 - TICK_MS);

  const soakMb: number[] = [];
  for (let at = 0; at < request.soakUtterances; at += 1) {
    await hear(SOAK_SECONDS[at % SOAK_SECONDS.length] ?? LANE_SECONDS);
    if (at % 10 === 0) await speak();
    if ((at + 1) % Math.ceil(request.soakUtterances / 4) === 0) soakMb.push(rssMb());
  }
  const figures = { loadedMb, eventLoopP99Ms, soakMb, rssMb: rssMb() };
  await ours.close();
  await voice.close();
  return figures;
}

process.stdout.write(`${JSON.stringify(await main(JSON.parse(process.argv[2] ?? '{}') as LoadRequest))}\n`);
