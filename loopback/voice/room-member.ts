import type { DaveMember, OpenedFrame } from './dave-member.ts';
import { PacketSender, type OpusTiming, type PacketPath, type SendOutcome } from './packet-sender.ts';
import type { RtpHeader } from './rtp.ts';

/** One packet that a member heard. */
export interface HeardPacket {
  readonly fromUserId: string;
  /** One Opus packet; the three bytes F8 FF FE are silence. */
  readonly payload: Uint8Array;
  readonly sequence: number;
  /** RTP timestamp in samples at 48 kHz. */
  readonly timestamp: number;
  /** When it arrived, on the process clock. */
  readonly atMs: number;
}

/** A member's end-to-end encryption as the member sees it. */
export interface MemberDave {
  /** 0 without end-to-end encryption. */
  readonly version: number;
  /** True when the member is in the group and can encrypt and decrypt. */
  readonly ready: boolean;
  readonly epoch: number;
  /** Empty while there is no group. */
  readonly privacyCode: string;
}

/** What a member needs from its room. */
export interface MemberLink extends Omit<PacketPath, 'ssrc' | 'userId' | 'encrypt'> {
  /** Opcode 5 to the bot; `speaking` is what Discord calls the flags, 1 for a microphone. */
  announceSpeaking(member: RoomMember): void;
}

const MAX_SEQUENCE = 0xffff;

/** Somebody in the room besides the bot. */
export class RoomMember {
  readonly userId: string;
  /** Frames of the bot that the member could not decrypt. */
  undecryptable = 0;
  /** Frames of the bot that came in clear although the call is end-to-end encrypted. Never handed on. */
  clearFrames = 0;
  readonly #link: MemberLink;
  readonly #listeners = new Set<(packet: HeardPacket) => void>();
  #ssrc: number;
  #dave: DaveMember;
  #sender: PacketSender;
  #inRoom = true;
  #isSpeaking = false;

  /** For the room only. */
  constructor(userId: string, ssrc: number, dave: DaveMember, link: MemberLink) {
    this.userId = userId;
    this.#ssrc = ssrc;
    this.#dave = dave;
    this.#link = link;
    this.#sender = this.#createSender();
  }

  get ssrc(): number {
    return this.#ssrc;
  }

  get dave(): MemberDave {
    return this.#dave;
  }

  get isSpeaking(): boolean {
    return this.#isSpeaking;
  }

  /** False after the member was removed. */
  get inRoom(): boolean {
    return this.#inRoom;
  }

  /**
   * Sends one Opus packet to the bot at once: end-to-end encrypted when the call is, with a header
   * extension inside the ciphertext and sometimes padding, as Discord's packets are.
   */
  sendOpus(payload: Uint8Array, timing: OpusTiming): SendOutcome {
    if (!this.#inRoom) return 'not-in-room';
    return this.#sender.send(Buffer.from(payload), timing);
  }

  /** Tells the bot (opcode 5) that the member begins or ends to speak. Before that the bot hears nothing. */
  speaking(flag: boolean): void {
    this.#isSpeaking = flag;
    if (this.#inRoom) this.#link.announceSpeaking(this);
  }

  /** Hands over what the bot says, silence frames too. Returns what ends that. */
  onOpus(listener: (packet: HeardPacket) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tries to open a frame with the member's keys, in the room or not; nothing is counted. */
  tryDecrypt(fromUserId: string, frame: Buffer): OpenedFrame {
    return this.#dave.decrypt(fromUserId, frame);
  }

  /** For the room only: a frame of somebody, as it is inside the transport encryption. */
  hear(fromUserId: string, header: RtpHeader, frame: Buffer, atMs: number): void {
    const opened = this.#dave.decrypt(fromUserId, frame);
    if (opened.kind === 'undecryptable') this.undecryptable += 1;
    else if (opened.kind === 'clear') this.clearFrames += 1;
    else {
      const { sequence, timestamp } = header;
      for (const listener of this.#listeners) {
        listener({ fromUserId, payload: opened.payload, sequence, timestamp, atMs });
      }
    }
  }

  /** For the room only: the member left and came back. */
  replace(ssrc: number, dave: DaveMember): void {
    this.#dave.stop();
    this.#sender.close();
    this.#ssrc = ssrc;
    this.#dave = dave;
    this.#sender = this.#createSender();
  }

  /** For the room only: the member left. */
  leave(): void {
    this.#inRoom = false;
    this.#dave.stop();
    this.#sender.close();
  }

  #createSender(): PacketSender {
    const { faults } = this.#link;
    const path: PacketPath = {
      ssrc: this.#ssrc,
      userId: this.userId,
      faults,
      seal: (clear, body) => this.#link.seal(clear, body),
      sendPacket: (packet) => this.#link.sendPacket(packet),
      encrypt: (frame) => this.#dave.encrypt(frame),
    };
    return new PacketSender(path, Math.floor(Math.random() * MAX_SEQUENCE));
  }
}
