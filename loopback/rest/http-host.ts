import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** Who answers what arrives at the port. */
export interface HttpHandlers {
  request(incoming: IncomingMessage, outgoing: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** An HTTP server on 127.0.0.1. */
export interface HttpHost {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 alone. Rejects with the socket's error when the port is taken. */
export async function startHttpHost(port: number, handlers: HttpHandlers): Promise<HttpHost> {
  const server: Server = createServer((incoming, outgoing) => handlers.request(incoming, outgoing));
  server.on('upgrade', (request, socket, head) => handlers.upgrade(request, socket, head));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: actualPort } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actualPort}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
