import { z } from 'zod';

const scale = z.number().nonnegative();
const phoneme = z.string().check(({ value, issues }) => {
  if (Array.from(value).length === 1) return;
  issues.push({ code: 'custom', message: 'must be one character', input: value });
});

/** How a text becomes phonemes; some voices spell the name as the constant in Piper's code. */
const phonemeType = z
  .string()
  .default('espeak')
  .transform((name) => name.replace(/^PhonemeType\./u, '').toLowerCase())
  .pipe(z.enum(['espeak', 'text', 'pinyin', 'hebrew', 'japanese', 'thai']));

/** The `.onnx.json` file of a voice, with Piper's defaults where it may be silent; what is unknown is ignored. */
export const voiceFile = z
  .object({
    audio: z.object({ sample_rate: z.int().min(8_000).max(96_000), quality: z.string().nullish() }),
    espeak: z.object({ voice: z.string().min(1) }).optional(),
    inference: z
      .object({
        noise_scale: scale.default(0.667),
        length_scale: z.number().positive().default(1),
        noise_w: scale.default(0.8),
        /** Seconds of silence after a phoneme; only Piper's first program knew it. */
        phoneme_silence: z.record(phoneme, scale.max(10)).nullish(),
      })
      .prefault({}),
    phoneme_type: phonemeType,
    phoneme_map: z.record(phoneme, z.array(phoneme)).nullish(),
    phoneme_id_map: z.record(z.string(), z.array(z.int().nonnegative())),
    num_symbols: z.int().positive(),
    num_speakers: z.int().positive().default(1),
    speaker_id_map: z.record(z.string(), z.int().nonnegative()).nullish(),
    default_speaker_id: z.int().nonnegative().default(0),
    hop_length: z.int().positive().default(256),
    vowel_clusters: z.array(z.array(z.string()).min(2)).nullish(),
    piper_version: z.string().nullish(),
    dataset: z.string().nullish(),
    streaming: z.boolean().nullish(),
    language: z
      .object({
        code: z.string().nullish(),
        family: z.string().nullish(),
        region: z.string().nullish(),
        name_native: z.string().nullish(),
        name_english: z.string().nullish(),
        country_english: z.string().nullish(),
      })
      .nullish(),
  })
  .check(({ value, issues }) => {
    const problem = (path: (string | number)[], message: string): void => {
      issues.push({ code: 'custom', path, message, input: value });
    };
    if (value.phoneme_type === 'espeak' && value.espeak === undefined) problem(['espeak'], 'is missing');
    for (const needed of ['_', '^', '$']) {
      if ((value.phoneme_id_map[needed] ?? []).length === 0)
        problem(['phoneme_id_map', needed], 'is missing');
    }
    for (const [name, ids] of Object.entries(value.phoneme_id_map)) {
      if (ids.every((id) => id < value.num_symbols)) continue;
      problem(['phoneme_id_map', name], `is beyond num_symbols (${value.num_symbols})`);
    }
    for (const [n, cluster] of (value.vowel_clusters ?? []).entries()) {
      const merged = cluster.join('');
      if (value.phoneme_id_map[merged] === undefined) {
        problem(['vowel_clusters', n], `is missing as "${merged}" in phoneme_id_map`);
      }
    }
    for (const [name, id] of Object.entries(value.speaker_id_map ?? {})) {
      if (id < value.num_speakers) continue;
      problem(['speaker_id_map', name], `is beyond num_speakers (${value.num_speakers})`);
    }
    if (value.default_speaker_id >= value.num_speakers) {
      problem(['default_speaker_id'], `is beyond num_speakers (${value.num_speakers})`);
    }
  });

/** What {@link voiceFile} makes of a file. */
export type VoiceFile = z.infer<typeof voiceFile>;
