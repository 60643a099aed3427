import { describe, expect, it } from 'vitest';
import { SnowflakeUtil } from 'discord.js';
import { createIdSource } from './ids.ts';

describe('createIdSource', () => {
  it('makes ids that grow, and that tell the time of their making', () => {
    const atMs = Date.UTC(2026, 5, 1);
    const next = createIdSource(() => atMs);
    const ids = Array.from({ length: 1_000 }, next);
    expect(new Set(ids).size).toBe(1_000);
    expect(ids.toSorted((left, right) => Number(BigInt(left) - BigInt(right)))).toEqual(ids);
    expect(SnowflakeUtil.timestampFrom(ids.at(-1) ?? '')).toBe(atMs);
  });
});
