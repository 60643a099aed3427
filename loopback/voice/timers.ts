/** One-shot timers that end together with their owner. */
export class Timers {
  readonly #running = new Set<NodeJS.Timeout>();

  /** Calls `action` once after `delayMs` unless {@link clear}, or the returned function, is called first. */
  after(delayMs: number, action: () => void): () => void {
    const timer = setTimeout(() => {
      this.#running.delete(timer);
      action();
    }, delayMs);
    this.#running.add(timer);
    return () => {
      this.#running.delete(timer);
      clearTimeout(timer);
    };
  }

  /** Drops everything that waits. */
  clear(): void {
    for (const timer of this.#running) clearTimeout(timer);
    this.#running.clear();
  }
}
