import type { WebSocket } from 'ws';
import { numberField, objectField, textField, type WireObject } from '../wire.ts';
import type { BotClientOptions, ReceivedOpcode, RoomClientStatus } from './bot-client-options.ts';
import type { ClientClaim, ClientMessage } from './client-message.ts';
import { parseClientMessage } from './client-message.ts';
import { daveJsonBody, type DaveMessage, type DaveParticipant } from './dave-message.ts';
import { GatewaySession } from './gateway-session.ts';
import { isResumableClose, VOICE_CLOSE, VOICE_OPCODE } from './opcodes.ts';
import { rtpPayload, type RtpHeader } from './rtp.ts';
import { Timers } from './timers.ts';
import {
  createTransportCipher,
  isEncryptionMode,
  type EncryptionMode,
  type TransportCipher,
} from './transport-cipher.ts';
import type { UdpRemote } from './udp.ts';

/** Opcodes that are kept in the log of a client; older ones are dropped. */
const MAX_RECEIVED = 2000;

/** The bot's side of a room: its websocket session, its UDP path and what it did there. */
export class BotClient implements DaveParticipant {
  readonly received: ReceivedOpcode[] = [];
  userId = '';
  connects = 0;
  resumes = 0;
  discoveries = 0;
  keepAlives = 0;
  heartbeats = 0;
  undecipherable = 0;
  speaking = false;
  status: RoomClientStatus = 'none';
  lastCloseCode: number | undefined;
  readonly #options: BotClientOptions;
  readonly #timers = new Timers();
  #session: GatewaySession | undefined;
  #cipher: TransportCipher | undefined;
  #remote: UdpRemote | undefined;

  constructor(options: BotClientOptions) {
    this.#options = options;
  }

  get mode(): EncryptionMode | undefined {
    return this.#cipher?.mode;
  }

  /** SSRC of the bot's own packets while it is connected. */
  get ssrc(): number | undefined {
    return this.#session?.ssrc;
  }

  /** Where the bot's datagrams come from, once it asked for its address. */
  get remote(): UdpRemote | undefined {
    return this.#remote;
  }

  /** Begins a new session on a websocket whose claim fits the room. */
  identify(socket: WebSocket, claim: ClientClaim): void {
    this.connects += 1;
    this.#log(VOICE_OPCODE.identify);
    const refusal = this.#options.faults.strike('close-on-identify');
    if (refusal) {
      socket.close(refusal.code);
      return;
    }
    if (this.#options.daveVersion() > claim.maxDaveVersion) {
      socket.close(VOICE_CLOSE.daveRequired);
      return;
    }
    this.close(VOICE_CLOSE.sessionInvalid);
    const session = new GatewaySession(this.#options.allocateSsrc(), socket);
    this.userId = claim.userId ?? '';
    this.#session = session;
    this.#listen(socket);
    session.sendPlain(VOICE_OPCODE.ready, {
      ssrc: session.ssrc,
      ip: '127.0.0.1',
      port: this.#options.udpPort,
      modes: this.#options.modes,
      experiments: [],
    });
    this.#become('connecting');
  }

  /** Takes a session up again on a new websocket; refuses when there is none. */
  resume(socket: WebSocket, claim: ClientClaim): void {
    const session = this.#session;
    this.#log(VOICE_OPCODE.resume);
    if (!session || !this.#cipher) {
      socket.close(VOICE_CLOSE.sessionInvalid);
      return;
    }
    this.resumes += 1;
    this.#timers.clear();
    session.resumeOn(socket);
    this.#listen(socket);
    const answer = (): void => {
      session.sendPlain(VOICE_OPCODE.resumed, null);
      session.replay(claim.acknowledged);
      this.#become('ready');
    };
    const late = this.#options.faults.strike('late-resume');
    if (late) this.#timers.after(late.delayMs, answer);
    else answer();
  }

  /** A question for the own address; false leaves it unanswered. */
  discover(remote: UdpRemote): boolean {
    this.discoveries += 1;
    const { faults } = this.#options;
    if (faults.strike('udp-dead') || faults.strike('lost-discovery')) return false;
    this.#remote = remote;
    return true;
  }

  /** An RTP packet with the bot's SSRC. */
  receivePacket(header: RtpHeader, packet: Buffer): void {
    if (!this.#cipher || this.#options.faults.strike('udp-dead')) return;
    const opened = this.#cipher.open(packet, header.clearBytes);
    const frame = opened && rtpPayload(header, opened);
    if (frame) this.#options.onPacket(header, frame);
    else this.undecipherable += 1;
  }

  /** Seals a packet with the session's key; `undefined` when the bot is in no call. */
  seal(clear: Buffer, body: Buffer): Buffer | undefined {
    return this.#cipher?.seal(clear, body);
  }

  /** Sends a sealed packet to the bot. */
  sendPacket(packet: Buffer): void {
    if (this.#remote && !this.#options.faults.strike('udp-dead'))
      this.#options.sendDatagram(packet, this.#remote);
  }

  /** Sends a numbered message once the bot is in the call; before that it would be nobody's. */
  send(op: number, data: unknown): void {
    if (this.#cipher) this.#session?.sendNumbered(op, data);
  }

  receive(message: DaveMessage): void {
    if (!this.#cipher) return;
    if ('payload' in message) this.#session?.sendBinary(message.op, message.payload);
    else this.#session?.sendNumbered(message.op, daveJsonBody(message));
  }

  /** Closes the websocket; a code that cannot be resumed ends the session. */
  close(code: number): void {
    const session = this.#session;
    if (!session) return;
    this.lastCloseCode = code;
    session.close(code);
    if (isResumableClose(code)) this.#lose(session);
    else this.#end(session);
  }

  /** Ends everything without a word to the room. */
  dispose(): void {
    this.#timers.clear();
    this.#session?.close(VOICE_CLOSE.disconnected);
    this.#session = undefined;
    this.#cipher = undefined;
  }

  #listen(socket: WebSocket): void {
    socket.on('message', (data: Buffer, isBinary) => {
      if (this.#session?.isOn(socket)) this.#receiveMessage(socket, parseClientMessage(data, isBinary));
    });
    socket.on('close', (code) => {
      const session = this.#session;
      if (!session?.isOn(socket)) return;
      this.lastCloseCode = code;
      // 1000 is what a client says that leaves for good.
      if (code === 1000 || !isResumableClose(code)) this.#end(session);
      else this.#lose(session);
    });
  }

  #receiveMessage(socket: WebSocket, message: ClientMessage | undefined): void {
    if (!message) {
      socket.close(VOICE_CLOSE.decodeFailed);
      return;
    }
    this.#log(message.op);
    if ('payload' in message) this.#receiveBinary(message.op, message.payload);
    else this.#receiveJson(socket, message.op, message.data);
  }

  #receiveBinary(op: number, payload: Buffer): void {
    if (op === VOICE_OPCODE.daveKeyPackage || op === VOICE_OPCODE.daveCommitWelcome) {
      this.#options.onDave({ op, payload });
    }
  }

  #receiveJson(socket: WebSocket, op: number, data: WireObject): void {
    const options = this.#options;
    switch (op) {
      case VOICE_OPCODE.heartbeat:
        this.heartbeats += 1;
        this.#session?.acknowledge(numberField(data, 'seq_ack') ?? -1);
        if (!options.faults.strike('no-heartbeat-ack')) {
          this.#session?.sendPlain(VOICE_OPCODE.heartbeatAck, { t: numberField(data, 't') ?? 0 });
        }
        return;
      case VOICE_OPCODE.selectProtocol:
        this.#selectProtocol(socket, data);
        return;
      case VOICE_OPCODE.speaking:
        this.speaking = ((numberField(data, 'speaking') ?? 0) & 1) === 1;
        options.onSpeaking(this.speaking);
        return;
      case VOICE_OPCODE.daveTransitionReady:
      case VOICE_OPCODE.daveInvalidCommitWelcome:
        options.onDave({ op, transitionId: numberField(data, 'transition_id') ?? 0 });
        return;
      default:
        // Opcodes of video, statistics and so on: read, logged, of no effect here.
        return;
    }
  }

  #selectProtocol(socket: WebSocket, data: WireObject): void {
    const mode = textField(objectField(data, 'data'), 'mode');
    if (textField(data, 'protocol') !== 'udp') {
      socket.close(VOICE_CLOSE.unknownProtocol);
      return;
    }
    if (!isEncryptionMode(mode) || !this.#options.modes.includes(mode) || !this.#session) {
      socket.close(VOICE_CLOSE.unknownEncryption);
      return;
    }
    this.#cipher = createTransportCipher(mode, this.#session.secretKey);
    this.#session.sendPlain(VOICE_OPCODE.sessionDescription, {
      mode,
      secret_key: [...this.#session.secretKey],
      dave_protocol_version: this.#options.daveVersion(),
      audio_codec: 'opus',
      media_session_id: this.#session.ssrc.toString(16),
    });
    this.#become('ready');
    this.#options.onReady();
  }

  #lose(session: GatewaySession): void {
    session.detach();
    if (!this.#cipher) {
      this.#end(session);
      return;
    }
    this.#timers.clear();
    this.#timers.after(this.#options.resumeWindowMs, () => this.#end(session));
    this.#become('resuming');
  }

  #end(session: GatewaySession): void {
    session.detach();
    this.#timers.clear();
    this.#session = undefined;
    this.#cipher = undefined;
    this.#remote = undefined;
    this.speaking = false;
    this.#become('none');
    this.#options.onGone();
  }

  #become(status: RoomClientStatus): void {
    if (this.status === status) return;
    this.status = status;
    this.#options.onChange();
  }

  #log(op: number): void {
    this.received.push({ op, atMs: performance.now() });
    if (this.received.length > MAX_RECEIVED) this.received.shift();
  }
}
