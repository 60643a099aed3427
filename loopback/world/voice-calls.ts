import { AppError, type Logger } from '#core';
import { textField, type WireObject } from '../wire.ts';
import type { HeardPacket, RoomMember, VoiceRoom, VoiceServer } from '../voice/index.ts';
import type { WorldContext } from './context.ts';
import type { LoopbackGuild } from './guild.ts';
import type { LoopbackMember } from './member.ts';
import { hasPermissions } from './permissions.ts';
import type { VoiceState } from './voice-state.ts';

/** The voice server closes the bot's connection with it when the bot was moved or put out. */
const CLOSE_DISCONNECTED = 4014;

/** How calls are set up. */
export interface VoiceCallSettings {
  readonly daveVersion: 0 | 1;
  readonly firstTransitionId: number;
}

/** What calls need of the world. */
export interface VoiceCallOptions extends VoiceCallSettings {
  readonly server: VoiceServer;
  readonly world: WorldContext & { readonly guilds: ReadonlyMap<string, LoopbackGuild> };
  readonly logger: Logger | undefined;
}

/** The bot's call in one guild. */
interface Call {
  readonly channelId: string;
  readonly room: VoiceRoom;
  token: string;
  endpoint: string;
}

/** Brings the main gateway's voice states and the voice server's rooms together. */
export class VoiceCalls {
  readonly #options: VoiceCallOptions;
  /** By the guild's id. */
  readonly #calls = new Map<string, Call>();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(options: VoiceCallOptions) {
    this.#options = options;
  }

  /** The room of the voice server where the bot is or is expected. */
  room(guild: LoopbackGuild): VoiceRoom | undefined {
    return this.#calls.get(guild.id)?.room;
  }

  /** Somebody's side of the room where the bot is too. */
  roomMember(member: LoopbackMember): RoomMember | undefined {
    return this.room(member.guild)?.members.find(({ userId }) => userId === member.id);
  }

  /** Op 4: the bot wants to be in a channel, or in none, or to change its own mute and deaf. */
  botRequested(request: WireObject): void {
    const guild = this.#options.world.guilds.get(textField(request, 'guild_id') ?? '');
    if (guild === undefined || this.#options.world.faults.take('voice-join-ignored') !== undefined) return;
    const channelId = textField(request, 'channel_id') ?? null;
    const refusal = channelId === null ? undefined : this.#whyNot(guild, channelId);
    if (refusal !== undefined) {
      const channelName = guild.channel(channelId ?? '')?.name ?? String(channelId);
      this.#options.world.events.emit({ type: 'voice-join-refused', channelName, why: refusal });
      return;
    }
    if (channelId === null && guild.bot.voiceState === undefined) return;
    const { before, after } = guild.storeVoiceState(guild.bot, {
      channelId,
      selfMute: request['self_mute'] === true,
      selfDeaf: request['self_deaf'] === true,
    });
    if (channelId === null) {
      guild.publishVoiceState(guild.bot, after);
      this.#hangUp(guild);
    } else {
      this.#answerJoin(guild, before, after);
    }
  }

  /** Somebody's voice state changed otherwise than by the bot's own wish. */
  voiceStateChanged(
    guild: LoopbackGuild,
    member: LoopbackMember,
    fromId: string | null,
    toId: string | null,
  ): void {
    if (fromId === toId) return;
    if (member !== guild.bot) {
      this.#placeMember(guild, member, toId);
      return;
    }
    this.room(guild)?.close(CLOSE_DISCONNECTED);
    this.#hangUp(guild);
    const state = guild.bot.voiceState;
    if (toId !== null && state !== undefined) this.#publishServer(guild, this.#dial(guild, state));
  }

  /** Takes the voice server away: an update without an endpoint. @throws AppError LOOPBACK_USAGE. */
  serverLost(guild: LoopbackGuild): void {
    const call = this.#callOf(guild);
    this.#publishServer(guild, { ...call, endpoint: null });
  }

  /** Gives the call another voice server, as after a change of region. @throws AppError LOOPBACK_USAGE. */
  serverMoved(guild: LoopbackGuild): void {
    const call = this.#callOf(guild);
    const state = guild.bot.voiceState;
    if (state === undefined) return;
    const { port } = new URL(`wss://${call.endpoint}`);
    const host = call.endpoint.startsWith('localhost') ? '127.0.0.1' : 'localhost';
    this.#hangUp(guild);
    const moved = this.#dial(guild, state);
    moved.endpoint = `${host}:${port}`;
    this.#publishServer(guild, moved);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    for (const { room } of this.#calls.values()) this.#options.server.removeRoom(room);
    this.#calls.clear();
  }

  #whyNot(guild: LoopbackGuild, channelId: string): string | undefined {
    const channel = guild.channel(channelId);
    if (channel?.kind !== 'voice') return 'there is no such voice channel';
    const permissions = guild.permissionsOf(guild.bot, channel);
    if (!hasPermissions(permissions, 'ViewChannel', 'Connect')) return 'the bot may not connect';
    const others = guild.membersIn(channelId).filter((member) => member !== guild.bot);
    const isFull = channel.userLimit > 0 && others.length >= channel.userLimit;
    return isFull && !hasPermissions(permissions, 'MoveMembers') ? 'the channel is full' : undefined;
  }

  /** Sends the state and the server, in the order and with the delays that the faults ask for. */
  #answerJoin(guild: LoopbackGuild, before: VoiceState | undefined, after: VoiceState): void {
    const { faults } = this.#options.world;
    const isSameChannel = before?.channelId === after.channelId;
    const wasMuteChange =
      isSameChannel && (before.selfMute !== after.selfMute || before.selfDeaf !== after.selfDeaf);
    if (!isSameChannel) this.#hangUp(guild);
    const stateDelayMs = faults.take('voice-state-late')?.delayMs;
    const serverDelayMs = faults.take('voice-server-late')?.delayMs ?? 0;
    const isServerFirst = faults.take('voice-server-first') !== undefined;
    const sendState = (): void => guild.publishVoiceState(guild.bot, after);
    if (stateDelayMs === undefined && !isServerFirst) sendState();
    const isIgnored = isSameChannel && faults.take('voice-rejoin-ignored') !== undefined;
    if (!wasMuteChange && !isIgnored) {
      const call = this.#redial(guild, after);
      this.#after(serverDelayMs, () => this.#publishServer(guild, call));
    }
    if (stateDelayMs !== undefined) this.#after(stateDelayMs, sendState);
    else if (isServerFirst) sendState();
  }

  /** Opens the call's room with everybody who is in the channel. */
  #dial(guild: LoopbackGuild, state: VoiceState): Call {
    const { server, daveVersion, firstTransitionId, world } = this.#options;
    const channelId = state.channelId ?? '';
    const room = server.createRoom({ channelId, guildId: guild.id, daveVersion, firstTransitionId });
    const call: Call = { channelId, room, token: newToken(), endpoint: server.endpoint };
    this.#calls.set(guild.id, call);
    room.admit({ userId: world.botUser.id, sessionId: state.sessionId, token: call.token });
    for (const member of guild.membersIn(channelId)) {
      if (member !== guild.bot) this.#admitMember(room, member);
    }
    return call;
  }

  /** New credentials for the call that there is, or a new call. */
  #redial(guild: LoopbackGuild, state: VoiceState): Call {
    const call = this.#calls.get(guild.id);
    if (call === undefined || call.channelId !== state.channelId) return this.#dial(guild, state);
    call.token = newToken();
    const userId = this.#options.world.botUser.id;
    call.room.admit({ userId, sessionId: state.sessionId, token: call.token });
    return call;
  }

  #hangUp(guild: LoopbackGuild): void {
    const call = this.#calls.get(guild.id);
    if (call === undefined) return;
    this.#calls.delete(guild.id);
    this.#options.server.removeRoom(call.room);
  }

  #placeMember(guild: LoopbackGuild, member: LoopbackMember, toId: string | null): void {
    const call = this.#calls.get(guild.id);
    if (call === undefined) return;
    if (this.roomMember(member) !== undefined) call.room.removeMember(member.id);
    if (toId === call.channelId) this.#admitMember(call.room, member);
  }

  #admitMember(room: VoiceRoom, member: LoopbackMember): void {
    room.addMember(member.id).onOpus((packet: HeardPacket) => member.hear(packet));
  }

  #publishServer(
    guild: LoopbackGuild,
    call: { readonly token: string; readonly endpoint: string | null },
  ): void {
    const { token, endpoint } = call;
    this.#options.logger?.debug({ guildId: guild.id, endpoint }, 'voice server update');
    this.#options.world.publish({
      name: 'VOICE_SERVER_UPDATE',
      data: () => ({ token, guild_id: guild.id, endpoint }),
    });
  }

  #callOf(guild: LoopbackGuild): Call {
    const call = this.#calls.get(guild.id);
    if (call !== undefined) return call;
    throw new AppError('LOOPBACK_USAGE', { message: 'The bot is in no voice channel of this guild.' });
  }

  #after(delayMs: number, action: () => void): void {
    if (delayMs === 0) {
      action();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
  }
}

function newToken(): string {
  return crypto.randomUUID().replaceAll('-', '').slice(0, 16);
}
