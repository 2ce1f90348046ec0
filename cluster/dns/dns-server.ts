import { decodeMessage } from '../machinery/dns/decode-message.ts';
import { encodeMessage } from '../machinery/dns/encode-message.ts';
import {
  DNS_PORT,
  DnsFormatError,
  type DnsMessage,
  PLAIN_UDP_BYTES,
  RESPONSE_CODES,
  responseTo,
} from '../machinery/dns/message.ts';
import type { TrafficOrigin } from '../machinery/flow.ts';
import type { Datagram, Listener, MachineNetwork, MachineSocket, UdpSocket } from '../machinery/machine.ts';

/** Where a question comes from, for logs. */
export interface Asker {
  readonly address: string;
  readonly port: number;
  readonly protocol: 'udp' | 'tcp';
  readonly bytes: number;
}

/** The answer, at once or later; null for none at all. */
export type DnsHandler = (query: DnsMessage, asker: Asker) => DnsMessage | null | Promise<DnsMessage | null>;

export interface DnsServerOptions {
  readonly network: Pick<MachineNetwork, 'listen' | 'listenUdp'>;
  readonly handler: DnsHandler;
  readonly port?: number;
  readonly program?: string;
  /** Names written out in answers that fit without compression. */
  readonly compress?: boolean;
  readonly origin?: TrafficOrigin;
  /** After an answer has been encoded. */
  readonly answered?: (query: DnsMessage, answer: DnsMessage, asker: Asker, bytes: number) => void;
}

/** Questions that may wait for an answer from elsewhere at once. */
const WAITING_MAX = 1_000;
const TCP_MAX = 65_535;

/** Answers DNS over UDP and TCP (RFC 1035, 4.2). Returns how to stop. Throws EADDRINUSE. */
export function serveDns(options: DnsServerOptions): () => void {
  const { network, program, port = DNS_PORT, origin } = options;
  const named = { ...(program !== undefined && { program }), ...(origin && { origin }) };
  let waiting = 0;
  const answer = (data: Uint8Array, asker: Asker, send: (bytes: Uint8Array) => void) => {
    const query = readQuery(data);
    if (!query) return;
    const limit = asker.protocol === 'tcp' ? TCP_MAX : Math.max(PLAIN_UDP_BYTES, query.edns?.udpBytes ?? 0);
    const reply = (message: DnsMessage | null) => {
      if (!message) return;
      const bytes = encodeMessage(message, limit, { compress: options.compress ?? true });
      send(bytes);
      options.answered?.(query, message, asker, bytes.length);
    };
    const said = options.handler(query, asker);
    if (!(said instanceof Promise)) return reply(said);
    if (waiting >= WAITING_MAX) return;
    waiting++;
    void said
      .then(reply, () => reply(responseTo(query, RESPONSE_CODES.SERVFAIL)))
      .finally(() => {
        waiting--;
      });
  };
  const receive = ({ data, address, port: from }: Datagram) =>
    answer(data, { address, port: from, protocol: 'udp', bytes: data.length }, (bytes) =>
      udp.send(bytes, from, address),
    );
  const udp: UdpSocket = network.listenUdp(port, receive, named);
  let tcp: Listener;
  try {
    tcp = network.listen(port, (socket) => serveStream(socket, answer), program === undefined ? {} : { program });
  } catch (error) {
    udp.close();
    throw error;
  }
  return () => {
    udp.close();
    tcp.close();
  };
}

function readQuery(data: Uint8Array): DnsMessage | null {
  try {
    const query = decodeMessage(data);
    return query.response || query.questions.length !== 1 ? null : query;
  } catch (error) {
    if (error instanceof DnsFormatError) return null;
    throw error;
  }
}

/** Messages of a stream have their length before them (RFC 1035, 4.2.2). */
function serveStream(
  socket: MachineSocket,
  answer: (data: Uint8Array, asker: Asker, send: (bytes: Uint8Array) => void) => void,
): void {
  let held = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
      const data = held.subarray(2, 2 + held.readUInt16BE(0));
      held = held.subarray(2 + data.length);
      const asker = {
        address: socket.remoteAddress,
        port: socket.remotePort,
        protocol: 'tcp' as const,
        bytes: data.length,
      };
      answer(data, asker, (bytes) => socket.write(framed(bytes)));
    }
  });
  socket.on('end', () => socket.end());
}

export function framed(bytes: Uint8Array): Buffer {
  const frame = Buffer.alloc(2 + bytes.length);
  frame.writeUInt16BE(bytes.length);
  frame.set(bytes, 2);
  return frame;
}
