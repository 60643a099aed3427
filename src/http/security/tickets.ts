import { randomBytes } from 'node:crypto';
import type { Caller } from '../scopes.ts';

/** How long a ticket may be used, in ms. */
export const TICKET_LIFE_MS = 30_000;
/** Tickets that may be out at a time; the oldest ones are then worth nothing. */
const MAX_TICKETS = 1000;

/**
 * Tickets stand for a token where none can be sent: a page cannot give headers to a WebSocket. Each is good once,
 * and for 30 s.
 */
export interface Tickets {
  issue(caller: Caller): string;
  redeem(ticket: string): Caller | undefined;
}

/** @param nowMs - a clock that only goes forward. */
export function createTickets(nowMs: () => number): Tickets {
  const out = new Map<string, { readonly caller: Caller; readonly untilMs: number }>();
  return {
    issue(caller) {
      const ticket = randomBytes(24).toString('base64url');
      out.set(ticket, { caller, untilMs: nowMs() + TICKET_LIFE_MS });
      const [oldest] = out.keys();
      if (out.size > MAX_TICKETS && oldest !== undefined) out.delete(oldest);
      return ticket;
    },
    redeem(ticket) {
      const found = out.get(ticket);
      out.delete(ticket);
      return found !== undefined && found.untilMs > nowMs() ? found.caller : undefined;
    },
  };
}
