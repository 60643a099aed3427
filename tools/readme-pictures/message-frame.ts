import type { LoopbackMessage } from '#loopback';
import { COLOURS, boxAt, dotAt, textAt } from '#discord';
import { escapeText } from '../../src/discord/pictures/svg.ts';

const WIDTH = 900;
const LEFT = 76;
const LINE_HEIGHT = 19;
const MAX_LINE_LENGTH = 112;
/** Pictures of the bot are drawn twice as large as they are shown. */
const PICTURE_SCALE = 2;
/** The letters of the pictures have no emoji: each becomes a dot of its colour. */
const DOTS: Readonly<Record<string, string>> = {
  '🔴': COLOURS.bad,
  '🟡': COLOURS.warn,
  '🔵': '#5865f2',
  '🟢': COLOURS.good,
  '⚪': COLOURS.faint,
  '⚫': COLOURS.line,
};

/** A message of the bot and what brought it about. */
export interface ShownMessage {
  readonly who: string;
  readonly command: string;
  readonly message: LoopbackMessage;
  /** Turns mentions into names. */
  readonly withNames: (text: string) => string;
}

/** Draws a message as it stands in a plain chat: who used what, who answers, the text, the pictures. */
export function messageFrame({ who, command, message, withNames }: ShownMessage): string {
  const lines = withNames(message.content).split('\n').flatMap(wrap);
  const parts: string[] = [
    textAt(LEFT, 30, `${who} used ${command}`, { size: 12, colour: COLOURS.faint }),
    dotAt(42, 58, 20, '#5865f2'),
    textAt(42, 64, message.author.name.slice(0, 1).toUpperCase(), {
      size: 18,
      isBold: true,
      anchor: 'middle',
    }),
    textAt(LEFT, 56, message.author.name, { size: 15, isBold: true }),
    boxAt(LEFT + 58, 44, 34, 15, '#5865f2', 3),
    textAt(LEFT + 75, 55.5, 'APP', { size: 10, isBold: true, anchor: 'middle' }),
  ];
  let y = 80;
  for (const line of lines) {
    parts.push(lineAt(LEFT, y, line));
    y += LINE_HEIGHT;
  }
  for (const file of message.attachments.filter(({ contentType }) => contentType === 'image/png')) {
    const { width, height } = pictureSize(file.bytes);
    const shownWidth = Math.min(width / PICTURE_SCALE, WIDTH - LEFT - 24);
    const shownHeight = (height * shownWidth) / width;
    const data = Buffer.from(file.bytes).toString('base64');
    parts.push(
      `<image x="${LEFT}" y="${y - 8}" width="${shownWidth}" height="${shownHeight}" href="data:image/png;base64,${data}"/>`,
    );
    y += shownHeight + 12;
  }
  if (message.ephemeral) {
    parts.push(textAt(LEFT, y + 6, `Only ${who} sees this.`, { size: 11, colour: COLOURS.faint }));
    y += 18;
  }
  const height = Math.ceil(y + 10);
  const frame = boxAt(0, 0, WIDTH, height, '#313338', 10);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">${frame}${parts.join('')}</svg>`;
}

/** Width and height of a PNG stand at bytes 16 and 20. */
function pictureSize(bytes: Uint8Array): { readonly width: number; readonly height: number } {
  const view = Buffer.from(bytes);
  return { width: view.readUInt32BE(16), height: view.readUInt32BE(20) };
}

function wrap(line: string): readonly string[] {
  const lines: string[] = [''];
  for (const word of line.split(' ')) {
    const last = lines.at(-1) ?? '';
    const joined = last === '' ? word : `${last} ${word}`;
    if (joined.length > MAX_LINE_LENGTH && last !== '') lines.push(word);
    else lines[lines.length - 1] = joined;
  }
  return lines;
}

/** A line with its **bold** and `mono` pieces and its dots. */
function lineAt(x: number, y: number, line: string): string {
  const pieces = line.split(/(\*\*[^*]+\*\*|`[^`]+`|\p{Extended_Pictographic}️?)/u);
  const spans = pieces.map((piece) => {
    if (piece.startsWith('**')) return `<tspan font-weight="bold">${escapeText(piece.slice(2, -2))}</tspan>`;
    if (piece.startsWith('`')) {
      return `<tspan font-family="DejaVu Sans Mono" font-size="12">${escapeText(piece.slice(1, -1))}</tspan>`;
    }
    const dot = DOTS[piece];
    return dot === undefined ? escapeText(piece) : `<tspan fill="${dot}">●</tspan>`;
  });
  return `<text x="${x}" y="${y}" xml:space="preserve" font-family="DejaVu Sans" font-size="13" fill="${COLOURS.text}">${spans.join('')}</text>`;
}
