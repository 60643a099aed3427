import { z } from 'zod';
import { SEVERITIES, TYPE_PATTERN } from '#events';

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
