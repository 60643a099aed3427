import { UserError } from '#core';
import { readCard } from '../../src/personas/cards/read-card.ts';
import { cardJson, cardPng } from '../../src/personas/cards/write-card.ts';
import { smallPng } from '../../src/personas/testing/small-png.ts';

/** What came of one file. */
export interface Trial {
  /** The code of the refusal, or `read`. */
  readonly outcome: string;
  /** What the reading took, in ms of this thread's processor. */
  readonly busyMs: number;
}

/** @throws whatever is no refusal with a name: that is the fault that is looked for. */
export function tryFile(bytes: Uint8Array): Trial {
  const before = process.threadCpuUsage();
  const busyMs = (): number => {
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  };
  try {
    const { card, picture } = readCard(bytes);
    const readMs = busyMs();
    // What could be read can be written, and read again.
    readCard(cardPng(card, 'v3', picture ?? smallPng()));
    readCard(Buffer.from(cardJson(card, 'v2')));
    return { outcome: 'read', busyMs: readMs };
  } catch (error) {
    if (error instanceof UserError && error.code.startsWith('CARD_'))
      return { outcome: error.code, busyMs: busyMs() };
    throw error;
  }
}
