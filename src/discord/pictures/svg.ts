/** Colours that are told apart on Discord's dark ground, also by those who see colours differently. */
export const COLOURS = {
  ground: '#1e1f22',
  panel: '#2b2d31',
  line: '#3f4147',
  text: '#f2f3f5',
  faint: '#b5bac1',
  good: '#3ba55d',
  warn: '#faa61a',
  bad: '#ed4245',
  series: ['#5865f2', '#00a8fc', '#3ba55d', '#faa61a', '#eb459e', '#9b84ec'],
} as const;

/** A text as it may stand in an SVG. */
export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/\p{Cc}/gu, ' ');
}

/** Shortens a text to about so many characters. */
export function cutText(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

/** How a text looks. */
export interface TextStyle {
  readonly size?: number;
  readonly colour?: string;
  readonly isBold?: boolean;
  readonly isMono?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
}

/** A line of text; `y` is its base line. */
export function textAt(x: number, y: number, text: string, style: TextStyle = {}): string {
  const { size = 14, colour = COLOURS.text, isBold = false, isMono = false, anchor = 'start' } = style;
  const family = isMono ? 'DejaVu Sans Mono' : 'DejaVu Sans';
  const weight = isBold ? ' font-weight="bold"' : '';
  return `<text x="${x}" y="${y}" font-family="${family}" font-size="${size}" fill="${colour}" text-anchor="${anchor}"${weight}>${escapeText(text)}</text>`;
}

/** A filled rectangle. */
export function boxAt(
  x: number,
  y: number,
  width: number,
  height: number,
  colour: string,
  radius = 0,
): string {
  return `<rect x="${x}" y="${y}" width="${Math.max(0, width).toFixed(1)}" height="${height}" rx="${radius}" fill="${colour}"/>`;
}

/** A filled circle. */
export function dotAt(x: number, y: number, radius: number, colour: string): string {
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${colour}"/>`;
}

/** The whole picture. */
export function svgOf(width: number, height: number, parts: readonly string[]): string {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${boxAt(0, 0, width, height, COLOURS.ground, 12)}${parts.join('')}</svg>`;
}
