import type { Informer } from '../../client/informer.ts';
import type { InformerFactory } from '../../client/informer-factory.ts';
import type { EndpointSlice, Namespace, Node, Service } from '../../client/objects.ts';
import { ENDPOINT_SLICES, NAMESPACES, NODES, SERVICES } from '../../client/resources.ts';
import { IP_ADDRESS_POOLS, type IpAddressPool, L2_ADVERTISEMENTS, type L2Advertisement } from './metallb-objects.ts';

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';

/** What the controller and the speakers watch; one for all processes of a cluster. */
export interface MetallbInputs {
  readonly services: Informer<Service>;
  readonly nodes: Informer<Node>;
  readonly namespaces: Informer<Namespace>;
  readonly pools: Informer<IpAddressPool>;
  readonly advertisements: Informer<L2Advertisement>;
  /** Of a Service, by `NAMESPACE/NAME`. */
  readonly slicesOf: (key: string) => EndpointSlice[];
  /** Called once a turn of the event loop in which something has changed. */
  onChange(listener: () => void): () => void;
}

export function watchMetallbInputs(informers: InformerFactory): MetallbInputs {
  const services = informers.informer(SERVICES);
  const nodes = informers.informer(NODES);
  const namespaces = informers.informer(NAMESPACES);
  const pools = informers.informer(IP_ADDRESS_POOLS);
  const advertisements = informers.informer(L2_ADVERTISEMENTS);
  const slices = informers.informer(ENDPOINT_SLICES);
  const slicesOf = slices.index('metallb-service', ({ metadata }) => [
    `${metadata.namespace}/${metadata.labels?.[SERVICE_NAME_LABEL] ?? ''}`,
  ]);
  return {
    services,
    nodes,
    namespaces,
    pools,
    advertisements,
    slicesOf,
    onChange: (listener) => {
      const wake = oncePerTurn(listener);
      const stops = [services, nodes, namespaces, pools, advertisements, slices].map((one) => one.onChange(wake));
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

function oncePerTurn(action: () => void): () => void {
  let isScheduled = false;
  return () => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      action();
    });
  };
}

/** Services that MetalLB looks after: of type LoadBalancer, and of nobody else's class. */
export function isOurs({ spec }: Service): boolean {
  return spec.type === 'LoadBalancer' && spec.loadBalancerClass === undefined;
}
