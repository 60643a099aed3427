/** A stretch of text and when it was said. */
export interface Cue {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly words?: readonly { readonly text: string; readonly startMs: number }[];
}

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');

/** `01:02:03.450`; hours take as many digits as they need. */
function timestamp(timeMs: number, separator: ',' | '.'): string {
  const whole = Math.max(0, Math.round(timeMs));
  const seconds = Math.floor(whole / 1000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${clock.map((part) => pad(part)).join(':')}${separator}${pad(whole % 1000, 3)}`;
}

/** One line, and nothing that could be read as the times of a cue. */
const oneLine = (text: string): string => text.replaceAll(/\s+/gu, ' ').replaceAll('-->', '→').trim();

/** A cue of a SubRip file. @param number - counts from 1. */
export function srtCue(number: number, { text, startMs, endMs }: Cue): string {
  return `${number}\n${timestamp(startMs, ',')} --> ${timestamp(endMs, ',')}\n${oneLine(text)}\n\n`;
}

/** The beginning of a WebVTT file. */
export const VTT_HEAD = 'WEBVTT\n\n';

const escaped = (text: string): string =>
  oneLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * A cue of a WebVTT file (W3C). Words that know their time are marked with it, so that a player can show
 * them one by one; marks must lie within the cue and grow.
 */
export function vttCue({ text, startMs, endMs, words = [] }: Cue): string {
  let latestMs = startMs;
  const marked = words.map((word, index) => {
    const isLater = index > 0 && word.startMs > latestMs && word.startMs < endMs;
    if (!isLater) return escaped(word.text);
    latestMs = word.startMs;
    return `<${timestamp(word.startMs, '.')}>${escaped(word.text)}`;
  });
  const line = words.length > 0 ? marked.join(' ') : escaped(text);
  return `${timestamp(startMs, '.')} --> ${timestamp(endMs, '.')}\n${line}\n\n`;
}
