/** Discord counts its ids' time from here: the first moment of 2015. */
const DISCORD_EPOCH_MS = 1_420_070_400_000n;
const TIMESTAMP_SHIFT = 22n;
const COUNTER_MASK = (1n << TIMESTAMP_SHIFT) - 1n;

/** Makes ids (snowflakes): ever larger, and the time of making can be read from them. */
export type IdSource = () => string;

/**
 * Snowflakes as Discord makes them: milliseconds since 2015 in the upper 42 bits, a counter below.
 *
 * @param nowMs calendar time in ms since 1970.
 */
export function createIdSource(nowMs: () => number = Date.now): IdSource {
  let counter = 0n;
  return () => {
    counter = (counter + 1n) & COUNTER_MASK;
    return (((BigInt(nowMs()) - DISCORD_EPOCH_MS) << TIMESTAMP_SHIFT) | counter).toString();
  };
}
