import type { Condition } from 'kubernetes-types/meta/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { ApiService } from '../../resources/kinds/api-service.ts';
import { typed } from '../../resources/typed.ts';
import type { Dial } from '../http/http-options.ts';
import { handle } from '../resource-handler.ts';
import { type ServerState, timestamp } from '../resource-request.ts';
import type { StoredEvent } from '../store/journal.ts';
import { API_SERVICES, readRemoteService, remoteServices } from './remote-service.ts';
import { checkService, type Health } from './service-health.ts';

const COLLECTION = '/apis/apiregistration.k8s.io/v1/apiservices';
const USER = { name: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] };
/** Looked at again whatever happens: a network can fail without a word. */
const RESYNC_MS = 30_000;
const FIRST_RETRY_MS = 5;
const SLICES = 'discovery.k8s.io/endpointslices';

interface Watched {
  /** Failures in a row. */
  failures: number;
  checking: boolean;
  /** Something has changed since the check began. */
  again: boolean;
  cancel: () => void;
}

/** Keeps the condition Available of the APIServices that have a Service. */
export class Availability {
  readonly #server: ServerState;
  readonly #dial: Dial | undefined;
  readonly #onError: (error: unknown) => void;
  readonly #watched = new Map<string, Watched>();

  constructor(server: ServerState, dial: Dial | undefined, onError: (error: unknown) => void) {
    this.#server = server;
    this.#dial = dial;
    this.#onError = onError;
    server.store.subscribe(API_SERVICES, (event) => this.#changed(event));
    server.store.subscribe('services', ({ key }) => this.#serviceChanged(key.namespace, key.name));
    server.store.subscribe(SLICES, ({ key, object }) =>
      this.#serviceChanged(key.namespace, object.metadata.labels?.['kubernetes.io/service-name'] ?? ''),
    );
  }

  /** Whether there is any such APIService. */
  get isNeeded(): boolean {
    return this.#watched.size > 0;
  }

  /** After a snapshot was restored. */
  rebuild(): void {
    for (const { cancel } of this.#watched.values()) cancel();
    this.#watched.clear();
    for (const { name } of remoteServices(this.#server)) this.#wake(name);
  }

  #changed({ type, object, previous }: StoredEvent): void {
    const name = object.metadata.name ?? '';
    if (type === 'DELETED' || !readRemoteService(object)) {
      this.#watched.get(name)?.cancel();
      this.#watched.delete(name);
    } else if (previous?.spec !== object.spec) this.#wake(name);
  }

  #serviceChanged(namespace: string, service: string): void {
    if (this.#watched.size === 0) return;
    for (const remote of remoteServices(this.#server)) {
      if (remote.service.namespace === namespace && remote.service.name === service) this.#wake(remote.name);
    }
  }

  #wake(name: string): void {
    const watched = this.#watched.get(name) ?? { failures: 0, checking: false, again: false, cancel: () => {} };
    this.#watched.set(name, watched);
    if (watched.checking) watched.again = true;
    else this.#checkIn(name, watched, 0);
  }

  #checkIn(name: string, watched: Watched, delayMs: number): void {
    watched.cancel();
    watched.cancel = this.#server.clock.schedule(delayMs, () => {
      this.#check(name, watched).catch(this.#onError);
    });
  }

  async #check(name: string, watched: Watched): Promise<void> {
    const remote = this.#remote(name);
    if (!remote) return;
    watched.checking = true;
    watched.again = false;
    const health = await checkService(this.#server, this.#dial, remote).finally(() => {
      watched.checking = false;
    });
    if (this.#watched.get(name) !== watched) return;
    await this.#write(name, health);
    const isAsked = health.reason === 'FailedDiscoveryCheck';
    watched.failures = isAsked ? watched.failures + 1 : 0;
    const retryMs = isAsked ? Math.min(RESYNC_MS, FIRST_RETRY_MS * 2 ** (watched.failures - 1)) : RESYNC_MS;
    this.#checkIn(name, watched, watched.again ? 0 : retryMs);
  }

  #stored(name: string): KubernetesObject | undefined {
    return this.#server.store.get({ resource: API_SERVICES, namespace: '', name });
  }

  #remote(name: string) {
    const stored = this.#stored(name);
    return stored && readRemoteService(stored);
  }

  async #write(name: string, health: Health): Promise<void> {
    const stored = this.#stored(name);
    if (!stored) return;
    const conditions = typed<ApiService>(stored).status?.conditions ?? [];
    const next = withAvailable(conditions, health, timestamp(this.#server.clock.now()));
    if (next === conditions) return;
    const body = { ...stored, status: { ...typed<ApiService>(stored).status, conditions: next } };
    const path = `${COLLECTION}/${name}/status`;
    await handle(this.#server, { method: 'PUT', path, body, user: USER, userAgent: 'kube-apiserver' }, false);
  }
}

/** The same array when nothing has changed. */
function withAvailable(conditions: readonly Condition[], health: Health, now: string): readonly Condition[] {
  const before = conditions.find(({ type }) => type === 'Available');
  const { status, reason, message } = health;
  if (before?.status === status && before.reason === reason && before.message === message) return conditions;
  const lastTransitionTime = before?.status === status ? before.lastTransitionTime : now;
  const next: Condition = { type: 'Available', status, lastTransitionTime, reason, message };
  return before ? conditions.map((condition) => (condition === before ? next : condition)) : [...conditions, next];
}
