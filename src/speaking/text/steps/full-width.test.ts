import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { plainFullWidth } from './full-width.ts';

test.each([
  ['你好，世界。好吗？好！甲：乙；丙、丁', '你好, 世界. 好吗? 好! 甲: 乙; 丙, 丁'],
  ['１２：３０ ＡＢＣ 50％', '12:30 ABC 50%'],
  ['H₂O', 'H2O'],
])('marks of other scripts become those that espeak knows: %j becomes %j', (written, expected) => {
  expect(applyStep(plainFullWidth, written, 'zh')).toBe(expected);
});
