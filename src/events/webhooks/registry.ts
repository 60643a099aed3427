import { randomBytes } from 'node:crypto';
import { UserError, type Severity } from '#core';
import type { AichatEvent } from '../event.ts';
import { createEventFilter } from '../event-filter.ts';
import type { WebhookBook, WebhookEntry } from './ports.ts';
import { makeWebhookSecret } from './signature.ts';
import { checkTarget, type AllowedHosts } from './target.ts';

/** How long a secret that was replaced still signs, in ms: a day. */
const OLD_SECRET_MS = 86_400_000;
/** Another process (the command line) may change the book; its changes count after this time, in ms. */
const FRESH_MS = 1000;

/** What its owner decides about a webhook. */
export interface WebhookWish {
  readonly url: string;
  readonly description: string;
  readonly types: readonly string[];
  readonly severity: Severity | null;
  readonly guildId: string | null;
  readonly includesPersonal: boolean;
}

/** The webhooks, with what must hold of them. */
export interface WebhookRegistry {
  /** @returns the webhook with its secret, which is shown this once. @throws UserError `WEBHOOK_TARGET_REFUSED`. */
  create(wish: WebhookWish): WebhookEntry;
  /** @throws UserError `WEBHOOK_UNKNOWN`, `WEBHOOK_TARGET_REFUSED`. */
  change(id: string, wish: Partial<WebhookWish>): WebhookEntry;
  /** Replaces the secret; for a day deliveries are signed with both. @throws UserError `WEBHOOK_UNKNOWN`. */
  rotateSecret(id: string): WebhookEntry;
  /** @throws UserError `WEBHOOK_UNKNOWN`. */
  enable(id: string): WebhookEntry;
  /** @throws UserError `WEBHOOK_UNKNOWN`. */
  disable(id: string, reason: string): WebhookEntry;
  /** @throws UserError `WEBHOOK_UNKNOWN`. */
  remove(id: string): void;
  /** @throws UserError `WEBHOOK_UNKNOWN`. */
  get(id: string): WebhookEntry;
  list(): readonly WebhookEntry[];
  /** Whether none is switched on. */
  isEmpty(): boolean;
  /** The webhooks that are to be told of an event. What webhooks do themselves is told to none. */
  targetsOf(event: AichatEvent): readonly WebhookEntry[];
}

/** @param allowedHosts - hosts that may be called whatever their address. */
export function createWebhookRegistry(book: WebhookBook, allowedHosts: AllowedHosts): WebhookRegistry {
  let known: readonly { readonly webhook: WebhookEntry; readonly wants: (event: AichatEvent) => boolean }[] =
    [];
  let knownAtMs = -Infinity;

  const get = (id: string): WebhookEntry => {
    const webhook = book.find(id);
    if (webhook === undefined)
      throw new UserError('WEBHOOK_UNKNOWN', { message: `There is no webhook ${id}.` });
    return webhook;
  };
  const change = (id: string, changes: Parameters<WebhookBook['change']>[1]): WebhookEntry => {
    get(id);
    book.change(id, changes);
    knownAtMs = -Infinity;
    return get(id);
  };
  const enabled = (): typeof known => {
    const nowMs = performance.now();
    if (nowMs - knownAtMs >= FRESH_MS) {
      known = book
        .list()
        .filter(({ disabledReason }) => disabledReason === null)
        .map((webhook) => ({ webhook, wants: filterOf(webhook) }));
      knownAtMs = nowMs;
    }
    return known;
  };

  return {
    create(wish) {
      checkTarget(wish.url, allowedHosts);
      const id = randomBytes(8).toString('hex');
      book.add({
        ...wish,
        id,
        secret: makeWebhookSecret(),
        previousSecret: null,
        previousSecretUntilMs: null,
        disabledReason: null,
        createdAtMs: Date.now(),
      });
      knownAtMs = -Infinity;
      return get(id);
    },
    change(id, wish) {
      if (wish.url !== undefined) checkTarget(wish.url, allowedHosts);
      return change(id, wish);
    },
    rotateSecret(id) {
      const { secret: previousSecret } = get(id);
      const previousSecretUntilMs = Date.now() + OLD_SECRET_MS;
      return change(id, { secret: makeWebhookSecret(), previousSecret, previousSecretUntilMs });
    },
    enable: (id) => change(id, { disabledReason: null }),
    disable: (id, disabledReason) => change(id, { disabledReason }),
    remove(id) {
      get(id);
      book.remove(id);
      knownAtMs = -Infinity;
    },
    get,
    list: () => book.list(),
    isEmpty: () => enabled().length === 0,
    targetsOf: (event) =>
      isAboutWebhooks(event)
        ? []
        : enabled().flatMap(({ webhook, wants }) => (wants(event) ? [webhook] : [])),
  };
}

/** Telling a webhook of its own failures would make more of them. */
function isAboutWebhooks({ type, payload }: AichatEvent): boolean {
  return type.startsWith('webhook.') || (type === 'error' && payload.code.startsWith('WEBHOOK_'));
}

function filterOf({ types, severity, guildId }: WebhookEntry): (event: AichatEvent) => boolean {
  return createEventFilter({
    types: types.length === 0 ? undefined : types,
    severity: severity ?? undefined,
    guildId: guildId ?? undefined,
  });
}
