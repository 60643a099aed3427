import * as fc from 'fast-check';
import { posix, win32 } from 'node:path';
import { expect, test } from 'vitest';
import { isSafeName, isSafePath } from './safe-path.ts';

test('the names of real files are safe', () => {
  for (const path of [
    'onnx/encoder_model.onnx',
    'pt/pt_PT/tugão/medium/pt_PT-tugão-medium.onnx.json',
    'pt/pt_PT/tugão/medium/pt_PT-tugão-medium.onnx.json'.normalize('NFD'),
    'smart-turn-v3.2-cpu.onnx',
    'fr/fr_FR/mls_1840/low/MODEL_CARD',
  ]) {
    expect(isSafePath(path)).toBe(true);
  }
});

test('what leads elsewhere, or is no plain name, is not', () => {
  for (const path of [
    '',
    '.',
    '..',
    '/a',
    'a/',
    'a//b',
    'a/../b',
    './a',
    'a\\b',
    'C:a',
    'a\0',
    '.env',
    'a b',
    'a\nb',
  ]) {
    expect(isSafePath(path)).toBe(false);
  }
  expect(isSafeName('x'.repeat(201))).toBe(false);
});

test('whatever is called safe stays below its folder, on every system', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab./\\:~-_%\0 '.split('')) }), (path) => {
      fc.pre(isSafePath(path));
      expect(posix.resolve('/root', path).startsWith('/root/')).toBe(true);
      expect(win32.resolve('C:\\root', path).startsWith('C:\\root\\')).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
