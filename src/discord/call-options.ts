import type { FloorOptions } from '#conversation';
import type { EndpointOptions } from '#hearing';
import type { GuildSettings } from './settings/index.ts';

/** Silence in which what was said is understood provisionally, in ms; it is longer than most stops of the tongue. */
const PROVISIONAL_AFTER_MS = 60;

/** What a server's settings mean for the floor; it takes them at once. @param guildOwnerId - may always interrupt. */
export function floorOptionsOf(settings: GuildSettings, guildOwnerId: string): Partial<FloorOptions> {
  const {
    addressing,
    followUpMs,
    ownerId,
    pauseAfterVoicedMs,
    stopAfterVoicedMs,
    discardAfterVoicedMs,
    playbackGuardMs,
    resumeAfterMs,
    unfinishedSilenceMs,
    maxSpeculations,
    maxSpeculationsWastedPerHour,
    maxSpokenCharacters,
  } = settings;
  return {
    addressing,
    followUpMs,
    pauseAfterVoicedMs,
    stopAfterVoicedMs,
    discardAfterVoicedMs,
    playbackGuardMs,
    resumeAfterMs,
    unfinishedSilenceMs,
    maxSpeculations,
    maxSpeculationsWastedPerHour,
    maxSpokenCharacters,
    ownerIds: ownerId === '' ? [guildOwnerId] : [guildOwnerId, ownerId],
  };
}

/** What they mean for the ears, which are made when somebody first speaks. */
export function endpointOptionsOf(settings: GuildSettings): Partial<EndpointOptions> {
  const { minSilenceMs, completeSilenceMs, maxSilenceMs, speculation } = settings;
  return {
    minSilenceMs,
    completeSilenceMs,
    maxSilenceMs,
    ...(speculation !== 'off' && { provisionalAfterMs: PROVISIONAL_AFTER_MS }),
  };
}
