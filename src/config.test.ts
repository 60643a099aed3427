import { readFileSync } from 'node:fs';
import { AppError } from '#core';
import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';
import { SETTINGS } from './settings.ts';

const enough = {
  DISCORD_TOKEN: 'token',
  LLM_BASE_URL: 'http://127.0.0.1:11434/v1',
  PIPER_MODEL_PATH: 'en_US-lessac-medium',
};

function failure(environment: Record<string, string>): AppError {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('The configuration was accepted.');
}

test('names every missing setting at once, says how to get it and points to the demo', () => {
  const { code, message } = failure({});

  expect(code).toBe('CONFIG_INVALID');
  for (const name of ['DISCORD_TOKEN', 'OPENROUTER_API_KEY', 'PIPER_MODEL_PATH'] as const) {
    expect(message).toContain(name);
    expect(message).toContain(SETTINGS[name].howTo);
  }
  expect(message).toContain('npm run demo');
});

test('fills in the defaults', () => {
  expect(loadConfig(enough)).toMatchObject({
    api: { host: 'localhost', port: 8765 },
    logLevel: 'info',
    debug: false,
    whisper: { model: 'base', options: { task: 'transcribe', encoderFormat: 'auto' } },
    piperVoice: 'en_US-lessac-medium',
    voiceActivity: 'auto',
    endOfTurn: 'auto',
    models: { allowDownloads: true, mirrorUrl: undefined },
  });
});

test('lists stand with commas', () => {
  const { whisper } = loadConfig({
    ...enough,
    WHISPER_ALLOWED_LANGUAGES: 'en, de',
    WHISPER_NAMES: 'Mira,Otto',
    WHISPER_WINDOW_FLOOR_SECONDS: '12',
  });

  expect(whisper.options).toMatchObject({
    allowedLanguages: ['en', 'de'],
    promptTerms: ['Mira', 'Otto'],
    windowPolicy: { floorSeconds: 12, marginSeconds: 2 },
  });
});

test('an empty value counts as not set', () => {
  expect(failure({ ...enough, DISCORD_TOKEN: ' ' }).context).toEqual({ settings: ['DISCORD_TOKEN'] });
});

test('DEBUG brings the debug lines whatever LOG_LEVEL says', () => {
  expect(loadConfig({ ...enough, DEBUG: 'true', LOG_LEVEL: 'ERROR' }).logLevel).toBe('debug');
});

test.each([
  ['API_PORT', '99999'],
  ['API_PORT', 'eighty'],
  ['LOG_LEVEL', 'LOUD'],
  ['DEBUG', 'perhaps'],
  ['WHISPER_LANGUAGE', 'English'],
  ['DISCORD_API_URL', 'not a url'],
  ['LLM_BASE_URL', 'ftp://models'],
  ['WHISPER_ALLOWED_LANGUAGES', 'en,German'],
  ['WHISPER_TASK', 'summarise'],
  ['WHISPER_WINDOW_FLOOR_SECONDS', '45'],
  ['WHISPER_WINDOW_MARGIN_SECONDS', '3'],
  ['WHISPER_ENCODER_FORMAT', 'q3'],
  ['WHISPER_THREADS', '0'],
  ['ADDRESSING', 'never'],
  ['VOICE_ACTIVITY', 'loud'],
  ['END_OF_TURN', 'never'],
  ['ALLOW_DOWNLOADS', 'sometimes'],
  ['MODEL_MIRROR_URL', 'mirror'],
])('refuses %s=%s', (name, value) => {
  expect(failure({ ...enough, [name]: value }).context).toEqual({ settings: [name] });
});

test('.env.example shows every setting and no other', () => {
  const example = readFileSync('.env.example', 'utf8');
  const shown = [...example.matchAll(/^#?\s?([A-Z_]+)=/gmu)].map((match) => match[1]);

  expect(new Set(shown)).toEqual(new Set(Object.keys(SETTINGS)));
  expect(shown).toHaveLength(Object.keys(SETTINGS).length);
  for (const setting of Object.values(SETTINGS)) expect(example).toContain(setting.purpose);
});
