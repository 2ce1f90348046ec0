import type { InformerFactory } from '../client/informer-factory.ts';
import type { Service } from '../client/objects.ts';
import { ENDPOINT_SLICES } from '../client/resources.ts';

const SERVICE_LABEL = 'kubernetes.io/service-name';

/** One ready endpoint, with the label that it has in DNS: its hostname, or its address with dashes. */
export interface NamedEndpoint {
  readonly namespace: string;
  readonly service: string;
  readonly label: string;
  readonly address: string;
  readonly ports: readonly { readonly name?: string; readonly protocol?: string; readonly port?: number }[];
}

/** The endpoints that names may lead to. */
export class ServiceEndpoints {
  readonly #informers: InformerFactory;

  constructor(informers: InformerFactory) {
    this.#informers = informers;
    informers.informer(ENDPOINT_SLICES);
  }

  /** Of a Service: all of them, or those with this label. */
  of({ metadata }: Service, label: string | undefined): NamedEndpoint[] {
    const { namespace = '', name } = metadata;
    return [...this.#all(namespace)].filter((each) => each.service === name && (label ?? each.label) === each.label);
  }

  withAddress(address: string): NamedEndpoint[] {
    return [...this.#all(undefined)].filter((each) => each.address === address);
  }

  *#all(namespace: string | undefined): Generator<NamedEndpoint> {
    for (const { metadata, endpoints, ports } of this.#informers.informer(ENDPOINT_SLICES).list(namespace)) {
      const service = metadata.labels?.[SERVICE_LABEL];
      if (service === undefined) continue;
      for (const { addresses, conditions, hostname } of endpoints ?? []) {
        if (conditions?.ready === false) continue;
        for (const address of addresses) {
          const label = hostname || address.replaceAll('.', '-');
          yield { namespace: metadata.namespace ?? '', service, label, address, ports: ports ?? [] };
        }
      }
    }
  }
}
