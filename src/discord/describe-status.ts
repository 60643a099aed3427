import { voiceToVoiceMs, type EndedTurn, type TurnTimings } from '#conversation';
import type { CallStatus } from './call.ts';
import type { StatusReport } from './status-report.ts';

/** The text of `/status`. */
export function describeStatus(report: StatusReport, call: CallStatus | undefined): string {
  const modes = Object.entries(report.modes).map(([part, mode]) => `**${part}**: ${mode}`);
  const { longestBlockMs, longestBlockDuringInferenceMs, longestDelayMs } = report.eventLoop;
  return [
    `aichat ${report.version}, up ${duration(report.uptimeMs)}, ${report.memoryMb} MB`,
    ...modes,
    `**event loop**: longest block ${longestBlockMs.toFixed(1)} ms (${longestBlockDuringInferenceMs.toFixed(1)} ms beside a model at work), longest delay ${longestDelayMs.toFixed(1)} ms`,
    ...describeCall(call),
  ].join('\n');
}

function describeCall(call: CallStatus | undefined): readonly string[] {
  if (!call) return ['I am in no voice channel here.'];
  const { conversation, voice } = call;
  return [
    `**call**: <#${call.channelId}>, ${conversation.state}, ${conversation.turns} turns`,
    ...voice.lines.map((line) => `**voice**: ${line}`),
    ...(conversation.lastTurn ? [`**last turn**: ${describeTurn(conversation.lastTurn)}`] : []),
  ];
}

/** Where the time of a turn went, each step from the one before it. */
export function describeTurn({ outcome, timings }: EndedTurn): string {
  const waitedMs = voiceToVoiceMs(timings);
  const steps: readonly (readonly [string, keyof TurnTimings])[] = [
    ['endpoint', 'endpointMs'],
    ['transcript', 'transcriptMs'],
    ['first token', 'firstTokenMs'],
    ['first clause', 'firstClauseMs'],
    ['first audio', 'firstAudioMs'],
    ['first packet', 'firstPacketMs'],
  ];
  const parts: string[] = [];
  let beforeMs = timings.speechEndMs;
  for (const [name, key] of steps) {
    const atMs = timings[key];
    if (atMs === undefined) continue;
    if (beforeMs !== undefined) parts.push(`${name} ${Math.round(atMs - beforeMs)}`);
    beforeMs = atMs;
  }
  const waited =
    waitedMs === undefined ? '' : `, voice to voice ${Math.round(waitedMs)} ms (${parts.join(', ')})`;
  return `${outcome}, heard ${Math.round(timings.heardMs)} ms${waited}`;
}

function duration(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
