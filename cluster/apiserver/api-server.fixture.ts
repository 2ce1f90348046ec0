import type { ApiRequest, ApiResponse, WatchEvent } from '../machinery/api-transport.ts';
import { SeededRandom } from '../machinery/random.ts';
import { VirtualClock } from '../machinery/virtual-clock.ts';
import { type ApiServer, type ApiServerOptions, createApiServer } from './api-server.ts';

export interface Fixture {
  readonly api: ApiServer;
  readonly clock: VirtualClock;
  send(method: ApiRequest['method'], target: string, body?: unknown, contentType?: string): Promise<ApiResponse>;
  /** Events as `TYPE name resourceVersion`, in the order they came. */
  watch(target: string): { events: string[]; stop(): void };
}

export const ADMIN = { name: 'kubernetes-admin', groups: ['system:masters'] };

/** An API server on a clock that stands still, spoken to in process. */
export function createFixture(options: Partial<ApiServerOptions> = {}): Fixture {
  const clock = new VirtualClock();
  const api = createApiServer({
    clock,
    random: new SeededRandom(7),
    authenticate: (token) => (token === 'secret' ? ADMIN : undefined),
    kubeletOf: () => undefined,
    ...options,
  });
  return {
    api,
    clock,
    send: (method, target, body, contentType) => api.transport.send(requestOf(method, target, body, contentType)),
    watch: (target) => {
      const events: string[] = [];
      const record = ({ type, object }: WatchEvent) =>
        events.push([type, object.metadata.name, object.metadata.resourceVersion].filter(Boolean).join(' '));
      const watching = api.transport.watch(requestOf('GET', target), record);
      if (!('stop' in watching)) throw new Error(JSON.stringify(watching.body));
      return { events, stop: watching.stop };
    },
  };
}

export function requestOf(
  method: ApiRequest['method'],
  target: string,
  body?: unknown,
  contentType?: string,
): ApiRequest {
  const url = new URL(target, 'http://apiserver');
  return {
    method,
    path: url.pathname,
    query: url.searchParams,
    user: ADMIN,
    userAgent: 'fixture',
    ...(body !== undefined && { body }),
    ...(contentType !== undefined && { contentType }),
  };
}

export const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
export const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
export const PODS = '/api/v1/namespaces/default/pods';

export function deployment(name: string, spec: Record<string, unknown> = {}) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: { app: name } },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
      ...spec,
    },
  };
}

export function pod(name: string, spec: Record<string, unknown> = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'web', image: 'nginx' }], ...spec },
  };
}

export function configMap(name: string, data: Record<string, string> = {}, metadata: Record<string, unknown> = {}) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data };
}
