import { expect, test } from 'vitest';
import { voiceConfig, voiceKey } from './voice-config.ts';

test.each([
  ['en-us', 'en_US-ada-medium'],
  ['en-gb', 'en_GB-ada-medium'],
  ['de', 'de_DE-ada-medium'],
  ['pt-br', 'pt_BR-ada-medium'],
])('a voice that reads with %s is called %s', (espeakVoice, key) => {
  expect(voiceKey({ name: 'ada', quality: 'medium', espeakVoice })).toBe(key);
});

test('what the trainer wrote stays, and what other programs ask for is added', () => {
  const trainer = JSON.stringify({
    audio: { sample_rate: 22_050 },
    phoneme_id_map: { a: [1] },
    num_speakers: 1,
  });
  const facts = { name: 'ada', quality: 'medium', espeakVoice: 'de' };

  expect(JSON.parse(voiceConfig(trainer, facts))).toEqual({
    audio: { sample_rate: 22_050, quality: 'medium' },
    phoneme_id_map: { a: [1] },
    num_speakers: 1,
    dataset: 'ada',
    language: {
      code: 'de_DE',
      family: 'de',
      region: 'DE',
      name_native: 'Deutsch',
      name_english: 'German',
      country_english: 'Germany',
    },
  });
});

test('another file is refused', () => {
  expect(() => voiceConfig('{}', { name: 'ada', quality: 'medium', espeakVoice: 'de' })).toThrow(
    'configuration',
  );
});
