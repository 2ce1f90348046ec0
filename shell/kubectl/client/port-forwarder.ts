import { type Listener, type MachineSocket, NetworkError } from '../../../cluster/machinery/machine.ts';
import { KubectlError } from '../errors.ts';
import { unhandledError } from '../klog.ts';
import type { ForwardedPort } from '../resources/forwarded-ports.ts';
import type { Session } from '../session.ts';
import type { SpdyTunnel } from './spdy-tunnel.ts';

const SOURCE = 'portforward.go:424';

/** An address that connections are taken at. Of the two of localhost one is enough. */
export interface ListenAddress {
  readonly address: string;
  readonly isLocalhost: boolean;
}

/** client-go's portforward.parseAddresses. */
export function parseAddresses(texts: readonly string[]): ListenAddress[] {
  const parsed = new Map<string, ListenAddress>();
  for (const text of texts) {
    if (text === 'localhost') {
      for (const address of ['127.0.0.1', '::1']) parsed.set(address, { address, isLocalhost: true });
    } else if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text) || /^[\da-f:]*:[\da-f:]*$/i.test(text)) {
      parsed.set(text, { address: text, isLocalhost: false });
    } else throw new KubectlError(`error: ${text} is not a valid IP`);
  }
  return [...parsed.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** Takes connections on the machine and passes each through the tunnel to the pod. */
export class PortForwarder {
  readonly #session: Session;
  readonly #tunnel: SpdyTunnel;
  readonly #listeners: Listener[] = [];
  #requests = 0;

  constructor(session: Session, tunnel: SpdyTunnel) {
    this.#session = session;
    this.#tunnel = tunnel;
  }

  close(): void {
    for (const listener of this.#listeners) listener.close();
    this.#tunnel.close();
  }

  /** Says where it listens; throws when no port could be taken. */
  async listen(ports: readonly ForwardedPort[], addresses: readonly ListenAddress[]): Promise<void> {
    const taken: number[] = [];
    for (const port of ports) {
      try {
        taken.push(await this.#listenOn(port, addresses));
      } catch (error) {
        if (!(error instanceof KubectlError)) throw error;
        await this.#session.error(`Unable to listen on port ${port.local}: ${error.message}\n`);
      }
    }
    if (taken.length > 0) return;
    const texts = ports.map(({ local, remote }) => `{${local} ${remote}}`).join(' ');
    throw new KubectlError(`error: unable to listen on any of the requested ports: [${texts}]`);
  }

  async #listenOn({ local, remote }: ForwardedPort, addresses: readonly ListenAddress[]): Promise<number> {
    const failures: string[] = [];
    let port = local;
    let succeeded = 0;
    let failedAlone = false;
    for (const { address, isLocalhost } of addresses) {
      try {
        port = this.#take(address, port, remote);
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        failures.push(listenError(address, port, error));
        failedAlone ||= !isLocalhost;
        continue;
      }
      succeeded++;
      await this.#session.print(`Forwarding from ${hostPort(address, port)} -> ${remote}\n`);
    }
    if (succeeded === 0 || failedAlone)
      throw new KubectlError(`Listeners failed to create with the following errors: [${failures.join(' ')}]`);
    return port;
  }

  #take(address: string, port: number, remote: number): number {
    const { network } = this.#session.machine;
    if (address.includes(':')) {
      // The virtual network has IPv4 alone: ::1 is as taken as 127.0.0.1 is for others, and nobody can reach it.
      const isOurs = this.#listeners.some((listener) => listener.port === port);
      const isTaken =
        !isOurs && network.sockets().some(({ state, local }) => state === 'LISTEN' && local.port === port);
      if (address !== '::1' || isTaken) throw new NetworkError(isTaken ? 'EADDRINUSE' : 'EADDRNOTAVAIL');
      return port;
    }
    const listener = network.listen(port, (socket) => this.#accept(socket, listener.port, remote), {
      address,
      program: 'kubectl',
    });
    this.#listeners.push(listener);
    return listener.port;
  }

  #accept(socket: MachineSocket, local: number, remote: number): void {
    // A tunnel that ends takes its connections along; why it ended is told by whoever waits for it.
    this.#forward(socket, local, remote).catch(() => socket.destroy());
  }

  async #forward(socket: MachineSocket, local: number, remote: number): Promise<void> {
    socket.on('error', () => socket.destroy());
    await this.#session.print(`Handling connection for ${local}\n`);
    const headers = { port: String(remote), requestid: String(this.#requests++) };
    const errors = await this.#tunnel.openStream({ ...headers, streamtype: 'error' });
    errors.end();
    let message = '';
    errors.onData = (bytes) => {
      message += bytes.toString('utf8');
    };
    const told = new Promise<void>((resolve) => {
      errors.onEnd = resolve;
    });
    const data = await this.#tunnel.openStream({ ...headers, streamtype: 'data' });
    data.onData = (bytes) => void socket.write(Buffer.from(bytes));
    const remoteDone = new Promise<void>((resolve) => {
      data.onEnd = resolve;
    });
    const localDone = pump(socket, data.send).finally(() => data.end());
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    await Promise.race([remoteDone, localDone.then(() => remoteDone), closed]);
    data.reset();
    socket.end();
    await told;
    if (!message) return;
    await unhandledError(this.#session, SOURCE, `an error occurred forwarding ${local} -> ${remote}: ${message}`);
    this.#tunnel.close();
  }
}

async function pump(socket: MachineSocket, send: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  try {
    // What the other side still has to say goes on after this one has ended.
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) await send(chunk as Uint8Array);
  } catch {
    // A broken connection ends as an orderly one does.
  }
}

const hostPort = (address: string, port: number) =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

const GO_TEXTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'bind: address already in use',
  EADDRNOTAVAIL: 'bind: cannot assign requested address',
  EACCES: 'bind: permission denied',
};

function listenError(address: string, port: number, error: NetworkError): string {
  const network = address.includes(':') ? 'tcp6' : 'tcp4';
  return `unable to create listener: Error listen ${network} ${hostPort(address, port)}: ${GO_TEXTS[error.code] ?? error.message}`;
}
