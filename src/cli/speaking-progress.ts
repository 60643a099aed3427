import cliProgress from 'cli-progress';
import type { CliStream } from './command-context.ts';

/** Shows how far a text has been spoken. Ends with its disposal. */
export interface SpeakingProgress extends Disposable {
  /** @param characters - of the text that are spoken. @param spokenMs - length of the sound so far. */
  update(characters: number, spokenMs: number): void;
}

/** Without a terminal, a line each time that so much of the text has been spoken. */
const LINE_SHARE = 0.1;

/** Shows a bar on a terminal, plain lines everywhere else. */
export function showSpeaking(stream: CliStream, totalCharacters: number): SpeakingProgress {
  if (stream.isTTY === true) return showBar(stream as NodeJS.WriteStream, totalCharacters);
  let nextShare = LINE_SHARE;
  return {
    update(characters, spokenMs) {
      const share = characters / totalCharacters;
      if (share < nextShare || share >= 1) return;
      nextShare = share + LINE_SHARE;
      stream.write(`${Math.round(share * 100)} % of the text, ${formatDuration(spokenMs)} of speech\n`);
    },
    [Symbol.dispose]: () => undefined,
  };
}

function showBar(stream: NodeJS.WriteStream, totalCharacters: number): SpeakingProgress {
  const bar = new cliProgress.SingleBar({
    stream,
    format: '[{bar}] {percentage} % | {speech} of speech | {eta_formatted} left',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    // Ctrl-C has its own way through the program.
    gracefulExit: false,
  });
  bar.start(totalCharacters, 0, { speech: formatDuration(0) });
  return {
    update: (characters, spokenMs) => bar.update(characters, { speech: formatDuration(spokenMs) }),
    [Symbol.dispose]: () => bar.stop(),
  };
}

/** `0:04`, `1:02:03`. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${hours > 0 ? `${hours}:${padded(minutes)}` : minutes}:${padded(seconds % 60)}`;
}

function padded(value: number): string {
  return String(value).padStart(2, '0');
}
