import { describe, expect, it } from 'vitest';
import { createWorldFaults, isWorldFaultName } from './faults.ts';

describe('createWorldFaults', () => {
  it('lets a fault strike as often as it was told to', () => {
    const faults = createWorldFaults();
    faults.use('rest-500', { times: 2 });
    expect(faults.armed()).toEqual([{ name: 'rest-500', times: 2 }]);
    expect([1, 2, 3].map(() => faults.take('rest-500') !== undefined)).toEqual([true, true, false]);
  });

  it('knows a delay for those that wait, and takes another', () => {
    const faults = createWorldFaults();
    faults.use('voice-server-late');
    expect(faults.take('voice-server-late')).toEqual({ delayMs: 1_000 });
    faults.use('voice-server-late', { times: Infinity, delayMs: 5 });
    faults.take('voice-server-late');
    expect(faults.take('voice-server-late')).toEqual({ delayMs: 5 });
  });

  it('disarms one, or all', () => {
    const faults = createWorldFaults();
    faults.use('rest-500');
    faults.use('rest-429');
    faults.clear('rest-500');
    expect(faults.armed().map(({ name }) => name)).toEqual(['rest-429']);
    faults.clear();
    expect(faults.armed()).toEqual([]);
  });

  it('refuses a count that means never', () => {
    expect(() => createWorldFaults().use('rest-500', { times: 0 })).toThrow('at least once');
    expect(() => createWorldFaults().use('rest-500', { times: Number.NaN })).toThrow('at least once');
  });

  it('knows its names, and nothing that every object has', () => {
    expect(isWorldFaultName('rest-500')).toBe(true);
    expect(isWorldFaultName('toString')).toBe(false);
  });
});
