import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import { TRANSPORT_KEY_BYTES } from './transport-cipher.ts';

/** Numbered messages that are kept for a resume; the oldest is dropped when there are more. */
const MAX_KEPT_MESSAGES = 512;
/** Sequence numbers are 16 bits on binary messages. */
const SEQUENCE_MODULUS = 0x1_0000;

interface KeptMessage {
  readonly sequence: number;
  readonly data: string | Buffer;
}

/**
 * What outlives a websocket: the session that a client identified for and can resume. It numbers the
 * messages that a client has to acknowledge and keeps them until it did.
 */
export class GatewaySession {
  /** SSRC of the client's own packets. */
  readonly ssrc: number;
  /** Key of the transport encryption. */
  readonly secretKey: Buffer = randomBytes(TRANSPORT_KEY_BYTES);
  readonly #kept: KeptMessage[] = [];
  #socket: WebSocket | undefined;
  #sequence = 0;
  #resuming = false;

  constructor(ssrc: number, socket: WebSocket) {
    this.ssrc = ssrc;
    this.#socket = socket;
  }

  /** True for the websocket that the session speaks through at present. */
  isOn(socket: WebSocket): boolean {
    return this.#socket === socket;
  }

  get attached(): boolean {
    return this.#socket !== undefined;
  }

  /** Goes on without a websocket; numbered messages are kept until {@link resumeOn}. */
  detach(): void {
    this.#socket = undefined;
    this.#resuming = false;
  }

  /** Takes over a websocket; nothing but plain messages is sent before {@link replay}. */
  resumeOn(socket: WebSocket): void {
    this.#socket = socket;
    this.#resuming = true;
  }

  /** Sends again what the client had not got, and goes on as usual. */
  replay(acknowledged: number): void {
    this.#resuming = false;
    this.acknowledge(acknowledged);
    for (const message of this.#kept) this.#write(message.data);
  }

  /** Forgets the messages up to and including the sequence number, −1 for none. */
  acknowledge(sequence: number): void {
    const index = this.#kept.findIndex((message) => message.sequence === sequence);
    if (index >= 0) this.#kept.splice(0, index + 1);
  }

  /** Sends a message that needs no acknowledgement. */
  sendPlain(op: number, data: unknown): void {
    this.#write(JSON.stringify({ op, d: data }));
  }

  /** Sends a numbered message, or keeps it when the client is away. */
  sendNumbered(op: number, data: unknown): void {
    const sequence = this.#nextSequence();
    this.#keepAndWrite({ sequence, data: JSON.stringify({ op, d: data, seq: sequence }) });
  }

  /** Sends a numbered binary message, or keeps it when the client is away. */
  sendBinary(op: number, payload: Buffer): void {
    const sequence = this.#nextSequence();
    const head = Buffer.alloc(3);
    head.writeUInt16BE(sequence, 0);
    head.writeUInt8(op, 2);
    this.#keepAndWrite({ sequence, data: Buffer.concat([head, payload]) });
  }

  close(code: number): void {
    this.#socket?.close(code);
  }

  #nextSequence(): number {
    this.#sequence = (this.#sequence + 1) % SEQUENCE_MODULUS;
    return this.#sequence;
  }

  #keepAndWrite(message: KeptMessage): void {
    this.#kept.push(message);
    if (this.#kept.length > MAX_KEPT_MESSAGES) this.#kept.shift();
    if (!this.#resuming) this.#write(message.data);
  }

  #write(data: string | Buffer): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(data);
  }
}
