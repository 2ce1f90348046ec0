import type * as networking from 'kubernetes-types/networking/v1.js';
import type { TypedResource } from '../../client/client.ts';
import type { InformerFactory } from '../../client/informer-factory.ts';
import type { Deployment, EndpointSlice, Pod, Service, Stored, StoredInNamespace } from '../../client/objects.ts';
import { isPodReady, isPodTerminal } from '../../client/pod-conditions.ts';
import { DEPLOYMENTS, ENDPOINT_SLICES, PODS, SECRETS, SERVICES } from '../../client/resources.ts';

export type Ingress = StoredInNamespace<networking.Ingress>;
export type IngressClass = Stored<networking.IngressClass>;

const group = 'networking.k8s.io';
const INGRESSES: TypedResource<Ingress> = Object.freeze({ group, version: 'v1', resource: 'ingresses' });
const INGRESS_CLASSES: TypedResource<IngressClass> = Object.freeze({
  group,
  version: 'v1',
  resource: 'ingressclasses',
});

/** What is asked of the cluster to say why a request failed: read-only, as it is now. */
export interface ClusterFacts {
  service(key: string): Service | undefined;
  /** Whose ClusterIP, node port, load balancer's or external address it is; `isNode` for addresses of nodes. */
  serviceAt(address: string, port: number, isNode: boolean): Service | undefined;
  slicesOf(service: Service): readonly EndpointSlice[];
  podsOf(namespace: string): readonly Pod[];
  podAt(address: string): Pod | undefined;
  deploymentsOf(namespace: string): readonly Deployment[];
  /** kube-proxy's pod on a node, if it has a Ready one. */
  kubeProxyOn(node: string): Pod | undefined;
  ingresses(): readonly Ingress[];
  ingressClasses(): readonly IngressClass[];
  hasSecret(key: string): boolean;
  members(balancer: string): readonly BalancerMember[];
  /** Addresses and ports that a network host's programs listen on. */
  listening(hostId: string): readonly { readonly address: string; readonly port: number }[];
  isNodeAddress(address: string): boolean;
}

/** A place that a load balancer sends to. */
export interface BalancerMember {
  readonly name: string;
  readonly node: string | null;
  readonly address: string;
  readonly port: number;
  readonly healthy: boolean;
  readonly reason: string;
}

export type NetworkFacts = Pick<ClusterFacts, 'members' | 'listening' | 'isNodeAddress'>;

export function clusterFacts(informers: InformerFactory, network: NetworkFacts): ClusterFacts {
  const services = informers.informer(SERVICES);
  const slices = informers.informer(ENDPOINT_SLICES);
  const pods = informers.informer(PODS);
  const deployments = informers.informer(DEPLOYMENTS);
  return {
    ...network,
    service: (key) => services.get(key),
    serviceAt: (address, port, isNode) =>
      services.list().find((service) => (isNode ? hasNodePort(service, port) : hasAddress(service, address, port))),
    slicesOf: ({ metadata }) =>
      slices
        .list(metadata.namespace)
        .filter((slice) => slice.metadata.labels?.['kubernetes.io/service-name'] === metadata.name),
    podsOf: (namespace) => pods.list(namespace).filter((pod) => !isPodTerminal(pod)),
    podAt: (address) => pods.list().find((pod) => pod.status?.podIP === address && !isPodTerminal(pod)),
    deploymentsOf: (namespace) => deployments.list(namespace),
    kubeProxyOn: (node) =>
      pods
        .list('kube-system')
        .find((pod) => pod.spec.nodeName === node && pod.metadata.name.startsWith('kube-proxy') && isPodReady(pod)),
    // Nobody else may need these: each is watched from the first question on.
    ingresses: () => informers.informer(INGRESSES).list(),
    ingressClasses: () => informers.informer(INGRESS_CLASSES).list(),
    hasSecret: (key) => informers.informer(SECRETS).get(key) !== undefined,
  };
}

function hasNodePort({ spec }: Service, port: number): boolean {
  return spec.ports?.some(({ nodePort }) => nodePort === port) ?? false;
}

function hasAddress({ spec, status }: Service, address: string, port: number): boolean {
  if (!spec.ports?.some((each) => each.port === port)) return false;
  return (
    spec.clusterIP === address ||
    (spec.externalIPs?.includes(address) ?? false) ||
    (status?.loadBalancer?.ingress?.some(({ ip }) => ip === address) ?? false)
  );
}
