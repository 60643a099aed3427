/** FNV-1a over UTF-16 units: one 32-bit number for a text. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}

/** Marsaglia's xorshift with 32 bits; every state but zero comes once in 2^32 - 1 steps. */
function xorshift(state: number): number {
  let next = state ^ (state << 13);
  next ^= next >>> 17;
  return (next ^ (next << 5)) >>> 0;
}

const TABLE_BITS = 16;

/** Normal numbers by Box and Muller; drawing from a table makes a gigabyte of weights in seconds. */
function normalTable(): Float32Array {
  const table = new Float32Array(1 << TABLE_BITS);
  let state = 1;
  const uniform = (): number => {
    state = xorshift(state);
    return state / 2 ** 32;
  };
  for (let at = 0; at < table.length; at += 2) {
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    table[at] = radius * Math.cos(angle);
    table[at + 1] = radius * Math.sin(angle);
  }
  return table;
}

const NORMALS = normalTable();

/** Fills `values` with normal numbers; the same key always gives the same ones. */
export function fillNormal(values: Float32Array, key: string, mean: number, deviation: number): void {
  let state = hashOf(key) || 1;
  for (let at = 0; at < values.length; at += 1) {
    state = xorshift(state);
    values[at] = mean + deviation * (NORMALS[state >>> (32 - TABLE_BITS)] ?? 0);
  }
}

/** Fills bytes (signed or not) with rounded normal numbers. */
export function fillNormalBytes(
  values: Uint8Array | Int8Array,
  key: string,
  mean: number,
  deviation: number,
): void {
  const [least, most] = values instanceof Int8Array ? [-128, 127] : [0, 255];
  let state = hashOf(key) || 1;
  for (let at = 0; at < values.length; at += 1) {
    state = xorshift(state);
    const value = Math.round(mean + deviation * (NORMALS[state >>> (32 - TABLE_BITS)] ?? 0));
    values[at] = Math.min(most, Math.max(least, value));
  }
}
