import type { KubeletEndpoint } from '../../../machinery/kubelet-endpoint.ts';
import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import { refusals } from '../../errors.ts';
import { isMap, type JsonMap } from '../../json.ts';
import type { ServerState } from '../../resource-request.ts';
import type { ProxyPath } from './proxy-path.ts';

/** Where a proxied request goes. */
export interface ProxyTarget {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  /** The request is for the node's own kubelet. */
  readonly kubelet?: KubeletEndpoint;
}

type KubeletOf = (nodeName: string) => KubeletEndpoint | undefined;

const KUBELET_PORT = 10250;
const DEFAULT_PORTS = { http: 80, https: 443 } as const;

/** The address behind a pod, service or node; throws as ResourceLocation of its registry does. */
export function proxyTarget(server: ServerState, path: ProxyPath, kubeletOf: KubeletOf): ProxyTarget {
  const asked = splitSchemeNamePort(path.id);
  const kind = path.resource.slice(0, -1);
  if (!asked) throw refusals.badRequest(`invalid ${kind} request ${JSON.stringify(path.id)}`);
  switch (path.resource) {
    case 'pods':
      return podTarget(server, path, asked);
    case 'services':
      return serviceTarget(server, path, asked);
    case 'nodes':
      return nodeTarget(server, asked, kubeletOf);
  }
}

interface Asked {
  readonly scheme: 'http' | 'https';
  readonly name: string;
  readonly port: string;
}

/** apimachinery/pkg/util/net.SplitSchemeNamePort: `name`, `name:port`, `scheme:name:port`. */
function splitSchemeNamePort(id: string): Asked | null {
  const parts = id.split(':');
  const [scheme = '', name = '', port = ''] = parts.length === 3 ? parts : ['', ...parts];
  if (parts.length > 3 || name === '' || !['', 'http', 'https'].includes(scheme)) return null;
  return { scheme: scheme === 'https' ? 'https' : 'http', name, port };
}

/** pkg/registry/core/pod.ResourceLocation. */
function podTarget(server: ServerState, { namespace }: ProxyPath, { scheme, name, port }: Asked): ProxyTarget {
  const pod = found(server, 'pods', namespace, name);
  const spec = isMap(pod.spec) ? pod.spec : {};
  const first = maps(spec.containers).find((container) => maps(container.ports).length > 0);
  const chosen = port || (first ? String(maps(first.ports)[0]!.containerPort) : '');
  const address = isMap(pod.status) ? pod.status.podIP : undefined;
  if (typeof address !== 'string' || address === '') throw refusals.badRequest('address not allowed');
  return { scheme, host: address, port: chosen === '' ? DEFAULT_PORTS[scheme] : portNumber(chosen) };
}

/** pkg/registry/core/service/storage ResourceLocation: one ready address that is a pod's. */
function serviceTarget(server: ServerState, { namespace, id }: ProxyPath, asked: Asked): ProxyTarget {
  const { scheme, name, port } = asked;
  const portName = /^\d+$/.test(port) ? portNameOf(server, namespace, name, Number(port)) : port;
  const endpoints = found(server, 'endpoints', namespace, name);
  const subsets = maps(endpoints.subsets);
  if (subsets.length === 0) throw refusals.unavailable(`no endpoints available for service ${JSON.stringify(name)}`);
  const candidates = subsets.flatMap((subset) =>
    maps(subset.ports)
      .filter((candidate) => (candidate.name ?? '') === portName)
      .flatMap((candidate) =>
        maps(subset.addresses)
          .filter((address) => isPodAddress(server, namespace, address))
          .map(({ ip }) => ({ scheme, host: String(ip), port: Number(candidate.port) })),
      ),
  );
  const chosen = candidates[server.random.integer(candidates.length)];
  if (!chosen) throw refusals.unavailable(`no endpoints available for service ${JSON.stringify(id)}`);
  return chosen;
}

function portNameOf(server: ServerState, namespace: string, name: string, wanted: number): string {
  const service = found(server, 'services', namespace, name);
  const ports = isMap(service.spec) ? maps(service.spec.ports) : [];
  const port = ports.find((candidate) => candidate.port === wanted);
  if (port) return String(port.name ?? '');
  throw refusals.unavailable(`no service port ${wanted} found for service ${JSON.stringify(name)}`);
}

function isPodAddress(server: ServerState, namespace: string, { ip, targetRef }: JsonMap): boolean {
  if (!isMap(targetRef) || targetRef.namespace !== namespace) return false;
  const pod = server.store.get({ resource: 'pods', namespace, name: String(targetRef.name) });
  const status = pod && isMap(pod.status) ? pod.status : {};
  return status.podIP === ip || maps(status.podIPs).some((address) => address.ip === ip);
}

/** pkg/registry/core/node.ResourceLocation. */
function nodeTarget(server: ServerState, { scheme, name, port }: Asked, kubeletOf: KubeletOf): ProxyTarget {
  const node = found(server, 'nodes', '', name);
  const addresses = isMap(node.status) ? maps(node.status.addresses) : [];
  const host = String(addresses.find(({ type }) => type === 'InternalIP')?.address ?? '');
  if (port !== '' && port !== String(KUBELET_PORT)) return { scheme, host, port: portNumber(port) };
  const kubelet = kubeletOf(name);
  return { scheme: 'https', host, port: KUBELET_PORT, ...(kubelet && { kubelet }) };
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port > 0 && port < 65_536) return port;
  const unknown = /^\d+$/.test(text)
    ? `dial tcp: address ${text}: invalid port`
    : `dial tcp: lookup tcp/${text}: unknown port`;
  throw refusals.unavailable(`error trying to reach service: ${unknown}`);
}

function found({ store }: ServerState, resource: string, namespace: string, name: string): KubernetesObject {
  const object = store.get({ resource, namespace, name });
  if (!object) throw refusals.notFound({ group: '', plural: resource }, name);
  return object;
}

function maps(value: unknown): JsonMap[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}
