import type { Json } from '../wire.ts';
import { hasIntent } from '../gateway/intents.ts';
import type { WorldContext } from './context.ts';
import { messagePayload, type LoopbackMessage } from './message.ts';
import { overwriteFrom, type PermissionChanges, type PermissionOverwrite } from './permissions.ts';

/** What kind of channel it is. */
export type ChannelKind = 'text' | 'voice';

const CHANNEL_TYPES = { text: 0, voice: 2 } as const satisfies Record<ChannelKind, number>;

/** What a channel is made from. */
export interface ChannelOptions {
  readonly guildId: string;
  readonly kind: ChannelKind;
  readonly name: string;
  readonly position: number;
  /** How many may be in a voice channel; 0 for any number. */
  readonly userLimit?: number;
  /** A member of the guild as gateway events tell it. */
  readonly memberPayload: (userId: string) => Json | undefined;
}

/** A text channel, or a voice channel (which can hold text as well). */
export class LoopbackChannel {
  readonly id: string;
  readonly guildId: string;
  readonly kind: ChannelKind;
  readonly name: string;
  readonly position: number;
  readonly #world: WorldContext;
  readonly #overwrites = new Map<string, PermissionOverwrite>();
  readonly #messages: LoopbackMessage[] = [];
  readonly #memberPayload: ChannelOptions['memberPayload'];
  #userLimit: number;
  #status = '';

  constructor(world: WorldContext, options: ChannelOptions) {
    this.#world = world;
    this.id = world.ids();
    this.guildId = options.guildId;
    this.kind = options.kind;
    this.name = options.name;
    this.position = options.position;
    this.#userLimit = options.userLimit ?? 0;
    this.#memberPayload = options.memberPayload;
  }

  /** What was posted here and not deleted, oldest first; answers that only one member sees are not here. */
  get messages(): readonly LoopbackMessage[] {
    return this.#messages;
  }

  /** How many may be in this voice channel; 0 for any number. */
  get userLimit(): number {
    return this.#userLimit;
  }

  /** The line of text that the bot put under a voice channel's name. */
  get status(): string {
    return this.#status;
  }

  get overwrites(): readonly PermissionOverwrite[] {
    return [...this.#overwrites.values()];
  }

  /** Changes the limit, and tells the bot. */
  setUserLimit(userLimit: number): void {
    this.#userLimit = userLimit;
    this.#publishUpdate();
  }

  setStatus(status: string): void {
    this.#status = status;
  }

  /** Grants or denies the bot permissions in this channel; an empty object takes all changes back. */
  setBotPermissions(changes: PermissionChanges): void {
    this.setPermissions(this.#world.botUser.id, 'member', changes);
  }

  /** Grants or denies permissions to a member or a role in this channel. */
  setPermissions(id: string, kind: PermissionOverwrite['kind'], changes: PermissionChanges): void {
    const overwrite = overwriteFrom(id, kind, changes);
    if (overwrite.allow === 0n && overwrite.deny === 0n) this.#overwrites.delete(id);
    else this.#overwrites.set(id, overwrite);
    this.#publishUpdate();
  }

  message(messageId: string): LoopbackMessage | undefined {
    return this.#messages.find((message) => message.id === messageId);
  }

  /** Posts a message, and tells the bot. */
  addMessage(message: LoopbackMessage): void {
    this.#messages.push(message);
    this.#publishMessage('MESSAGE_CREATE', message);
    this.#world.events.emit({ type: 'message', channelName: this.name, message });
  }

  /** Puts an edited message in the place of the one with the same id. */
  replaceMessage(message: LoopbackMessage): void {
    const index = this.#messages.findIndex((candidate) => candidate.id === message.id);
    if (index === -1) return;
    this.#messages[index] = message;
    this.#publishMessage('MESSAGE_UPDATE', message);
    this.#world.events.emit({ type: 'message-edited', channelName: this.name, message });
  }

  removeMessage(messageId: string): boolean {
    const index = this.#messages.findIndex((message) => message.id === messageId);
    if (index === -1) return false;
    this.#messages.splice(index, 1);
    this.#world.publish({
      name: 'MESSAGE_DELETE',
      intent: 'guildMessages',
      data: () => ({ id: messageId, channel_id: this.id, guild_id: this.guildId }),
    });
    return true;
  }

  /** A channel object as Discord sends it. */
  payload(): { readonly [key: string]: Json } {
    return {
      id: this.id,
      guild_id: this.guildId,
      type: CHANNEL_TYPES[this.kind],
      name: this.name,
      position: this.position,
      parent_id: null,
      nsfw: false,
      topic: null,
      flags: 0,
      last_message_id: this.#messages.at(-1)?.id ?? null,
      rate_limit_per_user: 0,
      permission_overwrites: this.overwrites.map((overwrite) => ({
        id: overwrite.id,
        type: overwrite.kind === 'role' ? 0 : 1,
        allow: overwrite.allow.toString(),
        deny: overwrite.deny.toString(),
      })),
      ...(this.kind === 'voice' ? { bitrate: 64_000, user_limit: this.#userLimit, rtc_region: null } : {}),
    };
  }

  #publishUpdate(): void {
    this.#world.publish({ name: 'CHANNEL_UPDATE', intent: 'guilds', data: () => this.payload() });
  }

  /** Its own messages, and those that mention it, a bot reads without the intent MESSAGE_CONTENT. */
  #isForBot({ author, mentions = [] }: LoopbackMessage): boolean {
    const { id } = this.#world.botUser;
    return author.id === id || mentions.some((user) => user.id === id);
  }

  #publishMessage(name: string, message: LoopbackMessage): void {
    this.#world.publish({
      name,
      intent: 'guildMessages',
      data: ({ intents }) => {
        const member = this.#memberPayload(message.author.id);
        return messagePayload(message, {
          guildId: this.guildId,
          applicationId: this.#world.applicationId,
          withContent: hasIntent(intents, 'messageContent') || this.#isForBot(message),
          ...(member === undefined ? {} : { member }),
        });
      },
    });
  }
}
