import type { ApiTransport } from '../machinery/api-transport.ts';
import type { Clock } from '../machinery/clock.ts';
import type { Random } from '../machinery/random.ts';
import { namespaceLifecycle } from './admission/namespace-lifecycle.ts';
import type { Registry } from './registry.ts';
import { handle, openWatch } from './resource-handler.ts';
import type { ServerState } from './resource-request.ts';
import { ServiceAllocators } from './service-allocators.ts';
import type { StoreSnapshot } from './store/snapshot.ts';
import { Store } from './store/store.ts';
import { checkWire } from './wire-check.ts';

export interface ApiServerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly registry: Registry;
}

export interface ApiServer {
  /** For the cluster's own components: nothing is serialised. */
  readonly transport: ApiTransport;
  snapshot(): StoreSnapshot;
  /** Before anything is served. */
  restore(snapshot: StoreSnapshot): void;
}

export function createApiServer(options: ApiServerOptions): ApiServer {
  const server: ServerState = {
    ...options,
    store: new Store(),
    allocators: new ServiceAllocators(),
    admission: [namespaceLifecycle],
    wireCheck: checkWire,
  };
  return {
    transport: createTransport(server),
    snapshot: () => server.store.snapshot(),
    restore: (snapshot) => {
      server.store.restore(snapshot);
      server.allocators.rebuild(server.store.list('services'));
    },
  };
}

function createTransport(server: ServerState): ApiTransport {
  return {
    send: async (request) => handle(server, request, false),
    watch: (request, onEvent) => openWatch(server, request, false, onEvent),
  };
}
