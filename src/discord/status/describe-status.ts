import { voiceToVoiceMs, type EndedTurn } from '#conversation';
import type { CallStatus } from '../call-parts.ts';
import type { LatencyReport } from '../latencies.ts';
import type { Words } from '../words/index.ts';
import type { StatusReport } from './status-report.ts';
import { turnSteps } from './turn-steps.ts';

type StatusWords = Words['status'];

/** The text of `/status`. */
export function describeStatus(
  report: StatusReport,
  call: CallStatus | undefined,
  { status: words }: Words,
): string {
  const modes = Object.entries(report.modes).map(
    ([part, mode]) => `**${nameOf(words.parts, part)}**: ${mode}`,
  );
  const { longestBlockMs, longestBlockDuringInferenceMs, longestDelayMs } = report.eventLoop;
  const [block, duringInference, delay] = [longestBlockMs, longestBlockDuringInferenceMs, longestDelayMs].map(
    (ms) => ms.toFixed(1),
  );
  return [
    words.running(report.version, describeUptime(report.uptimeMs, words), report.memoryMb),
    ...modes,
    `**${words.eventLoop}**: ${words.eventLoopFigures(block ?? '', duringInference ?? '', delay ?? '')}`,
    ...describeCall(call, words),
  ].join('\n');
}

function describeCall(call: CallStatus | undefined, words: StatusWords): readonly string[] {
  if (!call) return [words.inNoCall];
  const { conversation, voice } = call;
  const state = nameOf(words.states, conversation.state);
  const { lastTurn } = conversation;
  return [
    `**${words.call}**: <#${call.channelId}>, ${state}, ${words.turns(conversation.turns)}`,
    ...[words.voiceLink, words.voiceHeard, words.voiceSaid].map(
      (line) => `**${words.parts.voice}**: ${line(voice)}`,
    ),
    ...latencyLines(call.latency, words),
    ...(lastTurn ? [`**${words.lastTurn}**: ${describeTurn(lastTurn, words)}`] : []),
  ];
}

/** What people waited in the call and in the last day. */
function latencyLines({ call, day }: LatencyReport, words: StatusWords): readonly string[] {
  const spans = [
    [words.latencyOf.call, call],
    [words.latencyOf.day, day],
  ] as const;
  return spans.flatMap(([name, figures]) => {
    if (!figures) return [];
    const { turns, p50, p95, p99 } = figures;
    return [`**${words.latency}, ${name}**: p50 ${p50}, p95 ${p95}, p99 ${p99} ms, ${words.turns(turns)}`];
  });
}

/** Where the time of a turn went, each step from the one before it. */
function describeTurn({ outcome, timings }: EndedTurn, words: StatusWords): string {
  const waitedMs = voiceToVoiceMs(timings);
  const steps = turnSteps(timings).map(({ step, ms }) => `${words.steps[step]} ${Math.round(ms)}`);
  const parts = [nameOf(words.states, outcome), words.heardMs(Math.round(timings.heardMs))];
  if (waitedMs !== undefined) parts.push(words.waited(Math.round(waitedMs), steps.join(', ')));
  return parts.join(', ');
}

/** How long the process has been running. */
export function describeUptime(ms: number, words: StatusWords): string {
  const minutes = Math.floor(ms / 60_000);
  return minutes < 60 ? words.minutes(minutes) : words.hours(Math.floor(minutes / 60), minutes % 60);
}

/** What people call something; its own name where there is no word for it. */
export function nameOf(names: Readonly<Record<string, string>>, name: string): string {
  return names[name] ?? name;
}
