import { PLAYOUT_FRAME_SAMPLES } from '#audio';
import { SILENCE_FRAME, type RoomMember, type SendOutcome } from '../voice/index.ts';
import { CLOSING_SILENCE_FRAMES } from './talk-plan.ts';

const TIMESTAMP_MODULUS = 2 ** 32;
const SEQUENCE_MODULUS = 2 ** 16;

/** One packet that somebody said. */
export interface SaidPacket {
  readonly payload: Uint8Array;
  readonly sequence: number;
  readonly timestamp: number;
  readonly atMs: number;
}

/** Where the packets of a {@link Talk} go. */
export interface TalkLink {
  /** The way to the bot, when it is in the same channel. */
  roomMember(): RoomMember | undefined;
  /** To the others in the channel. */
  tellOthers(packet: SaidPacket): void;
}

/** One time of speaking: sends packets, and keeps the bot told of when the member speaks. */
export class Talk {
  readonly outcomes: Partial<Record<SendOutcome, number>> = {};
  readonly #link: TalkLink;
  readonly #startTimestamp: number;
  #timestamp: number;
  #sequence = 0;
  #announcedTo: RoomMember | undefined;
  #isClosed = true;

  /** @param startTimestamp RTP timestamp of step 0. */
  constructor(link: TalkLink, startTimestamp: number) {
    this.#link = link;
    this.#startTimestamp = startTimestamp;
    this.#timestamp = startTimestamp;
  }

  /** RTP timestamp of the frame after the last one. */
  get nextTimestamp(): number {
    return (this.#timestamp + PLAYOUT_FRAME_SAMPLES) % TIMESTAMP_MODULUS;
  }

  /** Tells the bot that the member speaks, when it has not been told yet; it may have come a moment ago. */
  announce(): void {
    const room = this.#link.roomMember();
    if (room === this.#announcedTo) return;
    this.#announcedTo = room;
    room?.speaking(true);
  }

  /** Tells the bot that the member speaks no more. */
  hush(): void {
    this.#announcedTo?.speaking(false);
    this.#announcedTo = undefined;
  }

  /** Sends the packet of one step now; gives the time. */
  send(step: number, payload: Uint8Array, marker: boolean): number {
    this.#timestamp = (this.#startTimestamp + step * PLAYOUT_FRAME_SAMPLES) % TIMESTAMP_MODULUS;
    return this.#sendAt(this.#timestamp, payload, marker);
  }

  /** Nothing is sent for this step. */
  skip(step: number): void {
    this.#timestamp = (this.#startTimestamp + step * PLAYOUT_FRAME_SAMPLES) % TIMESTAMP_MODULUS;
    this.hush();
  }

  /** Ends it; speech that was cut off is closed with silence at once. */
  close(): void {
    const missing = this.#isClosed ? 0 : CLOSING_SILENCE_FRAMES;
    for (let count = 0; count < missing; count += 1) {
      this.#timestamp = this.nextTimestamp;
      this.#sendAt(this.#timestamp, SILENCE_FRAME, false);
    }
    this.hush();
  }

  #sendAt(timestamp: number, payload: Uint8Array, marker: boolean): number {
    this.announce();
    const atMs = performance.now();
    const outcome = this.#announcedTo?.sendOpus(payload, { timestamp, marker }) ?? 'bot-absent';
    this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
    this.#sequence = (this.#sequence + 1) % SEQUENCE_MODULUS;
    this.#isClosed = payload === SILENCE_FRAME;
    this.#link.tellOthers({ payload, sequence: this.#sequence, timestamp, atMs });
    return atMs;
  }
}
