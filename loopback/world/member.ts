import { AppError } from '#core';
import { Ears, type ListenOptions } from '../sound/ears.ts';
import { Mouth, type SpeakOptions, type SpeakReport } from '../sound/mouth.ts';
import type { SaidPacket } from '../sound/talk.ts';
import type { HeardPacket, RoomMember } from '../voice/index.ts';
import type { Json } from '../wire.ts';
import type { AnswerWait, CommandAnswer } from './answer.ts';
import type { LoopbackChannel } from './channel.ts';
import type { UploadedFile } from './command-call.ts';
import {
  autocompleteCommand,
  runCommand,
  type AutocompleteRequest,
  type Choice,
  type RunOptions,
} from './command-runner.ts';
import { pressComponent, submitForm } from './component-use.ts';
import type { WorldContext } from './context.ts';
import type { LoopbackGuild } from './guild.ts';
import { readableText, type LoopbackMessage } from './message.ts';
import { hasPermissions, type PermissionName } from './permissions.ts';
import type { LoopbackRole } from './role.ts';
import { userPayload, type LoopbackUser } from './user.ts';
import type { VoiceCalls } from './voice-calls.ts';
import { noVoiceState, type VoiceState } from './voice-state.ts';

/** What a member is made from. */
export interface MemberOptions {
  /** Another bot than the one that is tried out. */
  readonly bot?: boolean;
  readonly administrator?: boolean;
  /** Permissions beyond those that everybody has. */
  readonly permissions?: readonly PermissionName[];
  readonly roles?: readonly LoopbackRole[];
  /** The language of the member's Discord, such as `de`; the guild's when absent. */
  readonly locale?: string;
}

/** Discord names a picture after its content; nobody here looks at it. */
const AVATAR_HASH = '0123456789abcdef0123456789abcdef';

/** Somebody in a guild, driven by a script: goes to channels, uses commands, speaks, listens. */
export class LoopbackMember {
  readonly user: LoopbackUser;
  readonly guild: LoopbackGuild;
  readonly roleIds: readonly string[];
  readonly locale: string;
  /** ISO 8601. */
  readonly joinedAt = new Date().toISOString();
  nickname: string | null = null;
  /** A picture of its own in this guild, as a data URI. */
  avatar: string | null = null;
  readonly #world: WorldContext;
  readonly #calls: VoiceCalls;
  readonly #packetListeners = new Set<(packet: HeardPacket) => void>();
  readonly #ears = new Set<Ears>();
  readonly #mouth: Mouth;

  constructor(
    world: WorldContext,
    guild: LoopbackGuild,
    user: LoopbackUser,
    roleIds: readonly string[],
    calls: VoiceCalls,
    locale: string = guild.locale,
  ) {
    this.#world = world;
    this.#calls = calls;
    this.guild = guild;
    this.user = user;
    this.roleIds = roleIds;
    this.locale = locale;
    this.#mouth = new Mouth({
      userId: user.id,
      name: user.name,
      inVoice: () => this.voiceState !== undefined,
      muted: () => this.voiceState?.selfMute === true || this.voiceState?.mute === true,
      roomMember: () => this.roomMember,
      faults: () => this.#calls.room(this.guild)?.faults,
      tellOthers: (packet) => this.#tellOthers(packet),
    });
  }

  get id(): string {
    return this.user.id;
  }

  get name(): string {
    return this.user.name;
  }

  /** The voice channel where the member is. */
  get voiceChannel(): LoopbackChannel | undefined {
    const channelId = this.voiceState?.channelId ?? null;
    return channelId === null ? undefined : this.guild.channel(channelId);
  }

  get voiceState(): VoiceState | undefined {
    return this.guild.voiceState(this.id);
  }

  /** What the voice state is before the member went anywhere. */
  initialVoiceState(): VoiceState {
    return noVoiceState(this.#world.ids());
  }

  /** Goes into a voice channel, or from another one into it. @throws AppError LOOPBACK_USAGE. */
  async join(channel: LoopbackChannel): Promise<void> {
    if (channel.kind !== 'voice') throw this.#cannot(`join #${channel.name}, which is a text channel`);
    const permissions = this.guild.permissionsOf(this, channel);
    if (!hasPermissions(permissions, 'ViewChannel', 'Connect')) {
      throw this.#cannot(`join ${channel.name} for lack of permissions`);
    }
    const isFull = channel.userLimit > 0 && this.guild.membersIn(channel.id).length >= channel.userLimit;
    if (isFull && !hasPermissions(permissions, 'MoveMembers'))
      throw this.#cannot(`join ${channel.name}: full`);
    this.guild.setVoiceState(this, { channelId: channel.id });
  }

  /** The same as {@link join}, for readers. */
  async moveTo(channel: LoopbackChannel): Promise<void> {
    await this.join(channel);
  }

  /** Leaves voice; nothing happens when the member is nowhere. */
  async leave(): Promise<void> {
    if (this.voiceState === undefined) return;
    this.guild.setVoiceState(this, { channelId: null });
  }

  /** Switches the member's own microphone off or on. */
  setMute(selfMute: boolean): void {
    if (this.voiceState === undefined) throw this.#cannot('mute outside a voice channel');
    this.guild.setVoiceState(this, { selfMute });
  }

  /** Switches the member's own sound off or on. */
  setDeaf(selfDeaf: boolean): void {
    if (this.voiceState === undefined) throw this.#cannot('deafen outside a voice channel');
    this.guild.setVoiceState(this, { selfDeaf });
  }

  /**
   * Uses a slash command; a subcommand follows its command after a space.
   *
   * @throws AppError LOOPBACK_BOT_ABSENT, LOOPBACK_COMMAND_*, LOOPBACK_UNANSWERED.
   */
  run(command: string, options: RunOptions = {}): Promise<CommandAnswer> {
    return runCommand(this.#world, this, command, options);
  }

  /** Types into an option; gives what the bot proposes. @throws as {@link run}. */
  autocomplete(command: string, request: AutocompleteRequest): Promise<readonly Choice[]> {
    return autocompleteCommand(this.#world, this, command, request);
  }

  /** Uses a button or a select menu of a message, by its `custom_id`. @throws as {@link run}. */
  press(message: LoopbackMessage, customId: string, options: PressOptions = {}): Promise<CommandAnswer> {
    return pressComponent(this.#world, this, { message, customId, ...options });
  }

  /** Fills in the form that an answer opened, by field id, and sends it. @throws as {@link run}. */
  submit(
    opened: CommandAnswer,
    values: Readonly<Record<string, string>>,
    options: AnswerWait = {},
  ): Promise<CommandAnswer> {
    return submitForm(this.#world, this, { opened, values, ...options });
  }

  /**
   * Says a sound into the voice channel, in real time: mono samples at 48 kHz, or the path of a WAV file.
   * Resolves when the last packet went out.
   *
   * @throws AppError LOOPBACK_USAGE outside voice, when muted, or while something is being said;
   *   AUDIO_FILE_INVALID; the abort reason of `signal`.
   */
  speak(sound: Float32Array | string, options: SpeakOptions = {}): Promise<SpeakReport> {
    return this.#mouth.speak(sound, options);
  }

  /** Starts to keep what the member hears, until `stop()` is called. */
  listen(options: ListenOptions = {}): Ears {
    const ears = new Ears(this, options);
    this.#ears.add(ears);
    return ears;
  }

  /** The member's side of the voice server's room, while the bot is in the same channel. */
  get roomMember(): RoomMember | undefined {
    return this.#calls.roomMember(this);
  }

  /** Posts a message; `<@id>` in it mentions somebody, and so does a reply. */
  write(
    channel: LoopbackChannel,
    content: string,
    options: { readonly files?: readonly UploadedFile[]; readonly replyTo?: LoopbackMessage } = {},
  ): LoopbackMessage {
    const { replyTo } = options;
    const mentioned = [...content.matchAll(/<@!?(\d+)>/gu)].flatMap(
      ([, id = '']) => this.guild.member(id)?.user ?? [],
    );
    const message: LoopbackMessage = {
      id: this.#world.ids(),
      channelId: channel.id,
      author: this.user,
      createdAtMs: Date.now(),
      content,
      embeds: [],
      components: [],
      flags: 0,
      attachments: (options.files ?? []).map((file) => this.#world.files.add(file)),
      text: readableText({ content, embeds: [], components: [] }),
      ephemeral: false,
      mentions: [...new Set([...mentioned, ...(replyTo === undefined ? [] : [replyTo.author])])],
      ...(replyTo === undefined ? {} : { replyToId: replyTo.id }),
    };
    channel.addMessage(message);
    return message;
  }

  /** For the world only: a voice packet of somebody reached the member. */
  hear(packet: HeardPacket): void {
    if (this.voiceState?.selfDeaf === true || this.voiceState?.deaf === true) return;
    for (const listener of this.#packetListeners) listener(packet);
  }

  /** Hands over every voice packet that the member hears. Gives what ends that. */
  onPacket(listener: (packet: HeardPacket) => void): () => void {
    this.#packetListeners.add(listener);
    return () => this.#packetListeners.delete(listener);
  }

  /** A guild member object as Discord sends it. */
  payload(): { readonly [key: string]: Json } {
    return {
      user: userPayload(this.user),
      nick: this.nickname,
      avatar: this.avatar === null ? null : AVATAR_HASH,
      banner: null,
      roles: this.roleIds,
      joined_at: this.joinedAt,
      premium_since: null,
      communication_disabled_until: null,
      deaf: this.voiceState?.deaf ?? false,
      mute: this.voiceState?.mute ?? false,
      pending: false,
      flags: 0,
    };
  }

  /** For the world only: frees the codecs. */
  close(): void {
    this.#mouth.close();
    for (const ears of this.#ears) ears.stop();
    this.#ears.clear();
  }

  /** The bot hears through the voice server; the other members hear directly. */
  #tellOthers(packet: SaidPacket): void {
    const channelId = this.voiceState?.channelId ?? '';
    for (const other of this.guild.membersIn(channelId)) {
      if (other !== this && other !== this.guild.bot) other.hear({ ...packet, fromUserId: this.id });
    }
  }

  #cannot(what: string): AppError {
    return new AppError('LOOPBACK_USAGE', { message: `${this.name} cannot ${what}.` });
  }
}

/** What is chosen in a select menu, and how long to wait. */
export interface PressOptions {
  readonly values?: readonly string[];
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}
