import { join } from 'node:path';
import { AI_GENERATED_COMMENT, PLAYOUT_SAMPLE_RATE_HZ, writeWav } from '#audio';
import type { WorldEvent } from '../world/events.ts';
import type { LoopbackMember } from '../world/member.ts';
import type { Stage } from './stage.ts';

/** An event as a line for a person. */
export function describeEvent(event: WorldEvent): string {
  const lines: {
    readonly [Type in WorldEvent['type']]: (event: Extract<WorldEvent, { type: Type }>) => string;
  } = {
    'bot-online': () => '* the bot is online',
    'bot-offline': ({ code }) => `* the bot is offline (close code ${code})`,
    'commands-registered': ({ names }) =>
      `* the bot registered ${names.map((name) => `/${name}`).join(', ')}`,
    message: ({ channelName, message }) => `#${channelName} ${message.author.name}: ${message.text}`,
    'message-edited': ({ channelName, message }) =>
      `#${channelName} ${message.author.name} (edited): ${message.text}`,
    'voice-joined': ({ who, channelName }) => `* ${who} joined ${channelName}`,
    'voice-left': ({ who, channelName }) => `* ${who} left ${channelName}`,
    'voice-join-refused': ({ channelName, why }) =>
      `* the bot's wish to join ${channelName} is ignored: ${why}`,
    'request-unhandled': ({ method, path }) => `* unknown request: ${method} ${path}`,
  };
  // The table has exactly the function for this event; the compiler cannot tie the two together.
  return (lines[event.type] as (event: WorldEvent) => string)(event);
}

/** What was reported of the bot's speech; several members may hear the same. */
export interface SpeechReports {
  untilMs: number;
  count: number;
}

/**
 * Says whenever the bot has spoken, as long as the stage lasts; with `folder`, keeps what it said as WAV
 * files.
 */
export async function reportSpeech(
  stage: Stage,
  listener: LoopbackMember,
  reports: SpeechReports,
  options: { readonly signal: AbortSignal; readonly folder?: string },
): Promise<void> {
  const { signal, folder } = options;
  const ears = stage.earsOf(listener);
  let afterMs = 0;
  while (!signal.aborted) {
    const botId = stage.world.botUser.id;
    // The signal bounds it: the console listens until it ends.
    const segment = await ears.nextSegment(botId, { afterMs, timeoutMs: Infinity, signal });
    afterMs = segment.endMs;
    if (segment.startMs < reports.untilMs) continue;
    reports.untilMs = segment.endMs;
    reports.count += 1;
    const seconds = ((segment.endMs - segment.startMs) / 1000).toFixed(1);
    stage.print(`* the bot spoke for ${seconds} s (${listener.name} heard it)`);
    if (folder === undefined) continue;
    const path = join(folder, `bot-${String(reports.count).padStart(3, '0')}.wav`);
    await writeWav(path, segment.samples, PLAYOUT_SAMPLE_RATE_HZ, { comment: AI_GENERATED_COMMENT, signal });
    stage.print(`  kept as ${path}`);
  }
}
