import { UserError } from '#core';
import { expect, test, vi } from 'vitest';
import { VOICE_FAULT_NAMES, type VoiceFault, type VoiceFaultName } from './fault-names.ts';
import { describeVoiceFaults, parseVoiceFault } from './fault-text.ts';
import { createChances, VoiceFaults } from './faults.ts';

const strikes = (faults: VoiceFaults, name: VoiceFaultName, occasions: number): readonly number[] =>
  Array.from({ length: occasions }, (_unused, index) => index).filter(
    () => faults.strike(name) !== undefined,
  );

const armed = (...wanted: readonly VoiceFault[]): VoiceFaults => {
  const faults = new VoiceFaults(() => undefined);
  for (const fault of wanted) faults.use(fault);
  return faults;
};

const draw = (seed: number): readonly number[] => {
  const chance = createChances(seed);
  return Array.from({ length: 4000 }, chance);
};

test('chances are spread evenly between 0 and 1 and depend on the seed alone', () => {
  const drawn = draw(7);
  expect(drawn).toEqual(draw(7));
  expect(drawn).not.toEqual(draw(8));
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...drawn)).toBeLessThan(1);
  const tenths = Array.from(
    { length: 10 },
    (_unused, tenth) => drawn.filter((at) => Math.floor(at * 10) === tenth).length,
  );
  for (const count of tenths) expect(count).toBeGreaterThan(320);
});

test('a fault with times strikes so often and is over', () => {
  const faults = armed({ name: 'loss', times: 3 });
  expect(strikes(faults, 'loss', 10)).toEqual([0, 1, 2]);
  expect(faults.armed).toEqual([]);
});

test('a fault of packets strikes once when nothing is said about it', () => {
  expect(strikes(armed({ name: 'duplicate' }), 'duplicate', 10)).toEqual([0]);
});

test('a rate strikes the same packets for the same seed, about as many as it says, until it is cleared', () => {
  const faults = armed({ name: 'loss', rate: 0.1, seed: 3 });
  const struck = strikes(faults, 'loss', 2000);
  expect(struck).toEqual(strikes(armed({ name: 'loss', rate: 0.1, seed: 3 }), 'loss', 2000));
  expect(struck).not.toEqual(strikes(armed({ name: 'loss', rate: 0.1, seed: 4 }), 'loss', 2000));
  expect(struck.length).toBeGreaterThan(150);
  expect(struck.length).toBeLessThan(250);
  expect(faults.armed).toEqual([
    expect.objectContaining({ name: 'loss', strikes: struck.length, strikesLeft: undefined }),
  ]);
  faults.clear('loss');
  expect(strikes(faults, 'loss', 100)).toEqual([]);
});

test('a rate of 0 never strikes, a rate of 1 always does, and both can be limited', () => {
  expect(strikes(armed({ name: 'loss', rate: 0 }), 'loss', 50)).toEqual([]);
  expect(strikes(armed({ name: 'loss', rate: 1 }), 'loss', 5)).toEqual([0, 1, 2, 3, 4]);
  expect(strikes(armed({ name: 'loss', rate: 1, times: 2 }), 'loss', 5)).toEqual([0, 1]);
});

test('a fault for one member leaves the others alone, and clear without a name clears all', () => {
  const faults = armed({ name: 'loss', userId: '1', rate: 1 }, { name: 'udp-dead' });
  expect(faults.strike('loss', '2')).toBeUndefined();
  expect(faults.strike('loss', '1')).toBeDefined();
  expect(faults.strike('udp-dead')).toBeDefined();
  faults.clear();
  expect(faults.strike('loss', '1') ?? faults.strike('udp-dead')).toBeUndefined();
});

test('a fault that is done at once is done with the defaults of the table', () => {
  const perform = vi.fn();
  new VoiceFaults(perform).use({ name: 'close' });
  expect(perform).toHaveBeenCalledWith(
    'close',
    { name: 'close', code: 4006 },
    expect.objectContaining({ code: 4006 }),
  );
});

test('faults are read as people write them', () => {
  expect(parseVoiceFault('loss rate=0.1 seed=3')).toEqual({ name: 'loss', rate: 0.1, seed: 3 });
  expect(parseVoiceFault('  close:4015 ')).toEqual({ name: 'close', code: 4015 });
  expect(parseVoiceFault('padding-only count=20 userId=5')).toEqual({
    name: 'padding-only',
    count: 20,
    userId: '5',
  });
});

test.each([
  ['los', 'There is no fault "los"'],
  ['', 'There is no fault ""'],
  ['loss rate=2', 'rate must be between 0 and 1'],
  ['loss times=1.5', 'times must be a whole number'],
  ['loss rate=-1', 'not negative'],
  ['loss rate=', 'not ""'],
  ['loss soon', '"soon" says nothing to a fault'],
  ['close:x', 'code must be a number'],
])('%j is refused with a message that helps', (text, message) => {
  expect(() => parseVoiceFault(text)).toThrow(UserError);
  expect(() => parseVoiceFault(text)).toThrow(message);
});

test('every fault is described in one line', () => {
  const lines = describeVoiceFaults();
  expect(lines).toHaveLength(VOICE_FAULT_NAMES.length);
  expect(lines.find((line) => line.startsWith('padding-only'))).toContain('(times=1 count=50)');
});
