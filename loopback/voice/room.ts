import { UserError, type Logger } from '#core';
import type { BotClientOptions } from './bot-client-options.ts';
import { BotClient } from './bot-client.ts';
import type { ClientClaim } from './client-message.ts';
import { DaveMember } from './dave-member.ts';
import type { DaveReply } from './dave-message.ts';
import { DeliveryService } from './delivery-service.ts';
import { VoiceFaults, type PerformFault } from './faults.ts';
import { createImmediateFaults } from './immediate-faults.ts';
import { VOICE_OPCODE } from './opcodes.ts';
import { RoomMember, type MemberLink } from './room-member.ts';
import type { Admission, LoggedPacket, RoomClient, RoomDave, RoomOptions } from './room-view.ts';
import { isSilenceFrame, type RtpHeader } from './rtp.ts';
import { Timers } from './timers.ts';

/** Packets of the bot that are kept in the log, about half an hour of speech; older ones are dropped. */
const MAX_LOGGED_PACKETS = 100_000;
/** A member's commit takes this long to the gateway, so that the bot's is usually first. */
const MEMBER_COMMIT_DELAY_MS = 25;
/** The bot's commit waits this long for a member's when a race is wanted. */
const COMMIT_RACE_LIMIT_MS = 1000;

/** What a room takes from its server. */
export interface RoomHost extends Pick<
  BotClientOptions,
  'modes' | 'heartbeatIntervalMs' | 'resumeWindowMs' | 'udpPort' | 'allocateSsrc' | 'sendDatagram'
> {
  readonly logger?: Logger;
}

/** A voice channel's call: the bot's connection, the members, and what goes wrong on purpose. */
export class VoiceRoom {
  readonly channelId: string;
  readonly guildId: string;
  readonly faults: VoiceFaults;
  /** Every RTP packet of the bot, oldest first; the last hundred thousand. */
  readonly packetLog: LoggedPacket[] = [];
  readonly #host: RoomHost;
  readonly #delivery: DeliveryService;
  readonly #bot: BotClient;
  readonly #members = new Map<string, RoomMember>();
  readonly #clientListeners = new Set<(client: RoomClient) => void>();
  readonly #frameListeners = new Set<(frame: Buffer) => void>();
  readonly #timers = new Timers();
  #admission: Admission | undefined;
  #heldCommit: (() => void) | undefined;
  #racing = false;

  /** For the server only. */
  constructor(options: RoomOptions, host: RoomHost) {
    this.channelId = options.channelId;
    this.guildId = options.guildId;
    this.#host = host;
    this.faults = new VoiceFaults((...fault) => this.#immediateFaults()(...fault));
    this.#delivery = new DeliveryService({
      channelId: options.channelId,
      version: options.daveVersion,
      firstTransitionId: options.firstTransitionId ?? 0,
      ...(host.logger ? { logger: host.logger } : {}),
    });
    this.#bot = new BotClient({
      ...host,
      faults: this.faults,
      daveVersion: () => this.#delivery.version,
      onChange: () => this.#clientListeners.forEach((listener) => listener(this.client)),
      onReady: () => this.#welcomeBot(),
      onGone: () => this.#delivery.disconnect(this.#bot.userId),
      onDave: (reply) => this.#receiveBotDave(reply),
      onSpeaking: () => this.#clientListeners.forEach((listener) => listener(this.client)),
      onPacket: (header, frame) => this.#hearBot(header, frame),
    });
  }

  get client(): RoomClient {
    return this.#bot;
  }

  get dave(): RoomDave {
    const { version, epoch, members, rejectedCommits } = this.#delivery;
    const voices = [...this.#members.values()].filter(({ userId }) => members.includes(userId));
    return {
      version,
      epoch,
      members,
      rejectedCommits,
      botReady: this.#delivery.isReady(this.#bot.userId),
      privacyCode: voices.find(({ dave }) => dave.epoch === epoch)?.dave.privacyCode ?? '',
    };
  }

  get members(): readonly RoomMember[] {
    return [...this.#members.values()];
  }

  /** Lets the bot in with these credentials; those before are void, a session that runs is not. */
  admit(admission: Admission): void {
    this.#admission = admission;
  }

  /** For the server only: how well a claim fits. `stranger`: another room may know it. */
  weigh(claim: ClientClaim): 'admitted' | 'wrong-token' | 'wrong-session' | 'stranger' {
    const admission = this.#admission;
    if (!admission || claim.serverId !== this.guildId) return 'stranger';
    const sameSession = claim.sessionId === admission.sessionId;
    if (claim.token !== admission.token) return sameSession ? 'wrong-token' : 'stranger';
    const sameUser = claim.userId === undefined || claim.userId === admission.userId;
    return sameSession && sameUser ? 'admitted' : 'wrong-session';
  }

  /** For the server only: the bot's websocket and UDP. */
  get bot(): BotClient {
    return this.#bot;
  }

  /** Calls `listener` when the bot's status or its speaking flag changes. Returns what ends that. */
  onClientChange(listener: (client: RoomClient) => void): () => void {
    this.#clientListeners.add(listener);
    return () => this.#clientListeners.delete(listener);
  }

  /** Hands over the bot's frames as they are inside the transport encryption. Returns what ends that. */
  onFrame(listener: (frame: Buffer) => void): () => void {
    this.#frameListeners.add(listener);
    return () => this.#frameListeners.delete(listener);
  }

  /**
   * Lets somebody in: the bot is told (opcode 11), and the group takes the member in.
   *
   * @throws UserError `LOOPBACK_USAGE` when the member is in the room already.
   */
  addMember(userId: string): RoomMember {
    if (this.#members.has(userId) || userId === this.#bot.userId) {
      throw new UserError('LOOPBACK_USAGE', { message: `${userId} is in the voice room already.` });
    }
    const dave = this.#createDave(userId);
    const member = new RoomMember(userId, this.#host.allocateSsrc(), dave, this.#memberLink());
    this.#members.set(userId, member);
    this.#enter(member, dave);
    return member;
  }

  /** Lets somebody go: the bot is told (opcode 13), and the group takes the member's keys away. */
  removeMember(userId: string): void {
    const member = this.#members.get(userId);
    if (!member) return;
    this.#members.delete(userId);
    member.leave();
    this.#depart(userId);
  }

  /** Closes the bot's voice websocket with a code. */
  close(code: number): void {
    this.#bot.close(code);
  }

  /** Ends the room for good: nothing waits afterwards. */
  dispose(): void {
    for (const userId of this.#members.keys()) this.removeMember(userId);
    this.#timers.clear();
    this.#delivery.close();
    this.#bot.dispose();
    this.#clientListeners.clear();
    this.#frameListeners.clear();
  }

  #createDave(userId: string): DaveMember {
    return new DaveMember({
      userId,
      channelId: this.channelId,
      version: this.#delivery.version,
      recognized: () => [...this.#members.keys(), this.#bot.userId],
      reply: (reply) => this.#receiveMemberDave(userId, reply),
      commitDelayMs: () => (this.#racing ? 0 : MEMBER_COMMIT_DELAY_MS),
      ...(this.#host.logger ? { logger: this.#host.logger } : {}),
    });
  }

  #memberLink(): MemberLink {
    return {
      faults: this.faults,
      seal: (clear, body) => this.#bot.seal(clear, body),
      sendPacket: (packet) => this.#bot.sendPacket(packet),
      announceSpeaking: (member) => this.#announceSpeaking(member),
    };
  }

  #enter(member: RoomMember, dave: DaveMember): void {
    const announce = (): void => this.#bot.send(VOICE_OPCODE.clientsConnect, { user_ids: [member.userId] });
    const late = this.faults.strike('proposal-before-clients-connect', member.userId);
    if (late) this.#timers.after(late.delayMs, announce);
    else announce();
    this.#delivery.connect(dave);
    dave.start();
    if (member.isSpeaking) this.#announceSpeaking(member);
  }

  #depart(userId: string): void {
    this.#bot.send(VOICE_OPCODE.clientDisconnect, { user_id: userId });
    this.#delivery.disconnect(userId);
  }

  #rejoin(member: RoomMember): void {
    this.#depart(member.userId);
    const dave = this.#createDave(member.userId);
    member.replace(this.#host.allocateSsrc(), dave);
    this.#enter(member, dave);
  }

  #announceSpeaking(member: RoomMember): void {
    const { userId } = member;
    const data = { user_id: userId, ssrc: member.ssrc, speaking: member.isSpeaking ? 1 : 0, delay: 0 };
    const late = member.isSpeaking ? this.faults.strike('late-speaking', userId) : undefined;
    if (late) this.#timers.after(late.delayMs, () => this.#bot.send(VOICE_OPCODE.speaking, data));
    else this.#bot.send(VOICE_OPCODE.speaking, data);
  }

  #welcomeBot(): void {
    const members = this.members;
    if (members.length > 0) {
      this.#bot.send(VOICE_OPCODE.clientsConnect, { user_ids: members.map(({ userId }) => userId) });
    }
    for (const member of members) if (member.isSpeaking) this.#announceSpeaking(member);
    this.#delivery.connect(this.#bot);
  }

  #hearBot(header: RtpHeader, frame: Buffer): void {
    const atMs = performance.now();
    const { sequence, timestamp } = header;
    this.packetLog.push({ sequence, timestamp, atMs, bytes: frame.length, silence: isSilenceFrame(frame) });
    if (this.packetLog.length > MAX_LOGGED_PACKETS) this.packetLog.shift();
    for (const listener of this.#frameListeners) listener(frame);
    for (const member of this.#members.values()) member.hear(this.#bot.userId, header, frame, atMs);
  }

  #receiveBotDave(reply: DaveReply): void {
    const receive = (): void => this.#delivery.receive(this.#bot.userId, reply);
    const late = reply.op === VOICE_OPCODE.daveKeyPackage ? this.faults.strike('late-keys') : undefined;
    if (late) {
      this.#timers.after(late.delayMs, receive);
      return;
    }
    const commits = reply.op === VOICE_OPCODE.daveCommitWelcome;
    if (!commits || this.members.length === 0 || !this.faults.strike('commit-race')) {
      receive();
      return;
    }
    // The bot's commit is on its way until a member's was there, or until that takes too long.
    this.#racing = true;
    const settle = (): void => {
      this.#racing = false;
      this.#heldCommit = undefined;
      cancel();
      receive();
    };
    const cancel = this.#timers.after(COMMIT_RACE_LIMIT_MS, settle);
    this.#heldCommit = settle;
  }

  #receiveMemberDave(userId: string, reply: DaveReply): void {
    this.#delivery.receive(userId, reply);
    if (reply.op === VOICE_OPCODE.daveCommitWelcome) this.#heldCommit?.();
  }

  #immediateFaults(): PerformFault {
    return createImmediateFaults({
      bot: this.#bot,
      delivery: this.#delivery,
      members: () => this.members,
      rejoin: (member) => this.#rejoin(member),
    });
  }
}
