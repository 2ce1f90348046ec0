import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { Dial } from '../http/http-options.ts';
import { isMap, type JsonMap } from '../json.ts';
import type { ServerState } from '../resource-request.ts';
import { askService } from './ask-service.ts';
import { resolveService } from './connect-service.ts';
import type { RemoteService } from './remote-service.ts';

/** What an APIService's condition Available says, without its times. */
export interface Health {
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

const failed = (reason: string, message: string): Health => ({ status: 'False', reason, message });
/** One of several endpoints that answers is enough. */
const ATTEMPTS = 5;

/** Looks at the Service, its endpoints, and asks for the group version's discovery document (kube-aggregator/pkg/controllers/status/remote). */
export async function checkService(
  server: ServerState,
  dial: Dial | undefined,
  remote: RemoteService,
): Promise<Health> {
  const problem = serviceProblem(server, remote);
  if (problem) return problem;
  const attempts = Array.from({ length: ATTEMPTS }, () => askDiscovery(server, dial, remote));
  try {
    await Promise.any(attempts);
  } catch (error) {
    const last = error instanceof AggregateError ? error.errors.at(-1) : error;
    return failed('FailedDiscoveryCheck', last instanceof Error ? last.message : String(last));
  }
  return { status: 'True', reason: 'Passed', message: 'all checks passed' };
}

function serviceProblem({ store }: ServerState, { service: { namespace, name, port } }: RemoteService) {
  const where = `service/${name} in ${JSON.stringify(namespace)}`;
  const service = store.get({ resource: 'services', namespace, name });
  if (!service) return failed('ServiceNotFound', `${where} is not present`);
  const spec = isMap(service.spec) ? service.spec : {};
  if (spec.type !== 'ClusterIP') return undefined;
  const found = maps(spec.ports).find((candidate) => candidate.port === port);
  if (!found) return failed('ServicePortError', `${where} is not listening on port ${port}`);
  const slices = store
    .list('discovery.k8s.io/endpointslices', namespace)
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name);
  if (slices.length === 0) {
    return failed('EndpointsNotFound', `cannot find endpointslices for ${where}`);
  }
  const portName = String(found.name ?? '');
  if (slices.some((slice) => hasReadyEndpoint(slice, portName))) return undefined;
  const missing = `endpointslices for ${where} have no addresses with port name ${JSON.stringify(portName)}`;
  return failed('MissingEndpoints', missing);
}

function hasReadyEndpoint({ endpoints, ports }: KubernetesObject, portName: string): boolean {
  const isReady = ({ conditions }: JsonMap) => !isMap(conditions) || conditions.ready !== false;
  return (
    maps(endpoints).some(isReady) &&
    maps(ports).some(({ name, port }) => (name ?? '') === portName && port !== undefined)
  );
}

async function askDiscovery(server: ServerState, dial: Dial | undefined, remote: RemoteService): Promise<void> {
  const { host, port } = resolveService(server, remote);
  const path = `/apis/${remote.group}/${remote.version}`;
  const url = `https://${host}:${port}${path}`;
  const { status } = await askService(server, dial, remote, { path, accept: '*/*', verify: false }).catch(
    (error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`failing or missing response from ${url}: Get "${url}": ${why}`);
    },
  );
  if (status >= 200 && status < 300) return;
  throw new Error(`failing or missing response from ${url}: bad status from ${url}: ${status}`);
}

function maps(value: unknown): JsonMap[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}
