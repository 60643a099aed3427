import { boxAt, COLOURS, cutText, svgOf, textAt } from '../pictures/svg.ts';
import type { Words } from '../words/index.ts';

/** What is drawn; the statistics of the log fit as they are. */
export interface DrawnStats {
  readonly total: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly buckets: readonly {
    readonly calm: number;
    readonly warnings: number;
    readonly errors: number;
  }[];
  readonly types: readonly NamedCount[];
  readonly codes: readonly NamedCount[];
}
interface NamedCount {
  readonly name: string;
  readonly count: number;
}

const WIDTH = 640;
const HEIGHT = 360;
const CHART = { left: 24, top: 56, width: 592, height: 120 } as const;
const GAP = 2;
const ROWS = 6;

/** Draws how often things happened: columns over time, below them the most frequent types and codes. */
export function drawStats(stats: DrawnStats, title: string, words: Words): string {
  const { left, top, width, height } = CHART;
  const { logs } = words;
  return svgOf(WIDTH, HEIGHT, [
    textAt(left, 32, cutText(title, 52), { size: 16, isBold: true }),
    textAt(left + width, 32, logs.total(stats.total), { size: 14, colour: COLOURS.faint, anchor: 'end' }),
    boxAt(left - 8, top - 8, width + 16, height + 16, COLOURS.panel, 6),
    ...columns(stats),
    textAt(left, top + height + 26, timeText(stats.fromMs), { size: 11, colour: COLOURS.faint }),
    textAt(left + width, top + height + 26, timeText(stats.toMs), {
      size: 11,
      colour: COLOURS.faint,
      anchor: 'end',
    }),
    ...legend(words),
    ...ranking(left, logs.types, stats.types),
    ...ranking(left + width / 2 + 8, logs.codes, stats.codes),
  ]);
}

function columns({ buckets }: DrawnStats): readonly string[] {
  const { left, top, width, height } = CHART;
  const highest = Math.max(1, ...buckets.map(({ calm, warnings, errors }) => calm + warnings + errors));
  const step = width / Math.max(1, buckets.length);
  return buckets.flatMap(({ calm, warnings, errors }, index) => {
    let bottom = top + height;
    const parts = [
      [errors, COLOURS.bad],
      [warnings, COLOURS.warn],
      [calm, COLOURS.series[0]],
    ] as const;
    return parts.flatMap(([count, colour]) => {
      if (count === 0) return [];
      // One of a thousand must still be seen.
      const tall = Math.max(2, Math.round((count / highest) * height));
      bottom -= tall;
      return [boxAt(left + index * step, Math.max(top, bottom), step - GAP, tall, colour)];
    });
  });
}

function legend({ logs }: Words): readonly string[] {
  const y = CHART.top + CHART.height + 26;
  const entries = [
    [logs.calm, COLOURS.series[0]],
    [logs.warnings, COLOURS.warn],
    [logs.errors, COLOURS.bad],
  ] as const;
  return entries.flatMap(([name, colour], index) => {
    const x = 210 + index * 90;
    return [boxAt(x, y - 9, 10, 10, colour, 2), textAt(x + 15, y, name, { size: 11, colour: COLOURS.faint })];
  });
}

function ranking(x: number, title: string, counts: readonly NamedCount[]): readonly string[] {
  const top = CHART.top + CHART.height + 54;
  const width = CHART.width / 2 - 24;
  return [
    textAt(x, top, title, { size: 13, isBold: true }),
    ...counts.slice(0, ROWS).flatMap(({ name, count }, index) => {
      const y = top + 18 + index * 15;
      return [
        textAt(x, y, cutText(name, 30), { size: 12, isMono: true }),
        textAt(x + width, y, String(count), { size: 12, isMono: true, anchor: 'end' }),
      ];
    }),
  ];
}

function timeText(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
