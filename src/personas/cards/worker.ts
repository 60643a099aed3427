import { parentPort, workerData } from 'node:worker_threads';
import { toAppError } from '#core';
import type { CardThreadAnswer } from './read-card-apart.ts';
import { readCard } from './read-card.ts';

/** Reads the one file that it was given, and ends. */
function answer(): CardThreadAnswer {
  try {
    const { card, picture, notes } = readCard(workerData as Uint8Array);
    return { kind: 'card', json: JSON.stringify(card.document), picture, notes };
  } catch (error) {
    const { code, message, context } = toAppError(error);
    return { kind: 'error', code, message, context };
  }
}

if (parentPort) parentPort.postMessage(answer(), []);
