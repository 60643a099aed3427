import type { TurnTimings } from '#conversation';
import { COLOURS, boxAt, textAt } from '../pictures/svg.ts';
import type { Words } from '../words/index.ts';
import type { LatencyReport } from '../latencies.ts';
import { turnSteps } from './turn-steps.ts';

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** A row of percentiles for the call and one for the day. */
export function latencyRows(
  figures: LatencyReport,
  { x, y, width }: Place,
  words: Words['status'],
): readonly string[] {
  const rows = [
    [words.latencyOf.call, figures.call],
    [words.latencyOf.day, figures.day],
  ] as const;
  return rows.flatMap(([name, found], index) => {
    const at = y + index * 26;
    const title = textAt(x, at, name, { size: 12 });
    if (!found) return [title, textAt(x + 128, at, words.noTurns, { size: 12, colour: COLOURS.faint })];
    const columns = ['p50', 'p95', 'p99'] as const;
    return [
      title,
      ...columns.map((column, place) =>
        textAt(x + 128 + place * 76, at, `${column} ${shortMs(found[column])}`, { size: 11, isMono: true }),
      ),
      textAt(x + width, at, words.turns(found.turns), { size: 10, colour: COLOURS.faint, anchor: 'end' }),
    ];
  });
}

/** Where the time of one turn went, as a bar of its steps. */
export function turnBar(
  timings: TurnTimings,
  { x, y, width, waitedMs }: Place & { readonly waitedMs: number },
  words: Words['status'],
): readonly string[] {
  const steps = turnSteps(timings);
  const title = `${words.lastTurn}: ${shortMs(waitedMs)}`;
  let at = x;
  return [
    textAt(x, y - 10, title, { size: 12, isBold: true }),
    ...steps.flatMap(({ step, ms }, index) => {
      const colour = COLOURS.series[index % COLOURS.series.length] ?? COLOURS.faint;
      const length = (width * Math.max(0, ms)) / Math.max(1, waitedMs);
      const bar = boxAt(at, y, length, 18, colour);
      at += length;
      const [column, row] = [index % 3, Math.floor(index / 3)];
      const legendX = x + column * (width / 3);
      const legendY = y + 36 + row * 18;
      const legend = `${words.steps[step]} ${Math.round(ms)}`;
      return [
        bar,
        boxAt(legendX, legendY - 9, 9, 9, colour, 2),
        textAt(legendX + 14, legendY, legend, { size: 10.5 }),
      ];
    }),
  ];
}

/** `640 ms`, `1.2 s`. */
function shortMs(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
