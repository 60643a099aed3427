import type { WebSocket } from 'ws';
import type { Json } from '../wire.ts';
import type { GatewayEvent } from '../world/context.ts';
import { hasIntent } from './intents.ts';

/** Events that are kept for a resume; when there are more, the oldest go and the session cannot be resumed. */
const MAX_KEPT_EVENTS = 5_000;

/** The gateway's opcodes. */
export const GATEWAY_OPCODE = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  presenceUpdate: 3,
  voiceStateUpdate: 4,
  resume: 6,
  reconnect: 7,
  requestGuildMembers: 8,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
  requestSoundboardSounds: 31,
} as const;

/** The gateway's close codes. */
export const GATEWAY_CLOSE = {
  unknownError: 4000,
  unknownOpcode: 4001,
  decodeError: 4002,
  notAuthenticated: 4003,
  authenticationFailed: 4004,
  alreadyAuthenticated: 4005,
  invalidSequence: 4007,
  invalidShard: 4010,
  invalidApiVersion: 4012,
  invalidIntents: 4013,
  disallowedIntents: 4014,
} as const;

/** One login of the bot: its numbered events, and the connection that they go to while there is one. */
export class GatewaySession {
  readonly id: string = crypto.randomUUID().replaceAll('-', '');
  readonly intents: number;
  #socket: WebSocket | undefined;
  #sequence = 0;
  readonly #kept: { readonly sequence: number; readonly text: string }[] = [];

  constructor(intents: number, socket: WebSocket) {
    this.intents = intents;
    this.#socket = socket;
  }

  get connected(): boolean {
    return this.#socket !== undefined;
  }

  /** True when every event after `sequence` is still here. */
  canResumeFrom(sequence: number): boolean {
    const oldest = this.#kept[0]?.sequence ?? this.#sequence + 1;
    return sequence <= this.#sequence && sequence >= oldest - 1;
  }

  /** True while events go to this connection. */
  isOn(socket: WebSocket): boolean {
    return this.#socket === socket;
  }

  attach(socket: WebSocket): void {
    this.#socket = socket;
  }

  detach(): void {
    this.#socket = undefined;
  }

  /** Sends an event when its intent was asked for; keeps it for a resume. */
  dispatch(event: GatewayEvent): void {
    if (event.intent !== undefined && !hasIntent(this.intents, event.intent)) return;
    this.#push(event.name, event.data({ intents: this.intents }));
  }

  /** Sends again what the bot missed, then says that the session goes on. */
  replayAfter(sequence: number): void {
    for (const event of this.#kept) {
      if (event.sequence > sequence) this.#socket?.send(event.text);
    }
    this.#push('RESUMED', { _trace: [] });
  }

  close(code: number): void {
    this.#socket?.close(code);
  }

  #push(name: string, data: Json): void {
    this.#sequence += 1;
    const text = JSON.stringify({ op: GATEWAY_OPCODE.dispatch, t: name, s: this.#sequence, d: data });
    this.#kept.push({ sequence: this.#sequence, text });
    if (this.#kept.length > MAX_KEPT_EVENTS) this.#kept.shift();
    this.#socket?.send(text);
  }
}
