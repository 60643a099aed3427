import { z } from 'zod';

const atMs = z.number().nonnegative();

const head = z.strictObject({
  format: z.literal('aichat-packet-trace'),
  version: z.literal(1),
  /** What the trace shows. */
  title: z.string(),
  /** What each person said, in the order in which they began. */
  said: z.array(z.strictObject({ who: z.string(), text: z.string() })),
  /** What the small recogniser made of it when it was recorded, all of one person's words together. */
  heard: z.record(z.string(), z.string()),
});

const event = z.discriminatedUnion('type', [
  /** A datagram with a voice packet; `opus` is missing when nothing usable came out of its decryption. */
  z.strictObject({
    type: z.literal('rtp'),
    atMs,
    who: z.string(),
    ssrc: z.number(),
    sequence: z.number(),
    timestamp: z.number(),
    opus: z.base64().optional(),
  }),
  /** Somebody is in the channel, or no longer. */
  z.strictObject({ type: z.enum(['joined', 'left']), atMs, who: z.string() }),
  /** Discord's light around somebody's picture. */
  z.strictObject({ type: z.enum(['speaking', 'silent']), atMs, who: z.string() }),
  /** The keys of the end-to-end encryption changed. */
  z.strictObject({ type: z.literal('transition'), atMs, id: z.number() }),
]);

/** The first line of a trace. */
export type TraceHead = z.infer<typeof head>;
/** Every further line. */
export type TraceEvent = z.infer<typeof event>;

/** What a bot received in a call; the format is told in docs/packet-traces.md. */
export interface PacketTrace {
  readonly head: TraceHead;
  /** In the order in which they came. */
  readonly events: readonly TraceEvent[];
}

/** Reads a trace. @throws ZodError, SyntaxError for a text that is none. */
export function parseTrace(text: string): PacketTrace {
  const [first = '', ...lines] = text.trimEnd().split('\n');
  return {
    head: head.parse(JSON.parse(first)),
    events: lines.map((line) => event.parse(JSON.parse(line))),
  };
}

/** The text of a trace: one JSON value a line. */
export function formatTrace(trace: PacketTrace): string {
  return [trace.head, ...trace.events].map((line) => `${JSON.stringify(line)}\n`).join('');
}
