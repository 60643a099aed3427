import type { DiscordGatewayAdapterCreator } from '@discordjs/voice';
import { Events, type Client, type VoiceBasedChannel, type VoiceState } from 'discord.js';

/** The channel that the bot is in, and who else is. */
export interface VoiceChannelView {
  readonly guildId: string;
  /** The bot may be moved, so that this changes. */
  readonly channelId: string;
  readonly adapterCreator: DiscordGatewayAdapterCreator;
  /** People in the channel, without bots. */
  peopleIds(): readonly string[];
  /** True when nobody else is there, bots included. */
  isAlone(): boolean;
  /** Stops watching. */
  close(): void;
}

/** What a {@link VoiceChannelView} reports. */
export interface VoiceChannelEvents {
  onPeopleChanged(): void;
  /** The bot is in another channel now. */
  onMoved(channelId: string): void;
  /** The bot is in no channel any more. */
  onRemoved(): void;
  /** Somebody is there of whom Discord does not say who it is. */
  onUnknownMember(userId: string): void;
}

/** Watches `channel` through the voice states that discord.js keeps. */
export function watchVoiceChannel(channel: VoiceBasedChannel, events: VoiceChannelEvents): VoiceChannelView {
  const { guild } = channel;
  const client = guild.client as Client;
  const asked = new Set<string>();
  let channelId = channel.id;

  const others = (): VoiceState[] =>
    [...guild.voiceStates.cache.values()].filter(
      (state) => state.channelId === channelId && state.id !== client.user?.id,
    );

  const askWhoItIs = (userId: string): void => {
    if (asked.has(userId)) return;
    asked.add(userId);
    guild.members.fetch(userId).then(
      () => events.onPeopleChanged(),
      () => events.onUnknownMember(userId),
    );
  };

  const isPerson = (state: VoiceState): boolean => {
    const user = state.member?.user ?? client.users.cache.get(state.id);
    if (user === undefined) askWhoItIs(state.id);
    return user !== undefined && !user.bot;
  };

  const onVoiceState = (before: VoiceState, after: VoiceState): void => {
    if (after.guild.id !== guild.id || before.channelId === after.channelId) return;
    if (after.id === client.user?.id) {
      if (after.channelId === null) events.onRemoved();
      else if (after.channelId !== channelId) {
        ({ channelId } = after);
        events.onMoved(channelId);
      }
    }
    events.onPeopleChanged();
  };
  client.on(Events.VoiceStateUpdate, onVoiceState);

  return {
    guildId: guild.id,
    get channelId() {
      return channelId;
    },
    adapterCreator: guild.voiceAdapterCreator,
    peopleIds: () =>
      others()
        .filter(isPerson)
        .map((state) => state.id),
    isAlone: () => others().length === 0,
    close: () => void client.off(Events.VoiceStateUpdate, onVoiceState),
  };
}
