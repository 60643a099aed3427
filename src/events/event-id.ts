import { randomBytes } from 'node:crypto';

const MAX_PER_MS = 0x1000;

/**
 * Makes UUIDs of version 7 (RFC 9562, section 5.7) that also sort among themselves: the 12 bits behind the time
 * count the ids of one millisecond. A clock that is set back does not break the order.
 */
export function createEventIds(): (timeMs: number) => string {
  let lastMs = 0;
  let count = 0;
  return (timeMs) => {
    if (timeMs > lastMs) {
      lastMs = timeMs;
      count = 0;
    } else if (++count === MAX_PER_MS) {
      lastMs += 1;
      count = 0;
    }
    const time = lastMs.toString(16).padStart(12, '0');
    const random = randomBytes(8);
    random[0] = ((random[0] ?? 0) & 0x3f) | 0x80;
    const tail = random.toString('hex');
    const counted = count.toString(16).padStart(3, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${counted}-${tail.slice(0, 4)}-${tail.slice(4)}`;
  };
}
