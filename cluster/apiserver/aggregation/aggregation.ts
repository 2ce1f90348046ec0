import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { UserInfo } from '../../machinery/api-transport.ts';
import type { HttpOptions } from '../http/http-options.ts';
import type { ServerState } from '../resource-request.ts';
import { Availability } from './availability.ts';
import { serveMerged } from './merged-documents.ts';
import { RemoteDiscovery } from './remote-discovery.ts';
import { type RemoteService, remoteServiceOf } from './remote-service.ts';
import { serveRemote, upgradeRemote } from './serve-remote.ts';

/** The group versions that other API servers answer for, behind APIServices with a Service (kube-aggregator). */
export class Aggregation {
  readonly #server: ServerState;
  readonly #options: Pick<HttpOptions, 'dial'>;
  readonly #availability: Availability;
  readonly #discovery: RemoteDiscovery;

  constructor(server: ServerState, options: Pick<HttpOptions, 'dial' | 'onError'>) {
    this.#server = server;
    this.#options = options;
    this.#availability = new Availability(server, options.dial, options.onError);
    this.#discovery = new RemoteDiscovery(server, options.dial);
  }

  /** After a snapshot was restored. */
  rebuild(): void {
    this.#availability.rebuild();
  }

  /** Answers what another API server answers, and the documents that name its groups. False: it is the server's own. */
  async serve(request: IncomingMessage, response: ServerResponse, url: URL, user: UserInfo): Promise<boolean> {
    const remote = this.#remoteOf(url);
    if (remote) await serveRemote(this.#server, this.#options, remote, { request, url, user }, response);
    return remote !== undefined || serveMerged(this.#server, this.#discovery, request, response, url.pathname);
  }

  /** The same for a request that leaves HTTP behind. */
  async upgrade(request: IncomingMessage, connection: { socket: Duplex; head: Buffer }, url: URL, user: UserInfo) {
    const remote = this.#remoteOf(url);
    if (remote) await upgradeRemote(this.#server, this.#options, remote, { request, url, user }, connection);
    return remote !== undefined;
  }

  /** Whether there is anything to aggregate. */
  get isNeeded(): boolean {
    return this.#availability.isNeeded;
  }

  #remoteOf({ pathname }: URL): RemoteService | undefined {
    return remoteServiceOf(this.#server, pathname);
  }
}
