import type { RawData, WebSocket } from 'ws';
import { isWireObject, numberField, objectField, textField, type Json, type WireObject } from '../wire.ts';
import { KNOWN_INTENT_BITS } from './intents.ts';
import { GATEWAY_CLOSE, GATEWAY_OPCODE, type GatewaySession } from './session.ts';

/** What a connection asks the gateway. */
export interface GatewayHost {
  readonly heartbeatIntervalMs: number;
  isToken(token: string): boolean;
  areIntentsAllowed(intents: number): boolean;
  /** Asked for each heartbeat. */
  acknowledgesHeartbeats(): boolean;
  identify(socket: WebSocket, intents: number): GatewaySession;
  /** `undefined` when there is nothing to go on with. */
  resume(socket: WebSocket, sessionId: string, sequence: number): GatewaySession | undefined;
  disconnected(session: GatewaySession, code: number): void;
  voiceStateRequested(data: WireObject): void;
  membersRequested(session: GatewaySession, data: WireObject): void;
}

/** One websocket of the main gateway, from hello to close. */
export class GatewayConnection {
  readonly #socket: WebSocket;
  readonly #host: GatewayHost;
  #session: GatewaySession | undefined;

  constructor(socket: WebSocket, host: GatewayHost) {
    this.#socket = socket;
    this.#host = host;
  }

  /** Says hello; closes at once when the address asks for what this gateway does not speak. */
  start(address: URLSearchParams): void {
    if (address.get('v') !== '10') {
      this.#socket.close(GATEWAY_CLOSE.invalidApiVersion, 'Only version 10 is spoken here.');
      return;
    }
    if (address.get('encoding') !== 'json' || address.has('compress')) {
      this.#socket.close(GATEWAY_CLOSE.decodeError, 'Only plain JSON is spoken here.');
      return;
    }
    this.#socket.on('message', (data) => this.#receive(data));
    this.#socket.on('close', (code) => {
      // A session that was taken up by another connection meanwhile is not this one's to end.
      if (this.#session?.isOn(this.#socket) === true) this.#host.disconnected(this.#session, code);
    });
    this.#send(GATEWAY_OPCODE.hello, {
      heartbeat_interval: this.#host.heartbeatIntervalMs,
      _trace: [],
    });
  }

  #receive(data: RawData): void {
    const message = parseMessage(data);
    if (message === undefined) {
      this.#socket.close(GATEWAY_CLOSE.decodeError, 'Error while decoding payload.');
      return;
    }
    const body = objectField(message, 'd');
    switch (numberField(message, 'op') ?? -1) {
      case GATEWAY_OPCODE.heartbeat:
        if (this.#host.acknowledgesHeartbeats()) this.#send(GATEWAY_OPCODE.heartbeatAck, null);
        return;
      case GATEWAY_OPCODE.identify:
        this.#identify(body);
        return;
      case GATEWAY_OPCODE.resume:
        this.#resume(body);
        return;
      case GATEWAY_OPCODE.presenceUpdate:
      case GATEWAY_OPCODE.requestSoundboardSounds:
        this.#authenticated();
        return;
      case GATEWAY_OPCODE.voiceStateUpdate:
        if (this.#authenticated() !== undefined) this.#host.voiceStateRequested(body);
        return;
      case GATEWAY_OPCODE.requestGuildMembers: {
        const session = this.#authenticated();
        if (session !== undefined) this.#host.membersRequested(session, body);
        return;
      }
      default:
        this.#socket.close(GATEWAY_CLOSE.unknownOpcode, 'Unknown opcode.');
    }
  }

  #identify(body: WireObject): void {
    if (this.#session !== undefined) {
      this.#socket.close(GATEWAY_CLOSE.alreadyAuthenticated, 'Already authenticated.');
      return;
    }
    if (!this.#host.isToken(textField(body, 'token') ?? '')) {
      this.#socket.close(GATEWAY_CLOSE.authenticationFailed, 'Authentication failed.');
      return;
    }
    const { shard } = body;
    if (Array.isArray(shard) && (shard[0] !== 0 || shard[1] !== 1)) {
      this.#socket.close(GATEWAY_CLOSE.invalidShard, 'There is one shard here.');
      return;
    }
    const intents = numberField(body, 'intents');
    if (intents === undefined || (intents & ~KNOWN_INTENT_BITS) !== 0) {
      this.#socket.close(GATEWAY_CLOSE.invalidIntents, 'Invalid intent(s).');
      return;
    }
    if (!this.#host.areIntentsAllowed(intents)) {
      this.#socket.close(GATEWAY_CLOSE.disallowedIntents, 'Disallowed intent(s).');
      return;
    }
    this.#session = this.#host.identify(this.#socket, intents);
  }

  #resume(body: WireObject): void {
    if (!this.#host.isToken(textField(body, 'token') ?? '')) {
      this.#socket.close(GATEWAY_CLOSE.authenticationFailed, 'Authentication failed.');
      return;
    }
    const sequence = numberField(body, 'seq') ?? 0;
    this.#session = this.#host.resume(this.#socket, textField(body, 'session_id') ?? '', sequence);
    if (this.#session === undefined) this.#send(GATEWAY_OPCODE.invalidSession, false);
  }

  #authenticated(): GatewaySession | undefined {
    if (this.#session === undefined) {
      this.#socket.close(GATEWAY_CLOSE.notAuthenticated, 'Not authenticated.');
    }
    return this.#session;
  }

  #send(op: number, data: Json): void {
    this.#socket.send(JSON.stringify({ op, d: data, s: null, t: null }));
  }
}

function parseMessage(data: RawData): WireObject | undefined {
  try {
    const value: unknown = JSON.parse((data as Buffer).toString('utf8'));
    return isWireObject(value) ? value : undefined;
  } catch {
    // The caller closes the connection with Discord's code for this.
    return undefined;
  }
}
