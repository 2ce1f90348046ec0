import type { Clock } from '../../machinery/clock.ts';
import type { Host, Network } from '../../network/network.ts';
import type { BalancerListener } from './listener.ts';
import type { BalancerMode } from './listener-options.ts';
import type { Member } from './member.ts';
import { RequestRelay } from './request-relay.ts';
import { StreamRelay } from './stream-relay.ts';

export interface PortOptions {
  readonly host: Host;
  readonly network: Network;
  readonly clock: Clock;
  readonly address: string;
  readonly mode: BalancerMode;
  readonly listener: BalancerListener;
}

/** A listener at work. */
export interface ServedPort {
  /** A member was removed: connections that a proxy has to it may end by themselves, for this long. */
  drain(member: Member, ms: number): void;
  close(): void;
}

/** Hands packets on, or ends connections (TCP) or requests (HTTP) as a proxy. */
export function servePort(options: PortOptions): ServedPort {
  const { protocol } = options.listener.settings;
  if (protocol === 'UDP' || (protocol === 'TCP' && options.mode === 'preserve')) return handOn(options);
  return relay(options, protocol === 'HTTP' ? new RequestRelay(options) : new StreamRelay(options));
}

function handOn({ host, clock, address, listener }: PortOptions): ServedPort {
  const { port, protocol } = listener.settings;
  const transport = protocol === 'UDP' ? 'udp' : 'tcp';
  host.setBalancer(
    address,
    port,
    ({ source, rehearsal }) => listener.handOn(source, clock.now(), rehearsal),
    transport,
  );
  return { drain: () => {}, close: () => host.setBalancer(address, port, null, transport) };
}

/** Who cannot be served is refused before the connection stands, as one whose port is closed. */
function relay({ host, address, listener }: PortOptions, served: ServedPort): ServedPort {
  const { port } = listener.settings;
  host.setBalancer(address, port, ({ source }) => listener.refusal(source));
  return {
    drain: (member, ms) => served.drain(member, ms),
    close: () => {
      host.setBalancer(address, port, null);
      served.close();
    },
  };
}
