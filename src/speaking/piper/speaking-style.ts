import { AppError } from '#core';

import type { SpeakingStyle } from '../spoken-audio.ts';
import { speakerIdOf } from './speaker-id.ts';
import type { VoiceScales } from './voice-tensors.ts';
import type { PiperVoice } from './voice.ts';

const MIN_SPEED = 0.25;
const MAX_SPEED = 4;
const MAX_VARIATION = 2;

/**
 * What the network is told so that it speaks in a style.
 *
 * @param own - how the voice speaks without a style.
 * @throws AppError `CONFIG_INVALID` that names what the voice cannot follow, `VOICE_SPEAKER_UNKNOWN`.
 */
export function scalesOf(voice: PiperVoice, own: VoiceScales, style: SpeakingStyle = {}): VoiceScales {
  const { speed = 1, variation = 1, speaker } = style;
  const wrong = [
    !(speed >= MIN_SPEED && speed <= MAX_SPEED) && `speed must lie between ${MIN_SPEED} and ${MAX_SPEED}`,
    !(variation >= 0 && variation <= MAX_VARIATION) && `variation must lie between 0 and ${MAX_VARIATION}`,
    !(own.lengthScale > 0 && Number.isFinite(own.lengthScale)) && 'lengthScale must be above 0',
    !(own.noiseScale >= 0 && Number.isFinite(own.noiseScale)) && 'noiseScale must be 0 or more',
    !(own.noiseW >= 0 && Number.isFinite(own.noiseW)) && 'noiseW must be 0 or more',
    !isBelow(own.speakerId, voice.speakers) && `speakerId must be a whole number below ${voice.speakers}`,
  ].filter((problem) => problem !== false);
  if (wrong.length > 0) {
    throw new AppError('CONFIG_INVALID', {
      message: `The voice ${voice.name} cannot speak like that: ${wrong.join(', ')}.`,
      context: { voice: voice.name, wrong },
    });
  }
  return {
    noiseScale: own.noiseScale * variation,
    lengthScale: own.lengthScale / speed,
    noiseW: own.noiseW * variation,
    speakerId: speaker === undefined ? own.speakerId : speakerIdOf(voice, speaker),
  };
}

function isBelow(value: number, limit: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < limit;
}
