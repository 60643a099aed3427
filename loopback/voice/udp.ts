import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';

const DISCOVERY_BYTES = 74;
const DISCOVERY_BODY_BYTES = 70;
const DISCOVERY_REQUEST = 1;
const DISCOVERY_RESPONSE = 2;
const KEEP_ALIVE_BYTES = 8;
/** One call's worth of bursts; the default of some systems holds only a few hundred packets. */
const RECEIVE_BUFFER_BYTES = 1 << 20;

/** Where a client's datagrams come from. */
export interface UdpRemote {
  readonly address: string;
  readonly port: number;
}

/** What the voice server does with datagrams. */
export interface UdpHandlers {
  /** Returns false when the question is to stay unanswered. */
  onDiscovery(ssrc: number, remote: UdpRemote): boolean;
  onKeepAlive(remote: UdpRemote): void;
  onPacket(packet: Buffer, remote: UdpRemote): void;
}

/** The answer to IP discovery: the client's own address as the server sees it. */
export function encodeDiscoveryResponse(ssrc: number, remote: UdpRemote): Buffer {
  const response = Buffer.alloc(DISCOVERY_BYTES);
  response.writeUInt16BE(DISCOVERY_RESPONSE, 0);
  response.writeUInt16BE(DISCOVERY_BODY_BYTES, 2);
  response.writeUInt32BE(ssrc, 4);
  response.write(remote.address, 8, 'ascii');
  response.writeUInt16BE(remote.port, DISCOVERY_BYTES - 2);
  return response;
}

/** The UDP half of the voice server: one socket on 127.0.0.1 for all rooms. */
export class VoiceUdp {
  readonly port: number;
  readonly #socket: Socket;

  private constructor(socket: Socket, handlers: UdpHandlers) {
    this.#socket = socket;
    this.port = socket.address().port;
    socket.on('message', (message, remote) => this.#receive(message, remote, handlers));
  }

  /** Binds to `port` on 127.0.0.1, 0 for any free one. Rejects with the socket's error when it is taken. */
  static async bind(port: number, handlers: UdpHandlers): Promise<VoiceUdp> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
    socket.bind(port, '127.0.0.1');
    await once(socket, 'listening');
    return new VoiceUdp(socket, handlers);
  }

  /** Sends one datagram. On loopback a send fails only when the socket is being closed. */
  send(packet: Buffer, remote: UdpRemote): void {
    this.#socket.send(packet, remote.port, remote.address);
  }

  async close(): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }

  #receive(message: Buffer, remote: UdpRemote, handlers: UdpHandlers): void {
    if (message.length === KEEP_ALIVE_BYTES) {
      handlers.onKeepAlive(remote);
      return;
    }
    if (message.length === DISCOVERY_BYTES && message.readUInt16BE(0) === DISCOVERY_REQUEST) {
      const ssrc = message.readUInt32BE(4);
      if (isIPv4(remote.address) && handlers.onDiscovery(ssrc, remote)) {
        this.send(encodeDiscoveryResponse(ssrc, remote), remote);
      }
      return;
    }
    handlers.onPacket(message, remote);
  }
}
