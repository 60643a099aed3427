import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import {
  AI_GENERATED_COMMENT,
  HEARING_SAMPLE_RATE_HZ,
  PLAYOUT_SAMPLE_RATE_HZ,
  resample,
  writeWav,
} from '#audio';
import { createWhisperTranscriber, type Utterance } from '#hearing';
import { playConversation, type PlayedConversation } from './conversation.ts';
import { mixConversation } from './mix.ts';
import { describeDemoResult, describeDemoTurn, judge, type DemoTurn } from './report.ts';
import { ROOT, SMALL_MODELS } from './small-models.ts';

/** The main job on this machine: a whole conversation with the real bot, judged by a listener. */
const isJson = process.argv.includes('--json');
const tell = (text: string): void => void (isJson ? process.stderr : process.stdout).write(`${text}\n`);

const played = await playConversation(tell);
const recording = join(ROOT, 'data', 'demo', 'conversation.wav');
await mkdir(join(ROOT, 'data', 'demo'), { recursive: true });
await writeWav(recording, mixConversation(played), PLAYOUT_SAMPLE_RATE_HZ, { comment: AI_GENERATED_COMMENT });
const result = judge({
  turns: await listenTo(played),
  eventLoop: played.eventLoop,
  dave: played.dave,
  recording: relative(ROOT, recording),
});
tell(`\n${result.turns.map(describeDemoTurn).join('\n\n')}\n\n${describeDemoResult(result)}`);
if (isJson) process.stdout.write(`${JSON.stringify(result)}\n`);
process.exitCode = result.ok ? 0 : 1;

/** Transcribes what the listener recorded of every reply. */
async function listenTo({
  lines,
  recording: { startedAtMs, samples },
  history,
}: PlayedConversation): Promise<DemoTurn[]> {
  const transcriber = await createWhisperTranscriber({ modelPath: SMALL_MODELS.WHISPER_MODEL });
  const assistantLines = history
    .filter((message) => message.role === 'assistant')
    .map((message) => message.content);
  const turns: DemoTurn[] = [];
  for (const [index, { line, spoken, stoppedAfterMs, replyStartMs, heard, record }] of lines.entries()) {
    const position = (atMs: number): number =>
      Math.max(0, Math.round((atMs - startedAtMs) * (PLAYOUT_SAMPLE_RATE_HZ / 1000)));
    const sound = samples.subarray(
      position(replyStartMs - 100),
      position(lines[index + 1]?.replyStartMs ?? Infinity),
    );
    const replyHeard = await transcriber.transcribe(asUtterance(sound, index), AbortSignal.timeout(30_000));
    const outcome = String(record['outcome']);
    turns.push({
      speaker: line.speaker,
      said: line.said,
      heard,
      // The model's history holds what was played of a reply that was interrupted.
      reply: outcome === 'interrupted' ? (assistantLines[index] ?? '').replace(/ —$/u, '') : line.reply,
      replyHeard: replyHeard.text,
      outcome,
      voiceToVoiceMs: Number(record['voiceToVoiceMs']),
      silenceAtListenerMs: Math.round(replyStartMs - spoken.lastVoicedPacketAtMs),
      ...(stoppedAfterMs !== undefined && { stoppedAfterMs: Math.max(0, Math.round(stoppedAfterMs)) }),
      timings: record['timings'] as Readonly<Record<string, number>>,
    });
  }
  await transcriber.close();
  return turns;
}

function asUtterance(sound: Float32Array, index: number): Utterance {
  const samples = resample(sound, PLAYOUT_SAMPLE_RATE_HZ, HEARING_SAMPLE_RATE_HZ);
  const endMs = (samples.length / HEARING_SAMPLE_RATE_HZ) * 1000;
  return {
    id: `reply-${index}`,
    userId: 'bot',
    samples,
    startMs: 0,
    endMs,
    voicedMs: endMs,
    provisional: false,
  };
}
