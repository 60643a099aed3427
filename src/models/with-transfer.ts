import type { Transferable } from 'node:worker_threads';

/** A value whose buffers move to the other thread instead of being copied. */
export class WithTransfer<Value> {
  readonly value: Value;
  readonly transfer: readonly Transferable[];

  constructor(value: Value, transfer: readonly Transferable[]) {
    this.value = value;
    this.transfer = transfer;
  }
}

/** Returns or yields `value` from a worker's method so that the `transfer` buffers move with it. */
export function withTransfer<Value>(value: Value, transfer: readonly Transferable[]): WithTransfer<Value> {
  return new WithTransfer(value, transfer);
}
