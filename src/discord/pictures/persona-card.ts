import { renderPicture } from './render-picture.ts';
import { boxAt, COLOURS, cutText, dotAt, escapeText, svgOf, textAt } from './svg.ts';

/** What the picture of a persona's card shows. */
export interface PersonaCardFacts {
  readonly name: string;
  readonly fullName: string;
  readonly subtitle: string;
  readonly text: string;
  readonly tags: readonly string[];
  /** One line each. */
  readonly facts: readonly string[];
  /** A PNG file. */
  readonly picture: Uint8Array | undefined;
}

const WIDTH = 640;
const HEIGHT = 300;
const PORTRAIT = { x: 20, y: 20, width: 180, height: 260 } as const;
const TEXT_X = 224;
const LINE_HEIGHT = 20;
const MAX_LINES = 6;
const MAX_LINE_LENGTH = 50;

/** Draws the card of a persona as a PNG file, beside the main thread. */
export function drawPersonaCard(facts: PersonaCardFacts, signal?: AbortSignal): Promise<Uint8Array> {
  const lines = wrap(plain(facts.text), MAX_LINE_LENGTH, MAX_LINES);
  const factsY = 108 + MAX_LINES * LINE_HEIGHT;
  return renderPicture(
    svgOf(WIDTH, HEIGHT, [
      portrait(facts),
      textAt(TEXT_X, 50, cutText(plain(facts.fullName), 26), { size: 24, isBold: true }),
      textAt(TEXT_X, 74, cutText(plain(facts.subtitle), 48), { size: 13, colour: COLOURS.faint }),
      ...lines.map((line, index) => textAt(TEXT_X, 104 + index * LINE_HEIGHT, line, { size: 14 })),
      boxAt(TEXT_X, factsY, WIDTH - TEXT_X - 20, 1, COLOURS.line),
      textAt(TEXT_X, factsY + 22, cutText(facts.facts.slice(0, 3).map(plain).join(' · '), 60), {
        size: 12,
        colour: COLOURS.faint,
      }),
      ...tags(facts.tags, factsY + 34),
    ]),
    signal,
  );
}

/**
 * A picture for a card that has none, fit for a PNG card: the first letter on a colour of its own.
 */
export function drawPortrait(name: string, signal?: AbortSignal): Promise<Uint8Array> {
  return renderPicture(
    svgOf(256, 384, [
      boxAt(0, 0, 256, 384, colourOf(name), 12),
      textAt(128, 230, initial(name), { size: 130, isBold: true, anchor: 'middle' }),
      textAt(128, 350, cutText(plain(name), 18), { size: 20, anchor: 'middle' }),
    ]),
    signal,
  );
}

function portrait({ name, picture }: PersonaCardFacts): string {
  const { x, y, width, height } = PORTRAIT;
  if (!picture) {
    return [
      boxAt(x, y, width, height, COLOURS.panel, 10),
      dotAt(x + width / 2, y + height / 2, 62, colourOf(name)),
      textAt(x + width / 2, y + height / 2 + 21, initial(name), { size: 60, isBold: true, anchor: 'middle' }),
    ].join('');
  }
  const href = `data:image/png;base64,${Buffer.from(picture).toString('base64')}`;
  return [
    `<clipPath id="portrait"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/></clipPath>`,
    `<image x="${x}" y="${y}" width="${width}" height="${height}" preserveAspectRatio="xMidYMid slice" clip-path="url(#portrait)" href="${escapeText(href)}"/>`,
  ].join('');
}

function tags(all: readonly string[], y: number): readonly string[] {
  let x = TEXT_X;
  return all.slice(0, 6).flatMap((tag) => {
    const text = cutText(plain(tag), 16);
    const width = text.length * 7.5 + 16;
    if (text === '' || x + width > WIDTH - 20) return [];
    const drawn = [
      boxAt(x, y, width, 20, COLOURS.panel, 10),
      textAt(x + width / 2, y + 14, text, { size: 11, colour: COLOURS.faint, anchor: 'middle' }),
    ];
    x += width + 6;
    return drawn;
  });
}

/** Signs that the letters at hand do not have, and line breaks. */
const plain = (text: string): string =>
  text
    .replaceAll(/\p{Extended_Pictographic}|[\u{FE0F}\u200D]|[*~`#]/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();

const initial = (name: string): string => (Array.from(plain(name))[0] ?? '?').toUpperCase();

/** The same colour for the same name. */
function colourOf(name: string): string {
  const sum = Array.from(name).reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return COLOURS.series[sum % COLOURS.series.length] ?? COLOURS.panel;
}

function wrap(text: string, lineLength: number, maxLines: number): readonly string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= lineLength) lines[lines.length - 1] = longer;
    else if (lines.length < maxLines) lines.push(cutText(word, lineLength));
    else {
      lines[lines.length - 1] = `${cutText(line, lineLength - 2)} …`;
      break;
    }
  }
  return lines;
}
