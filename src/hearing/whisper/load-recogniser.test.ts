import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cpuFeatures } from '#models';
import { writeWhisperFolder } from '../../../tools/speech-models/index.ts';
import { noise } from '../fixtures/signals.ts';
import { loadRecogniser, type RecogniserOptions } from './load-recogniser.ts';
import { resolveModelOptions, type WhisperModelOptions } from './model-options.ts';
import { DEFAULT_READING, recogniseWindow } from './recognise-window.ts';

const EXPORTS = [
  'whisper-mini-hub',
  'whisper-mini-timestamped',
  'whisper-mini-raw',
  'whisper-mini-2023',
  'whisper-mini-latest',
] as const;

const nothing = (): void => undefined;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-exports-'));
  for (const name of EXPORTS) await writeWhisperFolder(name, join(folder, name));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const options = (
  name: (typeof EXPORTS)[number],
  changes: Partial<WhisperModelOptions> = {},
): RecogniserOptions => ({
  ...resolveModelOptions({ modelPath: join(folder, name), encoderThreads: 1, ...changes }),
  language: 'en',
  startTimeoutMs: 120_000,
});

describe('a model as exporters make it', () => {
  it.each(EXPORTS)('is edited, stands its check and runs: %s', async (name) => {
    const { parts, facts } = await loadRecogniser(options(name));
    expect(facts).toMatchObject({
      encoderFormat: 'fp32',
      encoderPrecision: 'as-stored',
      windowPolicy: { floorSeconds: 10, marginSeconds: 2 },
    });
    expect(facts.graphs[0]).toMatchObject({ edits: ['dynamic-encoder', 'new-attention'] });
    const reading = await recogniseWindow(
      parts,
      noise(1500, -30),
      1500,
      { ...DEFAULT_READING, language: { fixed: 'en' }, exactTokens: 5 },
      nothing,
    );
    expect(reading.windowFrames).toBe(1000);
    expect(reading.tokens.length).toBe(5);
  });

  it.each(['whisper-mini-hub', 'whisper-mini-2023'] as const)(
    'has its 8-bit weights signed where that pays: %s',
    async (name) => {
      const { signedInt8Pays } = await cpuFeatures();
      const { facts } = await loadRecogniser(options(name, { encoderFormat: 'q8' }));
      expect(facts).toMatchObject({ encoderFormat: 'q8', decoderFormat: 'q8' });
      expect(facts.graphs[0]?.edits).toEqual(
        signedInt8Pays ? ['dynamic-encoder', 'signed-int8'] : ['dynamic-encoder'],
      );
      expect(facts.graphs[0]?.difference).toBeLessThan(1e-3);
    },
  );
});

it('listens to longer windows when it has to find out the language', async () => {
  const { language: _language, ...open } = options('whisper-mini-hub');
  const { facts } = await loadRecogniser(open);
  expect(facts.windowPolicy).toEqual({ floorSeconds: 15, marginSeconds: 2 });
});

it('takes the window policy that it is given', async () => {
  const windowPolicy = { floorSeconds: 6, marginSeconds: 1, bucketFrames: 100 };
  const { facts } = await loadRecogniser(options('whisper-mini-hub', { windowPolicy }));
  expect(facts.windowPolicy).toEqual(windowPolicy);
});
