import type { ErrorCode } from '#core';
import type { EmitEvent } from '#events';

/** Refusals of one kind within this time are told as one event, so that a flood floods no log. */
const QUIET_MS = 10_000;
/** Kinds that are counted at a time; what is beyond is told at once. */
const MAX_KINDS = 256;

/** One refused request. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly method: string;
  /** The route as it is declared, or nothing when no route fits. */
  readonly route: string | undefined;
  readonly address: string;
}

/** Tells of refused requests: the first at once, further ones of its kind as a number. */
export interface Refusals extends Disposable {
  tell(refusal: Refusal): void;
}

/** @param emit - where the `security.refused` events go. */
export function createRefusals(emit: EmitEvent): Refusals {
  const counted = new Map<
    string,
    { readonly refusal: Refusal; more: number; readonly timer: NodeJS.Timeout }
  >();

  const report = ({ code, method, route = 'no route', address }: Refusal, count: number): void =>
    emit('security.refused', { code, method, route, address, count }, { severity: 'warn' });

  const endOf = (kind: string): void => {
    const entry = counted.get(kind);
    counted.delete(kind);
    if (entry && entry.more > 0) report(entry.refusal, entry.more);
  };

  return {
    tell(refusal) {
      const kind = `${refusal.code} ${refusal.address}`;
      const entry = counted.get(kind);
      if (entry) {
        entry.more += 1;
        return;
      }
      report(refusal, 1);
      if (counted.size >= MAX_KINDS) return;
      const timer = setTimeout(() => endOf(kind), QUIET_MS).unref();
      counted.set(kind, { refusal, more: 0, timer });
    },
    [Symbol.dispose]() {
      for (const [kind, { timer }] of counted) {
        clearTimeout(timer);
        endOf(kind);
      }
    },
  };
}
