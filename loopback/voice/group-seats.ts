/** Who sits at which leaf of the group's tree; empty while there is no group. */
export class GroupSeats {
  #leaves: (string | undefined)[] = [];

  /** User ids in the order of their leaves. */
  get members(): readonly string[] {
    return this.#leaves.filter((userId) => userId !== undefined);
  }

  at(leaf: number): string | undefined {
    return this.#leaves[leaf];
  }

  /** The leaf of a member, −1 for somebody else. */
  leafOf(userId: string): number {
    return this.#leaves.indexOf(userId);
  }

  /** Gives the leftmost blank leaf (RFC 9420 section 7.7). */
  seat(userId: string): void {
    const blank = this.#leaves.indexOf(undefined);
    if (blank < 0) this.#leaves.push(userId);
    else this.#leaves[blank] = userId;
  }

  blank(leaf: number): void {
    this.#leaves[leaf] = undefined;
  }

  clear(): void {
    this.#leaves = [];
  }
}
