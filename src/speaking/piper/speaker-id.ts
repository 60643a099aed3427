import { AppError } from '#core';

import type { PiperVoice } from './voice.ts';

const MAX_NAMES_SHOWN = 20;

/**
 * The id of one of a voice's speakers, who is asked for by name or by number. A name that looks like a number
 * comes before the number.
 *
 * @throws AppError `VOICE_SPEAKER_UNKNOWN` that tells who there is.
 */
export function speakerIdOf(voice: PiperVoice, wish: string | number | undefined): number {
  if (wish === undefined) return voice.defaultSpeakerId;
  const named = typeof wish === 'string' ? namedSpeaker(voice, wish) : undefined;
  const id = named ?? (String(wish).trim() === '' ? Number.NaN : Number(wish));
  if (Number.isInteger(id) && id >= 0 && id < voice.speakers) return id;
  throw new AppError('VOICE_SPEAKER_UNKNOWN', {
    message: `The voice ${voice.name} has no speaker "${wish}": ${offer(voice)}.`,
    context: { voice: voice.name, speaker: wish, speakers: voice.speakers },
  });
}

function namedSpeaker({ speakerIds }: PiperVoice, wish: string): number | undefined {
  if (Object.hasOwn(speakerIds, wish)) return speakerIds[wish];
  const folded = wish.trim().toLowerCase();
  const alike = Object.keys(speakerIds).filter((name) => name.toLowerCase() === folded);
  return alike.length === 1 ? speakerIds[alike[0] as string] : undefined;
}

function offer({ speakers, speakerIds }: PiperVoice): string {
  const range = speakers === 1 ? 'the only one is 0' : `it has 0 to ${speakers - 1}`;
  const names = Object.keys(speakerIds);
  if (names.length === 0) return range;
  const more = names.length > MAX_NAMES_SHOWN ? ', …' : '';
  return `${range}, by name ${names.slice(0, MAX_NAMES_SHOWN).join(', ')}${more}`;
}
