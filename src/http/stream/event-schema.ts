import { z } from 'zod';
import { SEVERITIES, TYPE_PATTERN } from '#events';

/** An event as clients see it. */
export const eventSchema = z
  .object({
    id: z.string(),
    sequence: z.int().describe('Goes up with every event, over restarts too.'),
    time: z.iso.datetime(),
    type: z.string(),
    severity: z.enum(SEVERITIES),
    guildId: z.string().optional(),
    callId: z.string().optional(),
    turnId: z.string().optional(),
    payload: z
      .record(z.string(), z.unknown())
      .describe('What this kind of event tells. What people said stands under `personal`.'),
  })
  .meta({ id: 'Event', description: 'One thing that happened.' });

/** `turn.ended`, `turn.*` or `*`. */
export const typePattern = z
  .string()
  .max(64)
  .regex(TYPE_PATTERN, 'must be a type such as turn.ended, turn.* or *');

/** Which events somebody wants; what is absent excludes nothing. */
export const eventFilterSchema = z.object({
  types: z
    .array(typePattern)
    .min(1)
    .max(32)
    .optional()
    .describe('Types of events; `turn.*` is all that begin so.'),
  severity: z.enum(SEVERITIES).optional().describe('The least severity.'),
  guildId: z.string().max(32).optional(),
  callId: z.string().max(64).optional(),
});
