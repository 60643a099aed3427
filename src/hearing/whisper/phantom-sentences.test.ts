import { expect, it } from 'vitest';
import { isPhantom } from './phantom-sentences.ts';

it.each([
  ['Thank you.', 'en', 180, -0.2, true],
  ['Thank you.', 'en', 600, -0.2, false],
  ['thank you', 'en', 3000, -0.9, true],
  ['Thanks for watching!', 'de', 200, -0.2, true],
  ['Untertitel im Auftrag des ZDF für funk, 2017', 'de', 900, -0.3, true],
  ['Untertitel im Auftrag des ZDF für funk, 2017', 'de', 3000, -0.3, false],
  ['Vielen Dank.', 'fr', 100, -0.9, false],
  ['ご視聴ありがとうございました。', 'ja', 300, -0.3, true],
  ['请不吝点赞 订阅 转发 打赏支持明镜与点点栏目', 'zh', 300, -0.3, true],
  ['Субтитры сделал DimaTorzok', 'ru', 500, -0.2, true],
  ['Thank you for the fish.', 'en', 100, -0.9, false],
  ['Stop.', 'en', 140, -0.2, false],
  ['', 'en', 0, -5, false],
  ['...', 'en', 0, -5, false],
])('%s (%s, %i ms of voice, %d): %s', (text, language, voicedMs, averageLogProbability, expected) => {
  expect(isPhantom(text, language, { voicedMs, averageLogProbability })).toBe(expected);
});
