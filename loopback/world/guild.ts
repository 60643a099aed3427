import { AppError } from '#core';
import type { VoiceRoom } from '../voice/index.ts';
import type { Json } from '../wire.ts';
import { hasIntent } from '../gateway/intents.ts';
import { LoopbackChannel } from './channel.ts';
import type { Receiver, WorldContext } from './context.ts';
import { guildFields } from './guild-fields.ts';
import { LoopbackMember, type MemberOptions } from './member.ts';
import {
  ALL_PERMISSIONS,
  channelPermissions,
  EVERYONE_PERMISSIONS,
  PERMISSION_BITS,
  permissionBits,
  type PermissionName,
} from './permissions.ts';
import { rolePayload, type LoopbackRole } from './role.ts';
import { voiceStatePayload, type VoiceState } from './voice-state.ts';
import type { VoiceCalls } from './voice-calls.ts';

/** What a guild is made from. */
export interface GuildOptions {
  readonly name: string;
  /** Such as `en-US`, `de`. */
  readonly locale?: string;
}

/** A server with its channels and members; the bot is always a member. */
export class LoopbackGuild {
  readonly id: string;
  readonly name: string;
  readonly locale: string;
  /** Owns the guild, and may do anything. */
  readonly owner: LoopbackMember;
  readonly bot: LoopbackMember;
  readonly #world: WorldContext;
  readonly #calls: VoiceCalls;
  readonly #channels: LoopbackChannel[] = [];
  readonly #members = new Map<string, LoopbackMember>();
  readonly #roles: LoopbackRole[] = [];
  readonly #voiceStates = new Map<string, VoiceState>();
  #announced = false;

  constructor(world: WorldContext, calls: VoiceCalls, options: GuildOptions) {
    this.#world = world;
    this.#calls = calls;
    this.id = world.ids();
    this.name = options.name;
    this.locale = options.locale ?? 'en-US';
    this.#roles.push({ id: this.id, name: '@everyone', position: 0, permissions: EVERYONE_PERMISSIONS });
    this.owner = this.#addMember('Owner', { administrator: true });
    const botRole = this.#addRole(world.botUser.name, 0n, world.botUser.id);
    this.bot = new LoopbackMember(world, this, world.botUser, [botRole.id], calls);
    this.#members.set(this.bot.id, this.bot);
    this.#announced = true;
    world.publish({ name: 'GUILD_CREATE', intent: 'guilds', data: (receiver) => this.payload(receiver) });
  }

  get channels(): readonly LoopbackChannel[] {
    return this.#channels;
  }

  get members(): readonly LoopbackMember[] {
    return [...this.#members.values()];
  }

  get roles(): readonly LoopbackRole[] {
    return this.#roles;
  }

  createTextChannel(name: string): LoopbackChannel {
    return this.#addChannel('text', name);
  }

  createVoiceChannel(name: string, options: { readonly userLimit?: number } = {}): LoopbackChannel {
    return this.#addChannel('voice', name, options.userLimit);
  }

  /** Takes a channel away; whoever is in it is put out. */
  deleteChannel(channel: LoopbackChannel): void {
    for (const member of this.membersIn(channel.id)) this.setVoiceState(member, { channelId: null });
    const index = this.#channels.indexOf(channel);
    if (index === -1) return;
    this.#channels.splice(index, 1);
    this.#world.publish({ name: 'CHANNEL_DELETE', intent: 'guilds', data: () => channel.payload() });
  }

  /** Adds somebody; the bot is told when it asked for the intent. */
  createMember(name: string, options: MemberOptions = {}): LoopbackMember {
    const member = this.#addMember(name, options);
    this.#world.publish({
      name: 'GUILD_MEMBER_ADD',
      intent: 'guildMembers',
      data: () => ({ ...member.payload(), guild_id: this.id }),
    });
    return member;
  }

  /** Adds a role; give it to members with {@link createMember}. */
  createRole(name: string, permissions: readonly PermissionName[] = []): LoopbackRole {
    return this.#addRole(name, permissionBits(permissions));
  }

  channel(id: string): LoopbackChannel | undefined {
    return this.#channels.find((channel) => channel.id === id);
  }

  member(id: string): LoopbackMember | undefined {
    return this.#members.get(id);
  }

  role(id: string): LoopbackRole | undefined {
    return this.#roles.find((role) => role.id === id);
  }

  /** Everybody in a voice channel, the bot too. */
  membersIn(channelId: string): readonly LoopbackMember[] {
    return this.members.filter((member) => this.#voiceStates.get(member.id)?.channelId === channelId);
  }

  voiceState(userId: string): VoiceState | undefined {
    return this.#voiceStates.get(userId);
  }

  /** Changes where somebody is in voice, and what is switched off; tells the bot and the voice server. */
  setVoiceState(member: LoopbackMember, changes: Partial<VoiceState>): void {
    const { before, after } = this.storeVoiceState(member, changes);
    this.publishVoiceState(member, after);
    this.#calls.voiceStateChanged(this, member, before?.channelId ?? null, after.channelId);
  }

  /** Changes a voice state without telling the bot. */
  storeVoiceState(
    member: LoopbackMember,
    changes: Partial<VoiceState>,
  ): { readonly before: VoiceState | undefined; readonly after: VoiceState } {
    const before = this.#voiceStates.get(member.id);
    const after: VoiceState = { ...(before ?? member.initialVoiceState()), ...changes };
    if (after.channelId === null) this.#voiceStates.delete(member.id);
    else this.#voiceStates.set(member.id, after);
    this.#report(member, before?.channelId ?? null, after.channelId);
    return { before, after };
  }

  /** Sends a VOICE_STATE_UPDATE. */
  publishVoiceState(member: LoopbackMember, state: VoiceState): void {
    this.#world.publish({
      name: 'VOICE_STATE_UPDATE',
      intent: 'guildVoiceStates',
      data: () => ({
        ...voiceStatePayload(member.id, state),
        guild_id: this.id,
        member: member.payload(),
      }),
    });
  }

  /** Permissions of a member in the whole guild, or in one channel. */
  permissionsOf(member: LoopbackMember, channel?: LoopbackChannel): bigint {
    const base = this.#roles
      .filter((role) => role.id === this.id || member.roleIds.includes(role.id))
      .reduce((bits, role) => bits | role.permissions, 0n);
    const isOwner = member.id === this.owner.id;
    const holder = { userId: member.id, roleIds: member.roleIds, base, guildId: this.id, isOwner };
    return channelPermissions(holder, channel?.overwrites ?? []);
  }

  /** The voice server's room of the bot's call: its faults, its packet log, its state. */
  get voiceRoom(): VoiceRoom | undefined {
    return this.#calls.room(this);
  }

  /** Puts the bot out of its voice channel, as a moderator does. */
  disconnectBot(): void {
    this.setVoiceState(this.bot, { channelId: null });
  }

  /** Moves the bot to another voice channel, as a moderator does. */
  moveBot(channel: LoopbackChannel): void {
    if (this.voiceState(this.bot.id) === undefined) {
      throw new AppError('LOOPBACK_USAGE', {
        message: 'The bot is in no voice channel, so it cannot be moved.',
      });
    }
    this.setVoiceState(this.bot, { channelId: channel.id });
  }

  /** Takes the bot's voice server away: VOICE_SERVER_UPDATE without an endpoint. */
  voiceServerLost(): void {
    this.#calls.serverLost(this);
  }

  /** Gives the bot another voice server: VOICE_SERVER_UPDATE with a new endpoint. */
  voiceServerMoved(): void {
    this.#calls.serverMoved(this);
  }

  /**
   * A GUILD_CREATE object as Discord sends it. Without the privileged intents only those members are in it
   * whom the bot can see at once: itself and whoever is in voice.
   */
  payload({ intents }: Receiver): Json {
    const seesAll = hasIntent(intents, 'guildPresences');
    const members = this.members.filter(
      (member) => seesAll || member === this.bot || this.#voiceStates.has(member.id),
    );
    return {
      ...this.restPayload(),
      unavailable: false,
      large: false,
      joined_at: this.bot.joinedAt,
      member_count: this.#members.size,
      channels: this.#channels.map((channel) => channel.payload()),
      members: members.map((member) => member.payload()),
      voice_states: hasIntent(intents, 'guildVoiceStates')
        ? [...this.#voiceStates].map(([userId, state]) => voiceStatePayload(userId, state))
        : [],
      threads: [],
      presences: [],
      stage_instances: [],
      guild_scheduled_events: [],
      soundboard_sounds: [],
    };
  }

  /** A guild object as REST gives it. */
  restPayload(): { readonly [key: string]: Json } {
    return guildFields(this);
  }

  #addChannel(kind: 'text' | 'voice', name: string, userLimit = 0): LoopbackChannel {
    const position = this.#channels.length;
    const memberPayload = (userId: string): Json | undefined => {
      const { user: _user, ...member } = this.#members.get(userId)?.payload() ?? {};
      return Object.keys(member).length === 0 ? undefined : member;
    };
    const channel = new LoopbackChannel(this.#world, {
      guildId: this.id,
      kind,
      name,
      position,
      userLimit,
      memberPayload,
    });
    this.#channels.push(channel);
    this.#world.publish({ name: 'CHANNEL_CREATE', intent: 'guilds', data: () => channel.payload() });
    return channel;
  }

  #addMember(name: string, options: MemberOptions): LoopbackMember {
    const own =
      permissionBits(options.permissions ?? []) |
      (options.administrator === true ? PERMISSION_BITS.Administrator : 0n);
    const given = (options.roles ?? []).map((role) => role.id);
    const roleIds = own === 0n ? given : [this.#addRole(name, own & ALL_PERMISSIONS).id, ...given];
    const user = { id: this.#world.ids(), name, bot: options.bot ?? false };
    const member = new LoopbackMember(this.#world, this, user, roleIds, this.#calls, options.locale);
    this.#members.set(member.id, member);
    return member;
  }

  #addRole(name: string, permissions: bigint, botId?: string): LoopbackRole {
    const position = this.#roles.length;
    const role = {
      id: this.#world.ids(),
      name,
      position,
      permissions,
      ...(botId === undefined ? {} : { botId }),
    };
    this.#roles.push(role);
    if (!this.#announced) return role;
    this.#world.publish({
      name: 'GUILD_ROLE_CREATE',
      intent: 'guilds',
      data: () => ({ guild_id: this.id, role: rolePayload(role) }),
    });
    return role;
  }

  #report(member: LoopbackMember, fromId: string | null, toId: string | null): void {
    if (fromId === toId) return;
    const nameOf = (id: string): string => this.channel(id)?.name ?? id;
    if (fromId !== null) {
      this.#world.events.emit({ type: 'voice-left', who: member.name, channelName: nameOf(fromId) });
    }
    if (toId !== null) {
      this.#world.events.emit({ type: 'voice-joined', who: member.name, channelName: nameOf(toId) });
    }
  }
}
