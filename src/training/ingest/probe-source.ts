import { resolve } from 'node:path';
import { runFfmpeg, type RunFfmpegOptions } from '#audio';
import { UserError } from '#core';

/** What a file says about its sound before it is decoded. */
export interface SourceFacts {
  /** As the container announces it; some do not. */
  readonly durationMs: number | undefined;
  readonly codec: string;
  readonly sampleRateHz: number;
  /** As ffmpeg names it: `mono`, `stereo`, `5.1`. */
  readonly channelLayout: string;
  readonly hasVideo: boolean;
}

const DURATION = /Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)/u;
const AUDIO = /Stream #\d+:\d+.*?: Audio: (\w+).*?, (\d+) Hz, ([^,\s]+)/u;
const PICTURE = /Stream #\d+:\d+.*?: Video: (?!.*\(attached pic\))/u;

/** Reads what ffmpeg tells about an input; undefined when it found no sound. */
export function parseFacts(messages: string): SourceFacts | undefined {
  const audio = AUDIO.exec(messages);
  if (audio === null) return undefined;
  const [, codec = '', sampleRateHz = '0', channelLayout = ''] = audio;
  const time = DURATION.exec(messages);
  return {
    durationMs:
      time === null ? undefined : ((Number(time[1]) * 60 + Number(time[2])) * 60 + Number(time[3])) * 1000,
    codec,
    sampleRateHz: Number(sampleRateHz),
    channelLayout,
    hasVideo: PICTURE.test(messages),
  };
}

const lastLine = (messages: string): string =>
  messages
    .split(/\r?\n/u)
    .filter((line) => line.trim() !== '' && !line.includes('At least one output file'))
    .at(-1)
    ?.trim() ?? 'it said nothing';

/**
 * Looks into a recording without decoding it.
 *
 * @throws UserError `TRAINING_SOURCE_UNUSABLE` when it is no recording, or has no sound in it; what `runFfmpeg`
 * throws.
 */
export async function probeSource(path: string, options: RunFfmpegOptions): Promise<SourceFacts> {
  const { messages } = await runFfmpeg(['-i', `file:${resolve(path)}`], options);
  const facts = parseFacts(messages);
  if (facts !== undefined) return facts;
  const isMedia = messages.includes('Input #0');
  throw new UserError('TRAINING_SOURCE_UNUSABLE', {
    message: isMedia
      ? `${path} has no sound in it.`
      : `${path} is no recording that ffmpeg can read; it says "${lastLine(messages)}".`,
    context: { path },
  });
}
