import type { InformerFactory } from '../../client/informer-factory.ts';
import type { Pod } from '../../client/objects.ts';
import { isPodTerminal } from '../../client/pod-conditions.ts';
import { NAMESPACES, NETWORK_POLICIES, PODS } from '../../client/resources.ts';
import type { RuleOrigin } from '../../machinery/flow.ts';
import { allows, isolates, type PolicyDirection } from './policy-match.ts';

/** A connection's first packet at a pod's veth, as the virtual network asks about it. */
export interface AskedPacket {
  /** `pod/NAMESPACE/NAME` */
  readonly host: string;
  readonly direction: 'in' | 'out';
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly source: string;
  readonly destination: string;
  readonly port: number;
}

export interface PolicyRefusal {
  readonly rule: string;
  readonly origin: RuleOrigin;
}

const POD = 'pod/';
const NO_LABELS = {};

/**
 * What NetworkPolicies say of a packet: nothing when no policy speaks of the pod in that direction or any one of those that
 * do allows it; otherwise the first of them that is in the way.
 */
export function createPolicyGuard(informers: InformerFactory): (packet: AskedPacket) => PolicyRefusal | undefined {
  const policies = informers.informer(NETWORK_POLICIES);
  const pods = informers.informer(PODS);
  const namespaces = informers.informer(NAMESPACES);
  const withAddress = pods.index('address', (pod) =>
    pod.status?.podIP && !pod.spec.hostNetwork && !isPodTerminal(pod) ? [pod.status.podIP] : [],
  );
  const namespaceLabels = (name: string) => namespaces.get(name)?.metadata.labels ?? NO_LABELS;
  return ({ host, direction, protocol, source, destination, port }) => {
    const pod = pods.get(host.startsWith(POD) ? host.slice(POD.length) : host);
    const candidates = pod ? policies.list(pod.metadata.namespace) : [];
    if (!pod || candidates.length === 0) return undefined;
    const policyDirection: PolicyDirection = direction === 'in' ? 'Ingress' : 'Egress';
    const isolating = candidates.filter((each) => isolates(each, pod, policyDirection));
    const [first] = isolating;
    if (!first) return undefined;
    const address = direction === 'in' ? source : destination;
    const peer: Pod | undefined = withAddress(address)[0];
    const connection = { peer: { address, pod: peer }, protocol, port, server: direction === 'in' ? pod : peer };
    if (isolating.some((each) => allows(each, policyDirection, connection, namespaceLabels))) return undefined;
    const object = `NetworkPolicy ${first.metadata.namespace}/${first.metadata.name}`;
    const others = isolating.length > 1 ? ` and ${isolating.length - 1} more` : '';
    const field = `spec.${policyDirection.toLowerCase()}`;
    const value = direction === 'in' ? `from ${address} to port ${port}` : `to ${address}:${port}`;
    return { rule: `${object}${others}: ${policyDirection} ${value} is not allowed`, origin: { object, field, value } };
  };
}
