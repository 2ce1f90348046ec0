import { type EchoSocket, type IcmpError, NetworkError, type Process } from '../../../cluster/machinery/machine.ts';
import type { TracerouteOptions } from './options.ts';

/** Who answered a probe and how. `final`: the way ends here. */
export interface ProbeAnswer {
  readonly address: string;
  readonly routers: number;
  readonly final: boolean;
  /** `!H` and the like. */
  readonly mark: string;
}

export type Heard = (answer: ProbeAnswer) => void;

const HEADER_BYTES = 28;

/** Sends one probe; `heard` is called when something comes back. Returns how to stop listening. */
export type SendProbe = (ttl: number, index: number, heard: Heard) => () => void;

export function probeSender(process: Process, address: string, options: TracerouteOptions): SendProbe {
  if (options.method === 'icmp') return echoProbes(process, address, options);
  return options.method === 'tcp' ? synProbe(process, address, options) : datagramProbe(process, address, options);
}

function datagramProbe({ machine }: Process, address: string, { port, bytes, method }: TracerouteOptions): SendProbe {
  const data = new Uint8Array(Math.max(0, bytes - HEADER_BYTES)).fill(0x40);
  return (ttl, index, heard) => {
    const socket = machine.network.listenUdp(
      0,
      (datagram) => heard({ address: datagram.address, routers: ttl - 1, final: true, mark: '' }),
      { origin: 'system', program: 'traceroute', failed: ({ icmp }) => icmp && heard(answerOf(icmp, address)) },
    );
    socket.send(data, method === 'udp' ? port : port + index, address, { ttl });
    return () => socket.close();
  };
}

function echoProbes({ machine }: Process, address: string, options: TracerouteOptions): SendProbe {
  const waiting = new Map<number, Heard>();
  let socket: EchoSocket | undefined;
  return (ttl, index, heard) => {
    socket ??= machine.network.openEcho!({
      replied: (reply) =>
        waiting.get(reply.sequence)?.({ address: reply.address, routers: 64 - reply.ttl, final: true, mark: '' }),
      failed: (error, sequence) => waiting.get(sequence)?.(answerOf(error, address)),
    });
    const sequence = options.port + index;
    waiting.set(sequence, heard);
    const data = new Uint8Array(Math.max(0, options.bytes - HEADER_BYTES));
    try {
      socket.send(address, { sequence, data, ttl, dontFragment: options.dontFragment });
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
    }
    return () => {
      waiting.delete(sequence);
      if (waiting.size > 0) return;
      socket?.close();
      socket = undefined;
    };
  };
}

function synProbe({ machine }: Process, address: string, { port, waitMs }: TracerouteOptions): SendProbe {
  return (ttl, _index, heard) => {
    const stop = new AbortController();
    const reached = { address, routers: ttl - 1, final: true, mark: '' };
    machine.network.dial(address, port, { ttl, timeoutMs: waitMs, continuation: true, signal: stop.signal }).then(
      (socket) => {
        socket.destroy();
        heard(reached);
      },
      (error: unknown) => {
        if (!(error instanceof NetworkError)) return;
        if (error.icmp) heard(answerOf(error.icmp, address));
        else if (error.code === 'ECONNREFUSED') heard(reached);
      },
    );
    return () => stop.abort();
  };
}

/** By code of "destination unreachable" (poll_err in traceroute's traceroute.c). */
const MARKS: Readonly<Record<number, string>> = { 0: '!N', 1: '!H', 2: '!P', 3: '', 9: '!X', 10: '!X', 13: '!X' };

function answerOf({ type, code, address, ttl, mtu }: IcmpError, target: string): ProbeAnswer {
  const routers = 64 - ttl;
  if (type === 11) return { address, routers, final: false, mark: '' };
  if (code === 3 && address !== target) return { address, routers, final: true, mark: '!X' };
  const mark = code === 4 ? `!F-${mtu}` : (MARKS[code] ?? `!<${code}>`);
  return { address, routers, final: true, mark };
}
