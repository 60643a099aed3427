import { benchVoice, benchWhisper } from './bench-models.ts';
import { measureLoad } from './load-figures.ts';
import { describeCpu } from './machine.ts';
import { readOptions, USAGE, type BenchOptions } from './options.ts';
import { benchRecognition } from './recognition.ts';
import {
  table,
  tenths,
  verdictWord,
  type BenchReport,
  type RecognitionRow,
  type SpeakingRow,
} from './report.ts';
import { benchSpeaking } from './speaking.ts';

const tell = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function tellRecognition(rows: readonly RecognitionRow[]): void {
  const cells = rows.map((row) => [
    row.model,
    row.seconds,
    row.oursMs,
    row.peer,
    row.peerMs,
    `${row.ratio} x`,
    verdictWord(row.sameTokens),
  ]);
  tell(`\n${table(['model', 'speech s', 'ours ms', 'peer', 'peer ms', 'faster', 'same tokens'], cells)}`);
}

function tellSpeaking(rows: readonly SpeakingRow[]): void {
  const cells = rows.map((row) => [
    row.voice,
    row.seconds,
    row.firstAudioMs,
    row.wholeMs,
    row.peer,
    row.peerMs,
    `${row.ratio} x`,
    verdictWord(row.identical),
  ]);
  const head = ['voice', 'speech s', 'first ms', 'all ms', 'peer', 'peer ms', 'sooner', 'identical'];
  tell(`\n${table(head, cells)}`);
}

async function run(options: BenchOptions): Promise<BenchReport> {
  const cpu = await describeCpu();
  tell(cpu);
  tell('Medians; samples in to text out, and text in to first sound. Models are made once, in data/bench.\n');
  const stt: RecognitionRow[] = [];
  for (const model of options.models) stt.push(...(await benchRecognition(model, options, tell)));
  const tts: SpeakingRow[] = [];
  for (const voice of options.voices) tts.push(...(await benchSpeaking(voice, options, tell)));
  tellRecognition(stt);
  tellSpeaking(tts);
  const load = await measureLoad({
    ...options,
    modelFolder: await benchWhisper(options.loadModel),
    voicePath: await benchVoice('piper-medium'),
  });
  tell(
    `\nEvent loop, p99, while four lanes are read and a reply is said: ${tenths(load.eventLoopP99Ms)} ms late`,
  );
  tell(`Memory of ${options.loadModel} and piper-medium: ${load.loadedMb} MB loaded and used once;`);
  tell(`after each quarter of ${options.soakUtterances} utterances: ${load.soakMb.join(', ')} MB`);
  return { stt, tts, eventLoopP99Ms: tenths(load.eventLoopP99Ms), rssMb: load.rssMb, cpu };
}

const options = readOptions(process.argv.slice(2));
if (options === undefined) tell(USAGE);
else {
  const report = await run(options);
  if (options.json) tell(JSON.stringify(report));
}
