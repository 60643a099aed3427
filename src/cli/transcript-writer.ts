import { mkdir, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { TranscribedSegment } from '#hearing';
import type { CliStream } from './command-context.ts';
import { srtCue, VTT_HEAD, vttCue } from './subtitles.ts';

/** How a transcript is written. */
export type TranscriptFormat = 'text' | 'json' | 'srt' | 'vtt';

/** Takes the segments of one recording as they are found. */
export interface TranscriptWriter {
  push(segment: TranscribedSegment): void;
  /** @param durationMs - how much sound was read. */
  finish(durationMs: number): Promise<void>;
}

const EXTENSIONS: Readonly<Record<TranscriptFormat, string>> = {
  text: '.txt',
  json: '.json',
  srt: '.srt',
  vtt: '.vtt',
};

/** What is written before, for and after the segments of a recording. */
interface Layout {
  readonly head: string;
  segment(segment: TranscribedSegment, index: number): string;
  end(segments: readonly TranscribedSegment[], durationMs: number): string;
}

const nothing = (): string => '';

const layouts: Readonly<Record<TranscriptFormat, (path: string) => Layout>> = {
  text: () => ({ head: '', segment: ({ text }) => `${text}\n`, end: nothing }),
  srt: () => ({ head: '', segment: (segment, index) => srtCue(index + 1, segment), end: nothing }),
  vtt: () => ({ head: VTT_HEAD, segment: vttCue, end: nothing }),
  json: (path) => ({
    head: '',
    segment: nothing,
    end: (segments, durationMs) => {
      const language = segments[0]?.language ?? null;
      return `${JSON.stringify({ file: path, language, durationMs: Math.round(durationMs), segments })}\n`;
    },
  }),
};

/**
 * Writes one recording's transcript to a stream as it is found, or whole into `folder`, under the
 * recording's name. JSON is one line for each recording.
 */
export function createTranscriptWriter(
  format: TranscriptFormat,
  path: string,
  place: { readonly stdout: CliStream } | { readonly folder: string },
): TranscriptWriter {
  const layout = layouts[format](path);
  // Only JSON needs them all at its end.
  const segments: TranscribedSegment[] = [];
  const parts: string[] = [];
  let count = 0;
  const write = (text: string): void => {
    if (text === '') return;
    if ('stdout' in place) place.stdout.write(text);
    else parts.push(text);
  };
  write(layout.head);
  return {
    push(segment) {
      write(layout.segment(segment, count));
      count += 1;
      if (format === 'json') segments.push(segment);
    },
    async finish(durationMs) {
      write(layout.end(segments, durationMs));
      if ('stdout' in place) return;
      await mkdir(place.folder, { recursive: true });
      const name = basename(path, extname(path)) + EXTENSIONS[format];
      await writeFile(join(place.folder, name), parts.join(''));
    },
  };
}
