import type { NetworkPolicyPeer, NetworkPolicyPort } from 'kubernetes-types/networking/v1.js';
import type { NetworkPolicy, Pod } from '../../client/objects.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import { inBlock } from './address-block.ts';

/** The other end of a connection: an address, and the pod that has it, if one does. */
export interface Peer {
  readonly address: string;
  readonly pod: Pod | undefined;
}

export interface Connection {
  readonly peer: Peer;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly port: number;
  /** The pod that listens, whose ports may have names. */
  readonly server: Pod | undefined;
}

export type PolicyDirection = 'Ingress' | 'Egress';

export type NamespaceLabels = (namespace: string) => Readonly<Record<string, string>>;

/** Whether the policy speaks of the pod in this direction. */
export function isolates({ spec, metadata }: NetworkPolicy, pod: Pod, direction: PolicyDirection): boolean {
  const types = spec.policyTypes ?? ['Ingress', ...(spec.egress ? ['Egress'] : [])];
  if (!types.includes(direction) || metadata.namespace !== pod.metadata.namespace) return false;
  // Absent is as empty: all pods.
  return matchesSelector(spec.podSelector ?? {}, pod.metadata.labels);
}

/** Whether one of the policy's rules lets the connection pass. */
export function allows(
  policy: NetworkPolicy,
  direction: PolicyDirection,
  connection: Connection,
  namespaceLabels: NamespaceLabels,
): boolean {
  const { ingress = [], egress = [] } = policy.spec;
  const rules =
    direction === 'Ingress'
      ? ingress.map(({ from, ports }) => ({ peers: from, ports }))
      : egress.map(({ to, ports }) => ({ peers: to, ports }));
  const { namespace } = policy.metadata;
  return rules.some(
    ({ peers = [], ports = [] }) =>
      (peers.length === 0 || peers.some((peer) => isPeer(peer, connection.peer, namespace, namespaceLabels))) &&
      (ports.length === 0 || ports.some((port) => isPort(port, connection))),
  );
}

function isPeer(
  { ipBlock, podSelector, namespaceSelector }: NetworkPolicyPeer,
  { address, pod }: Peer,
  namespace: string,
  namespaceLabels: NamespaceLabels,
): boolean {
  if (ipBlock) return inBlock(address, ipBlock);
  if (!pod) return false;
  const home = pod.metadata.namespace;
  const inNamespace = namespaceSelector
    ? matchesSelector(namespaceSelector, namespaceLabels(home))
    : home === namespace;
  return inNamespace && (!podSelector || matchesSelector(podSelector, pod.metadata.labels));
}

function isPort({ port, endPort, protocol = 'TCP' }: NetworkPolicyPort, connection: Connection): boolean {
  if (protocol.toLowerCase() !== connection.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'number') return connection.port >= port && connection.port <= (endPort ?? port);
  const ports = (connection.server?.spec.containers ?? []).flatMap((container) => container.ports ?? []);
  return ports.some(
    (each) => each.name === port && each.containerPort === connection.port && (each.protocol ?? 'TCP') === protocol,
  );
}
