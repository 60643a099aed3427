import type { ListedVoice, StoredVoice } from '#models';
import { expect, test } from 'vitest';
import { voiceRows, type VoiceFilter } from './voice-rows.ts';

const voice = (key: string, english: string, native: string, megabytes: number): ListedVoice => {
  const [code = '', name = '', quality = ''] = key.split('-');
  return {
    key,
    name,
    language: {
      code,
      family: code.slice(0, 2),
      name_native: native,
      name_english: english,
      country_english: '',
    },
    quality,
    num_speakers: 1,
    speaker_id_map: {},
    files: { [`${key}.onnx`]: { size_bytes: megabytes * 1e6, md5_digest: '0'.repeat(32) } },
    aliases: [],
  };
};

const LISTED = [
  voice('de_DE-thorsten-high', 'German', 'Deutsch', 114),
  voice('de_AT-anna-medium', 'German', 'Deutsch', 63),
  voice('en_US-lessac-medium', 'English', 'English', 63),
];
const STORED: StoredVoice[] = [
  { key: 'en_US-lessac-medium', path: '/v/a', sizeBytes: 63e6, state: 'installed' },
  { key: 'de_DE-grandma-low', path: '/v/b', sizeBytes: 20e6, state: 'installed' },
];
const keys = (filter: VoiceFilter): string[] => voiceRows(LISTED, STORED, filter).map(({ key }) => key);

test('each voice is there once, own ones too', () => {
  expect(keys({})).toEqual([
    'de_AT-anna-medium',
    'de_DE-grandma-low',
    'de_DE-thorsten-high',
    'en_US-lessac-medium',
  ]);
});

test.each<{ filter: VoiceFilter; found: readonly string[] }>([
  { filter: { language: 'de_AT' }, found: ['de_AT-anna-medium'] },
  { filter: { language: 'de-at' }, found: ['de_AT-anna-medium'] },
  { filter: { language: 'deutsch' }, found: ['de_AT-anna-medium', 'de_DE-thorsten-high'] },
  { filter: { language: 'de' }, found: ['de_AT-anna-medium', 'de_DE-grandma-low', 'de_DE-thorsten-high'] },
  { filter: { quality: 'medium' }, found: ['de_AT-anna-medium', 'en_US-lessac-medium'] },
  { filter: { maxSizeMb: 64, language: 'German' }, found: ['de_AT-anna-medium'] },
  { filter: { installed: true }, found: ['de_DE-grandma-low', 'en_US-lessac-medium'] },
  { filter: { language: 'Klingon' }, found: [] },
])('$filter finds $found', ({ filter, found }) => {
  expect(keys(filter)).toEqual(found);
});
