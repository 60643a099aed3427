import { z } from 'zod';
import { SEVERITIES, type WebhookRegistry } from '#events';
import { typePattern } from '../stream/event-schema.ts';

/** One delivery, as far as the delivery log shows it. */
export interface LoggedDelivery {
  readonly id: string;
  readonly webhookId: string;
  readonly eventType: string;
  readonly sequence: number;
  readonly body: string;
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly nextAttemptAtMs: number | null;
  readonly createdAtMs: number;
  readonly attemptedAtMs: number | null;
  readonly lastStatus: number | null;
  readonly lastReason: string | null;
  readonly lastDurationMs: number | null;
}

/** The delivery log. */
export interface DeliveryLog {
  find(id: string): LoggedDelivery | undefined;
  /** The newest first; those before the sequence when it is given. */
  list(webhookId: string, limit: number, before?: number): readonly LoggedDelivery[];
  again(id: string): boolean;
  forget(webhookId: string): void;
}

/** Of a webhook. */
export const webhookId = z.string().regex(/^[0-9a-f]{16}$/u, 'must be the id of a webhook');
/** Of a delivery. */
export const deliveryId = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[\w-]+$/u, 'must be the id of a delivery');
const time = z.iso.datetime();
const isoTime = (ms: number): string => new Date(ms).toISOString();

/** What its owner decides about a webhook. */
export const webhookWish = z.strictObject({
  url: z.string().min(1).max(2048).describe('A public https address, or a host that the owner allows.'),
  description: z.string().max(200).default(''),
  types: z.array(typePattern).max(32).default([]).describe('Types of events, or `turn.*`; empty for all.'),
  severity: z.enum(SEVERITIES).nullable().default(null).describe('The least severity.'),
  guildId: z
    .string()
    .regex(/^\d{1,20}$/u)
    .nullable()
    .default(null)
    .describe('Only what happens in this server.'),
  includesPersonal: z.boolean().default(false).describe('Whether what people said and wrote goes along.'),
});
/** What may be changed of it. */
export const webhookChange = z.strictObject({
  url: webhookWish.shape.url.optional(),
  description: webhookWish.shape.description.unwrap().optional(),
  types: webhookWish.shape.types.unwrap().optional(),
  severity: webhookWish.shape.severity.unwrap().optional(),
  guildId: webhookWish.shape.guildId.unwrap().optional(),
  includesPersonal: webhookWish.shape.includesPersonal.unwrap().optional(),
  enabled: z.boolean().optional(),
});
/** A webhook as clients see it. */
export const webhookSchema = z
  .object({
    ...webhookWish.shape,
    id: webhookId,
    enabled: z.boolean(),
    disabledReason: z.string().nullable(),
    createdAt: time,
  })
  .meta({ id: 'Webhook' });
/** When it was just made, or its secret was replaced. */
export const webhookWithSecret = z
  .object({
    ...webhookSchema.shape,
    secret: z.string().describe('For checking the signatures; shown this once.'),
  })
  .meta({ id: 'WebhookWithSecret' });
/** A delivery as the log shows it. */
export const deliverySchema = z
  .object({
    id: deliveryId,
    eventType: z.string(),
    sequence: z.int(),
    state: z.enum(['waiting', 'delivered', 'failed']),
    attempts: z.int(),
    nextAttemptAt: time.nullable(),
    createdAt: time,
    attemptedAt: time.nullable(),
    lastStatus: z.int().nullable(),
    lastReason: z.string().nullable(),
    lastDurationMs: z.number().nullable(),
  })
  .meta({ id: 'Delivery', description: 'One event on its way to one webhook.' });

type Entry = ReturnType<WebhookRegistry['get']>;

/** Leaves the secret out. */
export function viewOfWebhook({
  secret: _secret,
  createdAtMs,
  disabledReason,
  ...webhook
}: Entry): z.infer<typeof webhookSchema> {
  const { url, description, severity, guildId, includesPersonal, types } = webhook;
  return {
    id: webhook.id,
    url,
    description,
    severity,
    guildId,
    includesPersonal,
    types: [...types],
    enabled: disabledReason === null,
    disabledReason,
    createdAt: isoTime(createdAtMs),
  };
}

/** Leaves the body out. */
export function viewOfDelivery(delivery: LoggedDelivery): z.infer<typeof deliverySchema> {
  const {
    nextAttemptAtMs,
    createdAtMs,
    attemptedAtMs,
    body: _body,
    webhookId: _webhookId,
    ...rest
  } = delivery;
  return {
    ...rest,
    nextAttemptAt: nextAttemptAtMs === null ? null : isoTime(nextAttemptAtMs),
    createdAt: isoTime(createdAtMs),
    attemptedAt: attemptedAtMs === null ? null : isoTime(attemptedAtMs),
  };
}
