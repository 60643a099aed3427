import { describe, expect, it } from 'vitest';
import { SMALL_MODEL } from './fixtures/model-folder.ts';
import { readVocabulary } from './vocabulary.ts';
import { readWhisperFolder, type WhisperFolder } from './whisper-folder.ts';

const folder = await readWhisperFolder(SMALL_MODEL, { encoder: 'fp32', decoder: 'fp32' });

/** The small model's folder as if it had another vocabulary and said less. */
const silent = (vocabularySize: number, config: Partial<WhisperFolder['config']> = {}): typeof folder => ({
  ...folder,
  config: {
    ...folder.config,
    vocab_size: vocabularySize,
    decoder_start_token_id: null,
    eos_token_id: null,
    suppress_tokens: null,
    begin_suppress_tokens: null,
    ...config,
  },
  generation: {},
  tokenizer: { added_tokens: [], model: { type: 'BPE', vocab: {} } },
});

describe('a vocabulary', () => {
  it('is what the files say', () => {
    const { suppressed, suppressedFirst, maxInitialTimestamp, contextLength } = readVocabulary(folder);
    expect(suppressed).toEqual(folder.generation.suppress_tokens);
    expect(suppressedFirst).toEqual([220, 1256]);
    expect([maxInitialTimestamp, contextLength]).toEqual([50, 448]);
  });

  it.each([
    [51_864, 50_256, 49_146],
    [51_865, 50_257, 50_254],
    [51_866, 50_257, 50_254],
  ])('of %i words is known when the files say nothing', (size, end, lastSign) => {
    const { suppressed, suppressedFirst, special } = readVocabulary(silent(size));
    expect(suppressedFirst).toEqual([220, end]);
    expect(suppressed).toContain(lastSign);
    expect(suppressed).toContain(special.startOfTranscript);
    expect(suppressed).toContain(special.noSpeech);
    expect(suppressed).not.toContain(end);
    expect(new Set(suppressed).size).toBe(suppressed.length);
  });

  it('never suppresses what it does not hold, and may be told to suppress nothing', () => {
    const told = { suppress_tokens: [5, 60_000], begin_suppress_tokens: [] };
    const { suppressed, suppressedFirst } = readVocabulary(silent(51_865, told));
    expect([suppressed, suppressedFirst]).toEqual([[5], []]);
  });
});
