import type { InformerFactory } from '../client/informer-factory.ts';
import type { Node, Pod } from '../client/objects.ts';
import { CONFIG_MAPS, ENDPOINT_SLICES, NODES, PODS, SECRETS, SERVICES } from '../client/resources.ts';
import { INGRESS_CLASSES, INGRESSES, type Ingress } from './ingress-objects.ts';
import type { IngressInputs } from './translate-ingress.ts';

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';

/** What a controller watches, through the informers that the whole cluster shares. */
export interface WatchedInputs extends IngressInputs {
  /** Called at each change of what the configuration depends on. */
  onChange(listener: () => void): () => void;
  onIngress(listener: (current: Ingress | undefined, previous: Ingress | undefined) => void): () => void;
  pods(namespace: string): Pod[];
  node(name: string): Node | undefined;
}

export function watchInputs(informers: InformerFactory): WatchedInputs {
  const ingresses = informers.informer(INGRESSES);
  const classes = informers.informer(INGRESS_CLASSES);
  const services = informers.informer(SERVICES);
  const slices = informers.informer(ENDPOINT_SLICES);
  const secrets = informers.informer(SECRETS);
  const configMaps = informers.informer(CONFIG_MAPS);
  const pods = informers.informer(PODS);
  const nodes = informers.informer(NODES);
  const slicesOf = slices.index('service', (slice) => [
    `${slice.metadata.namespace}/${slice.metadata.labels?.[SERVICE_NAME_LABEL] ?? ''}`,
  ]);
  return {
    get ingresses() {
      return ingresses.list();
    },
    get classes() {
      return classes.list();
    },
    service: (key) => services.get(key),
    slicesOf,
    secret: (key) => secrets.get(key),
    configMap: (key) => configMaps.get(key),
    onChange: (listener) => {
      const sources: { onChange(handler: () => void): () => void }[] = [
        ingresses,
        classes,
        services,
        slices,
        secrets,
        configMaps,
      ];
      const stops = sources.map((informer) => informer.onChange(listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
    onIngress: (listener) => ingresses.onChange(listener),
    pods: (namespace) => pods.list(namespace),
    node: (name) => nodes.get(name),
  };
}
