import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sleep } from '#core';
import { createWhisperTranscriber } from '#hearing';
import { startLoopbackCall } from '../../src/discord/voice/testing/loopback-call.ts';
import { formatTrace, type PacketTrace } from '../../tests/traces/packet-trace.ts';
import { replayTrace } from '../../tests/traces/replay-trace.ts';
import { ROOT, SMALL_MODELS } from '../demo/small-models.ts';
import { recordCall } from './record-call.ts';
import { TRACE_SCENES, type TraceScene } from './trace-scenes.ts';

/** `node tools/record-trace/main.ts [name…]` records the traces of tests/traces anew; see docs/packet-traces.md. */
const SETTLING_MS = 1500;
const names = process.argv.slice(2);
const scenes = TRACE_SCENES.filter(({ name }) => names.length === 0 || names.includes(name));
if (scenes.length === 0) throw new Error(`Traces: ${TRACE_SCENES.map(({ name }) => name).join(', ')}`);
const transcriber = await createWhisperTranscriber({ modelPath: SMALL_MODELS.WHISPER_MODEL });
for (const scene of scenes) {
  const events = await record(scene);
  const head = { format: 'aichat-packet-trace', version: 1, title: scene.title, said: scene.said } as const;
  const silent: PacketTrace = { head: { ...head, heard: {} }, events };
  const { heard, stats } = await replayTrace(silent, transcriber);
  const text = formatTrace({ head: { ...head, heard }, events });
  await writeFile(join(ROOT, 'tests', 'traces', `${scene.name}.jsonl`), text);
  const undecrypted = events.filter((event) => event.type === 'rtp' && event.opus === undefined).length;
  const facts = { bytes: text.length, undecrypted, heard, lost: stats.lost, recovered: stats.recovered };
  process.stdout.write(`${scene.name} ${JSON.stringify(facts)}\n`);
}
await transcriber.close();

async function record(scene: TraceScene): Promise<PacketTrace['events']> {
  await using call = await startLoopbackCall({ daveVersion: 1, firstTransitionId: 1 });
  const ben = call.guild.createMember('Ben');
  await ben.join(call.lounge);
  await call.join();
  await sleep(SETTLING_MS);
  const recording = recordCall(call);
  await scene.play(call, { ada: call.ada, ben });
  await sleep(SETTLING_MS);
  return recording.stop();
}
