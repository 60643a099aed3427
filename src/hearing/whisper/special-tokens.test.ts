import { describe, expect, it } from 'vitest';
import { SMALL_MODEL } from './fixtures/model-folder.ts';
import { findSpecialTokens } from './special-tokens.ts';
import { readWhisperFolder, type WhisperFolder } from './whisper-folder.ts';

type Facts = Parameters<typeof findSpecialTokens>[0];

const facts = (
  vocabulary: number,
  generation: WhisperFolder['generation'],
  added: Readonly<Record<string, number>> = {},
): Facts => ({
  name: 'test',
  config: {
    model_type: 'whisper',
    d_model: 8,
    decoder_attention_heads: 1,
    num_mel_bins: 80,
    vocab_size: vocabulary,
    max_source_positions: 1500,
    max_target_positions: 448,
  },
  generation,
  tokenizer: {
    added_tokens: Object.entries(added).map(([content, id]) => ({ content, id })),
    model: { type: 'BPE', vocab: {} },
  },
});

describe("the special tokens of OpenAI's models", () => {
  it('are known by the size of the vocabulary: English only', () => {
    expect(findSpecialTokens(facts(51_864, {}))).toEqual({
      startOfTranscript: 50_257,
      endOfText: 50_256,
      noSpeech: 50_361,
      noTimestamps: 50_362,
      firstTimestamp: 50_363,
      startOfPrevious: 50_360,
      transcribe: undefined,
      translate: undefined,
      languages: new Map(),
    });
  });

  it.each([
    [51_865, 50_358, 99, 'su'],
    [51_866, 50_359, 100, 'yue'],
  ])('are known by the size of the vocabulary: %i', (size, translate, count, lastLanguage) => {
    const { languages, ...special } = findSpecialTokens(facts(size, {}));
    expect(special).toEqual({
      startOfTranscript: 50_258,
      endOfText: 50_257,
      translate,
      transcribe: translate + 1,
      startOfPrevious: translate + 3,
      noSpeech: translate + 4,
      noTimestamps: translate + 5,
      firstTimestamp: translate + 6,
    });
    expect(languages.size).toBe(count);
    expect(languages.get('en')).toBe(50_259);
    expect(languages.get('haw')).toBe(50_352);
    expect([...languages].at(-1)).toEqual([lastLanguage, translate - 1]);
  });

  it('take the languages that a file names before the known ones', () => {
    const named = { '<|en|>': 50_259, '<|haw|>': 50_352 };
    expect(findSpecialTokens(facts(51_865, {}, named)).languages).toEqual(
      new Map([
        ['en', 50_259],
        ['haw', 50_352],
      ]),
    );
  });
});

describe('the special tokens of other models', () => {
  const generation = {
    decoder_start_token_id: 101,
    eos_token_id: [100],
    lang_to_id: { '<|en|>': 102 },
    task_to_id: { transcribe: 103, translate: 104 },
    no_timestamps_token_id: 106,
  };

  it('are what the generation file says, before what the tokenizer says', () => {
    const added = { '<|startoftranscript|>': 1, '<|transcribe|>': 2, '<|nocaptions|>': 105, '<|de|>': 3 };
    expect(findSpecialTokens(facts(200, generation, added))).toEqual({
      startOfTranscript: 101,
      endOfText: 100,
      noSpeech: 105,
      noTimestamps: 106,
      firstTimestamp: 107,
      startOfPrevious: undefined,
      transcribe: 103,
      translate: 104,
      languages: new Map([['en', 102]]),
    });
  });

  it('are taken from the tokenizer where the generation file is silent', () => {
    const added = {
      '<|endoftext|>': 10,
      '<|startoftranscript|>': 11,
      '<|de|>': 12,
      '<|translate|>': 13,
      '<|transcribe|>': 14,
      '<|nospeech|>': 15,
      '<|notimestamps|>': 16,
      '<|startofprev|>': 17,
      '<|0.00|>': 19,
    };
    expect(findSpecialTokens(facts(200, {}, added))).toEqual({
      startOfTranscript: 11,
      endOfText: 10,
      noSpeech: 15,
      noTimestamps: 16,
      firstTimestamp: 19,
      startOfPrevious: 17,
      transcribe: 14,
      translate: 13,
      languages: new Map([['de', 12]]),
    });
  });

  it.each([
    ['no speech', {}],
    ['any language', { lang_to_id: {} }],
    ['transcribe', { task_to_id: {} }],
    ['the start', { decoder_start_token_id: 900 }],
  ])('are refused when one is nowhere or impossible: %s', (what, changes) => {
    const added = what === 'no speech' ? {} : { '<|nospeech|>': 105 };
    const find = (): unknown => findSpecialTokens(facts(200, { ...generation, ...changes }, added));
    expect(find).toThrow(
      expect.objectContaining({ code: 'MODEL_FILE_INVALID', message: expect.stringContaining(what) }),
    );
  });
});

it('of the small model stand in the order of Whisper', async () => {
  const folder = await readWhisperFolder(SMALL_MODEL, { encoder: 'fp32', decoder: 'fp32' });
  const special = findSpecialTokens(folder);
  expect(special.startOfTranscript).toBe(special.endOfText + 1);
  expect(special.languages.get('en')).toBe(special.endOfText + 2);
  expect(special.languages.size).toBe(99);
  expect(special.noTimestamps).toBe(special.noSpeech + 1);
  expect(special.firstTimestamp).toBe(special.noTimestamps + 1);
  expect(special.transcribe).toBe(special.translate! + 1);
  expect(special.startOfPrevious).toBe(special.noSpeech - 1);
});
