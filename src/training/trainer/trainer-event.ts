import { z } from 'zod';

const losses = z.record(z.string(), z.number());
const state = { weights: z.string(), optimisers: z.string() };

/** What the trainer's process says, one JSON object a line; see `job.py`. */
export const trainerEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), torch: z.string(), lightning: z.string(), pid: z.number() }),
  z.object({ type: z.literal('base'), copied: z.number(), of: z.number() }),
  z.object({
    type: z.literal('started'),
    epoch: z.number(),
    epochs: z.number(),
    batches: z.number(),
    isResumed: z.boolean(),
    ...state,
  }),
  z.object({ type: z.literal('step'), epoch: z.number(), batch: z.number(), batches: z.number(), losses }),
  z.object({ type: z.literal('validated'), epoch: z.number(), losses }),
  z.object({
    type: z.literal('checkpoint'),
    path: z.string(),
    bytes: z.number(),
    epoch: z.number(),
    ...state,
  }),
  z.object({
    type: z.literal('failed'),
    code: z.enum(['diverged', 'disk-full', 'base-differs', 'out-of-memory', 'error']),
    message: z.string(),
    batchSize: z.number().optional(),
  }),
  z.object({ type: z.literal('done'), reason: z.enum(['epochs', 'cancelled']) }),
]);

export type TrainerEvent = Readonly<z.output<typeof trainerEventSchema>>;

/** Reads a line; undefined for what is none of the trainer's own. */
export function parseTrainerEvent(line: string): TrainerEvent | undefined {
  try {
    return trainerEventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    // A library wrote something of its own.
    return undefined;
  }
}
