import type { ListedVoice, StoredVoice } from '#models';

/** Which voices are wanted. */
export interface VoiceFilter {
  /** `de`, `de_AT`, `German` or `Deutsch`. */
  readonly language?: string | undefined;
  readonly quality?: string | undefined;
  readonly maxSizeMb?: number | undefined;
  readonly installed?: boolean | undefined;
}

/** One voice as `voices list` shows it. */
export interface VoiceRow {
  readonly key: string;
  /** Undefined for a voice that Piper's list does not have: one of the owner's own. */
  readonly language: string | undefined;
  readonly quality: string | undefined;
  readonly speakers: number | undefined;
  readonly sizeBytes: number;
  readonly state: StoredVoice['state'] | 'absent';
}

/** Puts the list and what is here together: each voice once, by name. */
export function voiceRows(
  listed: readonly ListedVoice[],
  stored: readonly StoredVoice[],
  filter: VoiceFilter,
): readonly VoiceRow[] {
  const own = stored.filter(({ key }) => !listed.some((voice) => voice.key === key));
  const wanted = listed.filter((voice) => speaks(voice, filter.language));
  const rows: VoiceRow[] = [
    ...wanted.map((voice) => ({
      key: voice.key,
      language: `${voice.language.name_english} (${voice.language.code})`,
      quality: voice.quality,
      speakers: voice.num_speakers,
      sizeBytes: sizeOf(voice),
      state: stored.find(({ key }) => key === voice.key)?.state ?? ('absent' as const),
    })),
    ...own
      .filter(({ key }) => filter.language === undefined || isCode(key.split('-')[0] ?? '', filter.language))
      .map(({ key, sizeBytes, state }) => ({
        key,
        language: undefined,
        quality: undefined,
        speakers: undefined,
        sizeBytes,
        state,
      })),
  ];
  return rows
    .filter(({ quality }) => filter.quality === undefined || quality === filter.quality)
    .filter(({ sizeBytes }) => filter.maxSizeMb === undefined || sizeBytes <= filter.maxSizeMb * 1e6)
    .filter(({ state }) => filter.installed !== true || state !== 'absent')
    .toSorted((one, other) => (one.key < other.key ? -1 : 1));
}

function speaks({ language }: ListedVoice, asked: string | undefined): boolean {
  if (asked === undefined || isCode(language.code, asked)) return true;
  const wanted = asked.toLowerCase();
  return [language.name_english, language.name_native].some((name) => name.toLowerCase() === wanted);
}

/** `de` fits `de_AT`, `de_AT` and `de-at` fit only it. */
function isCode(code: string, asked: string): boolean {
  const [whole, wanted] = [code, asked].map((text) => text.toLowerCase().replace('-', '_')) as [
    string,
    string,
  ];
  return whole === wanted || whole.split('_')[0] === wanted;
}

function sizeOf({ files }: ListedVoice): number {
  return Object.values(files).reduce((total, file) => total + file.size_bytes, 0);
}
