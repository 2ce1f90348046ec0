import { createSecureContext, TLSSocket } from 'node:tls';
import type { Listener, MachineSocket } from '../machinery/machine.ts';
import { CertificateChoice } from './certificate-choice.ts';
import { ClientConnections } from './client-connections.ts';
import { peekClientHello } from './client-hello.ts';
import { foresee } from './foresee.ts';
import { handleRequest, refuseRequest } from './handle-request.ts';
import { HostTable } from './host-match.ts';
import { passThrough } from './pass-through.ts';
import type { ConnectionInfo } from './proxied-request.ts';
import type { ListenerConfiguration, PassthroughRoute } from './proxy-configuration.ts';
import { readProxyProtocol } from './proxy-protocol.ts';
import type { ProxyRuntime } from './proxy-runtime.ts';
import { RouteTable } from './route-match.ts';

/** One port of a proxy. A new configuration holds for the next request of connections that stand. */
export class ProxyListener {
  readonly #runtime: ProxyRuntime;
  readonly #listener: Listener;
  readonly #connections: ClientConnections;
  readonly #sockets = new Set<MachineSocket>();
  #configuration: ListenerConfiguration;
  #routes: RouteTable;
  #certificates: CertificateChoice | undefined;
  #passthrough: HostTable<PassthroughRoute> | undefined;

  /** Listens at once; throws EADDRINUSE. */
  constructor(runtime: ProxyRuntime, configuration: ListenerConfiguration) {
    this.#runtime = runtime;
    this.#configuration = configuration;
    this.#routes = new RouteTable(configuration.virtualHosts);
    this.configure(configuration);
    this.#connections = new ClientConnections({
      machine: runtime.machine,
      dialect: runtime.dialect,
      handle: (exchange) => handleRequest(runtime, this.#routes, exchange),
      refuse: (problem) => refuseRequest(runtime, problem),
    });
    this.#listener = runtime.machine.network.listen(configuration.port, (socket) => this.#accept(socket), {
      program: runtime.dialect.name,
      foresight: (request) => foresee(this.#routes, request, this.#passthrough),
      ...(configuration.address !== undefined && { address: configuration.address }),
    });
  }

  get port(): number {
    return this.#listener.port;
  }

  configure(configuration: ListenerConfiguration): void {
    this.#configuration = configuration;
    this.#routes = new RouteTable(configuration.virtualHosts);
    this.#certificates = configuration.tls && new CertificateChoice(configuration.tls);
    const passthrough = configuration.tls?.passthrough ?? [];
    this.#passthrough = passthrough.length > 0 ? new HostTable() : undefined;
    for (const route of passthrough) this.#passthrough?.add(route.hostname, route);
  }

  close(): void {
    this.#listener.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#connections.close();
  }

  #accept(socket: MachineSocket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    const info: ConnectionInfo = {
      address: socket.remoteAddress,
      port: socket.remotePort,
      peerAddress: socket.remoteAddress,
      listenerPort: this.#configuration.port,
      secure: false,
    };
    if (this.#configuration.proxyProtocol) void this.#afterProxyLine(socket, info);
    else this.#afterPreface(socket, info);
  }

  async #afterProxyLine(socket: MachineSocket, info: ConnectionInfo): Promise<void> {
    const cancel = this.#runtime.machine.clock.schedule(this.#runtime.dialect.timeouts.clientHeaderMs, () =>
      socket.destroy(),
    );
    const line = await readProxyProtocol(socket);
    cancel();
    if (line === undefined || line === 'invalid') {
      if (line === 'invalid') this.#tell(socket, 'broken header while reading PROXY protocol');
      socket.destroy();
      return;
    }
    this.#afterPreface(socket, line === 'unknown' ? info : { ...info, address: line.address, port: line.port });
  }

  #afterPreface(socket: MachineSocket, info: ConnectionInfo): void {
    if (!this.#configuration.tls) this.#connections.add(socket, socket, info, 'http/1.1');
    else void this.#secure(socket, info);
  }

  async #secure(socket: MachineSocket, info: ConnectionInfo): Promise<void> {
    const cancel = this.#runtime.machine.clock.schedule(this.#runtime.dialect.timeouts.clientHeaderMs, () =>
      socket.destroy(),
    );
    socket.once('close', cancel);
    const hello = await peekClientHello(socket);
    if (hello === undefined) return void socket.destroy();
    if (hello === 'not-tls') {
      cancel();
      this.#connections.add(socket, socket, { ...info, plainOnTls: true }, 'http/1.1');
      return;
    }
    const route = this.#passthrough?.find(hello.serverName ?? '');
    if (route) {
      cancel();
      return passThrough(this.#runtime, socket, route);
    }
    this.#terminate(socket, { ...info, secure: true, ...hello }, cancel);
  }

  #terminate(socket: MachineSocket, info: ConnectionInfo, cancel: () => void): void {
    const context = this.#certificates?.contextFor(info.serverName);
    const secured: TLSSocket = new TLSSocket(socket, {
      isServer: true,
      // Without a certificate no cipher can be agreed on: the handshake ends with an alert.
      secureContext: context ?? createSecureContext(),
      ALPNProtocols: this.#configuration.tls?.http2 ? ['h2', 'http/1.1'] : ['http/1.1'],
    });
    secured.on('error', (error) => {
      cancel();
      if (!socket.destroyed) this.#tell(socket, error.message, 'tls');
      socket.destroy();
    });
    secured.once('close', () => socket.destroy());
    socket.once('end', () => secured.end()).once('close', () => secured.destroy());
    secured.once('secure', () => {
      cancel();
      const tlsVersion = secured.getProtocol() ?? '';
      // As tls.Server does when a handshake is over; node:http2 waits for it.
      Object.assign(secured, { secureConnecting: false });
      const protocol = secured.alpnProtocol === 'h2' ? 'h2' : 'http/1.1';
      this.#connections.add(secured, socket, { ...info, tlsVersion }, protocol);
    });
  }

  #tell(socket: MachineSocket, message: string, kind: 'message' | 'tls' = 'message'): void {
    this.#runtime.logProblem({
      connectionId: socket.connectionId,
      kind,
      message,
      clientAddress: socket.remoteAddress,
    });
  }
}

/** Whether a listener can go on under a new configuration, or must be opened anew. */
export function isSamePort(one: ListenerConfiguration, other: ListenerConfiguration): boolean {
  return one.port === other.port && one.address === other.address;
}
