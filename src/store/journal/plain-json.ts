import type { AichatEvent } from '#events';

/**
 * An event as JSON, whatever somebody put into its payload: what JSON cannot hold is written as text, and
 * what refers to itself is cut there.
 */
export function plainJson(event: AichatEvent): string {
  try {
    return JSON.stringify(event, plain);
  } catch {
    // A circle. The careful way is too slow for every event.
    const { payload } = event;
    return JSON.stringify({ ...event, payload: withoutCircles(payload, new Set()) }, plain);
  }
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  return value;
}

function withoutCircles(value: unknown, above: ReadonlySet<unknown>): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error) return value;
  if (above.has(value)) return '[circular]';
  const inside = new Set([...above, value]);
  if (Array.isArray(value)) return value.map((item) => withoutCircles(item, inside));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withoutCircles(item, inside)] as const),
  );
}
