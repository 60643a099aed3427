import { z } from 'zod';
import { AppError } from '#core';

/** What the trainer's own configuration does not tell of a voice. */
export interface VoiceFacts {
  readonly name: string;
  readonly quality: string;
  /** espeak-ng's name of the language: `en-us`, `de`. */
  readonly espeakVoice: string;
}

const trainerConfigSchema = z.looseObject({ audio: z.looseObject({}) });

/** `en-us` → `en_US`; a language without a region gets that of its own name: `de` → `de_DE`. */
export function languageCode(espeakVoice: string): string {
  const { language, region } = new Intl.Locale(espeakVoice.split('+')[0] ?? espeakVoice).maximize();
  return `${language}_${region ?? language.toUpperCase()}`;
}

/** The name of a voice's files, as Piper names them. */
export function voiceKey({ name, quality, espeakVoice }: VoiceFacts): string {
  return `${languageCode(espeakVoice)}-${name}-${quality}`;
}

/**
 * The `.onnx.json` of a voice: the trainer's, with language, dataset and quality, which other programs ask for.
 *
 * @throws AppError `TRAINER_FAILED` when the trainer left another kind of file.
 */
export function voiceConfig(trainerConfig: string, facts: VoiceFacts): string {
  const parsed = trainerConfigSchema.safeParse(JSON.parse(trainerConfig));
  if (!parsed.success) {
    throw new AppError('TRAINER_FAILED', { message: 'The trainer left no configuration of a voice.' });
  }
  const code = languageCode(facts.espeakVoice);
  const [family = '', region = ''] = code.split('_');
  const nameIn = (locale: string): string =>
    new Intl.DisplayNames([locale], { type: 'language' }).of(family) ?? family;
  const country = new Intl.DisplayNames(['en'], { type: 'region' }).of(region) ?? region;
  return `${JSON.stringify(
    {
      ...parsed.data,
      dataset: facts.name,
      audio: { ...parsed.data.audio, quality: facts.quality },
      language: {
        code,
        family,
        region,
        name_native: nameIn(family),
        name_english: nameIn('en'),
        country_english: country,
      },
    },
    null,
    2,
  )}\n`;
}
