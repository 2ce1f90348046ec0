import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { refusals } from '../errors.ts';

/** Keys and files of a `kubectl cp` come in far smaller messages. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** Opens WebSockets in subprotocols whose names may be anything: `SPDY/3.1+portforward.k8s.io` is no token of RFC 6455. */
export class WebSockets {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });

  constructor() {
    this.#server.on('headers', (headers, request) => {
      const protocol = chosen.get(request);
      if (protocol) headers.push(`Sec-WebSocket-Protocol: ${protocol}`);
    });
  }

  /** The first of `served` that the client offers; one without a name is for clients that offer nothing. Throws 400. */
  open<P extends { readonly name: string }>(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    served: readonly P[],
    onOpen: (webSocket: WebSocket, protocol: P) => void,
  ): void {
    const offered = offeredProtocols(request);
    const protocol = served.find(({ name }) => (name === '' ? offered.length === 0 : offered.includes(name)));
    if (!protocol) {
      throw refusals.badRequest(`unable to upgrade: none of the subprotocols is served: ${offered.join(', ')}`);
    }
    // ws would refuse what is no token: the protocol is put back into the answer by hand.
    delete request.headers['sec-websocket-protocol'];
    chosen.set(request, protocol.name);
    this.#server.handleUpgrade(request, socket, head, (webSocket) => onOpen(webSocket, protocol));
  }
}

const chosen = new WeakMap<IncomingMessage, string>();

export function offeredProtocols(request: IncomingMessage): string[] {
  return (request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
