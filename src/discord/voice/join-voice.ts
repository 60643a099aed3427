import { createOpusDecoder, createOpusEncoder } from '#audio';
import type { VoiceBasedChannel } from 'discord.js';
import { applyCures } from './cures/apply-cures.ts';
import { watchVoiceChannel, type VoiceChannelEvents, type VoiceChannelView } from './voice-channel.ts';
import { ManagedVoiceLink, type VoiceLink, type VoiceLinkOptions } from './voice-link.ts';

/** How to join a channel. */
export interface JoinVoiceOptions extends VoiceLinkOptions {
  readonly channel: VoiceBasedChannel;
  /** Gives the join up; a link that stands is ended with {@link VoiceLink.leave}. */
  readonly signal: AbortSignal;
}

/**
 * Joins a voice channel: hears each person there by themselves and speaks with one voice.
 *
 * Resolves when sound can go both ways, that is when the keys of the end-to-end encryption are there or the
 * bot is alone; if the keys are late, it resolves all the same and speech waits for them.
 *
 * @throws AppError `VOICE_JOIN_TIMEOUT`, `VOICE_CONNECTION_LOST`, `VOICE_DAVE_REQUIRED`, `OPUS_UNAVAILABLE`,
 * `VOICE_LIBRARY_UNKNOWN`; the abort reason.
 */
export function joinVoice(options: JoinVoiceOptions): Promise<VoiceLink> {
  return joinVoiceThrough(options, options.signal, (events) => watchVoiceChannel(options.channel, events));
}

/** Like {@link joinVoice}, with any source of voice states. */
export async function joinVoiceThrough(
  options: VoiceLinkOptions,
  signal: AbortSignal,
  watch: (events: VoiceChannelEvents) => VoiceChannelView,
): Promise<VoiceLink> {
  signal.throwIfAborted();
  let unknownVersion: string | undefined;
  applyCures((version) => {
    unknownVersion = version;
  });
  // Loads the decoder's code now, so that nobody's first words wait for it.
  const [encoder, decoder] = await Promise.all([createOpusEncoder(), createOpusDecoder()]);
  decoder.close();
  let view: VoiceChannelView | undefined;
  const link = new ManagedVoiceLink(options, encoder, (events) => (view = watch(events)));
  if (unknownVersion !== undefined && view !== undefined) {
    const { guildId, channelId } = view;
    const code = 'VOICE_LIBRARY_UNKNOWN';
    options.emit({
      type: 'voice.library-unknown',
      severity: 'warn',
      code,
      guildId,
      channelId,
      version: unknownVersion,
    });
  }
  await link.join(signal);
  return link;
}
