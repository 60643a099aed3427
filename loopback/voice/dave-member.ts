import {
  DAVESession,
  type MediaType,
  type ProposalsOperationType,
  type ProposalsResult,
} from '@snazzah/davey';
import { toAppError, type Logger } from '#core';
import type { DaveMessage, DaveParticipant, DaveReply } from './dave-message.ts';
import { VOICE_OPCODE } from './opcodes.ts';
import { isSilenceFrame } from './rtp.ts';
import { Timers } from './timers.ts';

/** `MediaType.AUDIO` of davey, whose enum types exist only while compiling. */
const MEDIA_TYPE_AUDIO = 0 as unknown as MediaType;
/** Seconds during which clear frames are accepted after a change of version. */
const PASSTHROUGH_SECONDS = 10;
/** Payload marker at the end of every end-to-end encrypted frame. */
const DAVE_MARKER = 0xfafa;

/** What became of an incoming frame. */
export type OpenedFrame =
  | { readonly kind: 'opus'; readonly payload: Buffer }
  /** Not end-to-end encrypted, although the call is. */
  | { readonly kind: 'clear' }
  | { readonly kind: 'undecryptable' };

/** Settings of a member's end-to-end encryption. */
export interface DaveMemberOptions {
  readonly userId: string;
  readonly channelId: string;
  readonly version: number;
  /** Who is known to be in the call (opcode 11), without whom no Add is accepted. */
  readonly recognized: () => readonly string[];
  readonly reply: (reply: DaveReply) => void;
  /** How long a member's commit takes to reach the gateway, in milliseconds. */
  readonly commitDelayMs: () => number;
  readonly logger?: Logger;
}

/** True when a frame carries the marker of an end-to-end encrypted one. */
export function isDaveFrame(frame: Buffer): boolean {
  return frame.length > 2 && frame.readUInt16BE(frame.length - 2) === DAVE_MARKER;
}

/**
 * A member's client as far as DAVE goes: it answers the delivery service, encrypts what the member says
 * and decrypts what it hears. Messages are handled one by one, later than they were sent.
 */
export class DaveMember implements DaveParticipant {
  readonly userId: string;
  /** Messages that could not be processed; each was answered with opcode 31 or dropped as a client does. */
  failures = 0;
  readonly #options: DaveMemberOptions;
  readonly #pendingVersions = new Map<number, number>();
  readonly #timers = new Timers();
  #version: number;
  #session: DAVESession | undefined;
  #inbox: DaveMessage[] = [];
  #cancelCommit: (() => void) | undefined;
  #wake: NodeJS.Immediate | undefined;

  constructor(options: DaveMemberOptions) {
    this.userId = options.userId;
    this.#options = options;
    this.#version = options.version;
  }

  /** Begins as a client does that was just told to use protocol 1: sends a key package. */
  start(): void {
    if (this.#version > 0) this.#renew();
  }

  get version(): number {
    return this.#version;
  }

  /** True when frames can be encrypted and decrypted. */
  get ready(): boolean {
    return this.#session?.ready ?? false;
  }

  get epoch(): number {
    return Number(this.#session?.epoch ?? 0n);
  }

  /** What people compare to be sure that nobody else listens; empty while there is no group. */
  get privacyCode(): string {
    return this.#session?.voicePrivacyCode ?? '';
  }

  receive(message: DaveMessage): void {
    this.#inbox.push(message);
    this.#wake ??= setImmediate(() => this.#drain());
  }

  /** The frame as it is sent, or `undefined` while there is no key for it. */
  encrypt(frame: Buffer): Buffer | undefined {
    if (this.#version === 0 || isSilenceFrame(frame)) return frame;
    return this.#session?.ready === true ? this.#session.encryptOpus(frame) : undefined;
  }

  /** Opens a frame of `fromUserId`. */
  decrypt(fromUserId: string, frame: Buffer): OpenedFrame {
    if (isSilenceFrame(frame)) return { kind: 'opus', payload: frame };
    if (!isDaveFrame(frame)) {
      const accepted = this.#version === 0 || this.#session?.canPassthrough(fromUserId) === true;
      return accepted ? { kind: 'opus', payload: frame } : { kind: 'clear' };
    }
    if (this.#session?.ready !== true) return { kind: 'undecryptable' };
    try {
      return { kind: 'opus', payload: this.#session.decrypt(fromUserId, MEDIA_TYPE_AUDIO, frame) };
    } catch {
      // No key fits: the caller counts it.
      return { kind: 'undecryptable' };
    }
  }

  /** Stops answering. What was agreed stays, so that it can be shown that it is worth nothing any more. */
  stop(): void {
    this.#timers.clear();
    if (this.#wake) clearImmediate(this.#wake);
    this.#inbox = [];
  }

  #drain(): void {
    this.#wake = undefined;
    const messages = this.#inbox;
    this.#inbox = [];
    for (const message of messages) this.#handle(message);
  }

  #handle(message: DaveMessage): void {
    switch (message.op) {
      case VOICE_OPCODE.davePrepareTransition:
        this.#prepareTransition(message.transitionId, message.protocolVersion);
        return;
      case VOICE_OPCODE.daveExecuteTransition:
        this.#execute(message.transitionId);
        return;
      case VOICE_OPCODE.davePrepareEpoch:
        if (message.epoch === 1) this.#renew();
        return;
      case VOICE_OPCODE.daveExternalSender:
        this.#attempt(() => this.#session?.setExternalSender(message.payload));
        return;
      case VOICE_OPCODE.daveProposals:
        this.#processProposals(message.payload);
        return;
      case VOICE_OPCODE.daveAnnounceCommit:
        this.#enterEpoch(message.payload, (session, commit) => session.processCommit(commit));
        return;
      case VOICE_OPCODE.daveWelcome:
        this.#enterEpoch(message.payload, (session, welcome) => session.processWelcome(welcome));
        return;
    }
  }

  #renew(): void {
    const { userId, channelId, reply } = this.#options;
    if (this.#session) this.#session.reinit(1, userId, channelId);
    else this.#session = new DAVESession(1, userId, channelId);
    reply({ op: VOICE_OPCODE.daveKeyPackage, payload: this.#session.getSerializedKeyPackage() });
  }

  #prepareTransition(transitionId: number, version: number): void {
    this.#pendingVersions.set(transitionId, version);
    if (version === 0) this.#session?.setPassthroughMode(true, PASSTHROUGH_SECONDS);
    if (transitionId === 0) this.#execute(0);
    else this.#options.reply({ op: VOICE_OPCODE.daveTransitionReady, transitionId });
  }

  #execute(transitionId: number): void {
    const version = this.#pendingVersions.get(transitionId);
    if (version === undefined) return;
    this.#pendingVersions.delete(transitionId);
    if (version > this.#version) {
      // Frames that were sent before the others changed over are still on their way.
      this.#session?.setPassthroughMode(true, PASSTHROUGH_SECONDS);
      this.#session?.setPassthroughMode(false, PASSTHROUGH_SECONDS);
    }
    this.#version = version;
  }

  #processProposals(payload: Buffer): void {
    const operation = payload.readUInt8(0) as unknown as ProposalsOperationType;
    const recognized = [...this.#options.recognized()];
    const result = this.#attempt((): ProposalsResult | undefined =>
      this.#session?.processProposals(operation, payload.subarray(1), recognized),
    );
    this.#cancelCommit?.();
    if (!result?.commit) return;
    const commit = Buffer.concat([result.commit, result.welcome ?? Buffer.alloc(0)]);
    this.#cancelCommit = this.#timers.after(this.#options.commitDelayMs(), () =>
      this.#options.reply({ op: VOICE_OPCODE.daveCommitWelcome, payload: commit }),
    );
  }

  #enterEpoch(payload: Buffer, enter: (session: DAVESession, message: Buffer) => void): void {
    const transitionId = payload.readUInt16BE(0);
    const { reply } = this.#options;
    this.#cancelCommit?.();
    const entered = this.#attempt(() => {
      if (this.#session) enter(this.#session, payload.subarray(2));
      return this.#session !== undefined;
    });
    if (entered !== true) {
      reply({ op: VOICE_OPCODE.daveInvalidCommitWelcome, transitionId });
      this.#renew();
      return;
    }
    this.#pendingVersions.set(transitionId, 1);
    if (transitionId === 0) this.#execute(0);
    else reply({ op: VOICE_OPCODE.daveTransitionReady, transitionId });
  }

  #attempt<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      this.failures += 1;
      this.#options.logger?.debug(
        { userId: this.userId, error: toAppError(error).message },
        'DAVE message refused',
      );
      return undefined;
    }
  }
}
