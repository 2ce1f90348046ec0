import { type Listener, type MachineSocket, NetworkError } from '../../machinery/machine.ts';
import { formatProxyProtocol } from '../../proxy/proxy-protocol.ts';
import type { Member } from './member.ts';
import { MemberConnections } from './member-connections.ts';
import type { PortOptions, ServedPort } from './serve-port.ts';

/** How long a member may take to answer before another is tried. */
const CONNECT_TIMEOUT_MS = 5_000;
/** Members that are tried for one connection, as HAProxy's `retries 3` with `option redispatch`. */
const TRIES_MAX = 4;

/** A layer-4 proxy: ends TCP here, and opens a connection from its own address for each that it accepts. */
export class StreamRelay implements ServedPort {
  readonly #options: PortOptions;
  readonly #listening: Listener;
  readonly #connections: MemberConnections;

  constructor(options: PortOptions) {
    const { host, address, listener, clock } = options;
    this.#options = options;
    this.#connections = new MemberConnections(clock);
    const accept = (socket: MachineSocket) => void this.#relay(socket);
    this.#listening = host.listen(listener.settings.port, accept, {
      address,
      program: 'lb',
      foresight: listener.foresight(false),
    });
  }

  drain(member: Member, ms: number): void {
    this.#connections.drain(member, ms);
  }

  close(): void {
    this.#listening.close();
    this.#connections.close();
  }

  async #relay(client: MachineSocket): Promise<void> {
    const reached = await this.#reach(client);
    if (!reached) return void client.resetAndDestroy();
    const { member, upstream } = reached;
    if (client.destroyed) return void upstream.resetAndDestroy();
    this.#connections.add(member, client, upstream);
    const { idleTimeoutMs, proxyProtocol } = this.#options.listener.settings;
    if (proxyProtocol) await sayWho(client, upstream);
    join(client, upstream);
    client.setTimeout(idleTimeoutMs, () => {
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    });
  }

  /** Another member is tried where one does not answer: nothing has been sent yet. */
  async #reach(client: MachineSocket): Promise<{ member: Member; upstream: MachineSocket } | null> {
    const { listener, clock, host, network } = this.#options;
    const tried: Member[] = [];
    while (tried.length < TRIES_MAX) {
      const member = listener.choose(client.remoteAddress, clock.now(), tried);
      if (!member) return null;
      tried.push(member);
      const link = {
        connectionId: client.connectionId,
        decision: { rule: listener.rule(member), origin: listener.origin() },
      };
      try {
        const upstream = await host.connect(member.address, member.port, {
          continuation: true,
          timeoutMs: CONNECT_TIMEOUT_MS,
          program: 'lb',
        });
        network.requests.link({ ...link, upstreamConnectionId: upstream.connectionId });
        return { member, upstream };
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        const { connectionId } = error;
        network.requests.link({ ...link, ...(connectionId !== undefined && { upstreamConnectionId: connectionId }) });
      }
    }
    return null;
  }
}

/** What arrives here goes out there, both ways, no faster than it is read; an end or a reset goes through too. */
function join(client: MachineSocket, upstream: MachineSocket): void {
  upstream.allowHalfOpen = true;
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    from.pipe(to);
    from.once('error', () => (from.readableEnded ? to.end() : to.resetAndDestroy()));
  }
}

/** The line goes out in one segment with what the client has said by then. */
async function sayWho(client: MachineSocket, upstream: MachineSocket): Promise<void> {
  if (client.readableLength === 0) await new Promise((resolve) => setImmediate(resolve));
  const said: unknown = client.read();
  const line = Buffer.from(lineFor(client));
  upstream.write(Buffer.isBuffer(said) ? Buffer.concat([line, said]) : line);
}

function lineFor({ remoteAddress, remotePort, localAddress, localPort }: MachineSocket): string {
  return formatProxyProtocol({ address: remoteAddress, port: remotePort }, { address: localAddress, port: localPort });
}
