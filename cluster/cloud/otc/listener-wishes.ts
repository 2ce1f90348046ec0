import type { Service } from '../../client/objects.ts';
import { CloudProviderError } from '../service-controller/cloud-provider.ts';
import { annotation, invalid } from './annotations.ts';
import type { WishedPort } from './pool-wishes.ts';

/** A listener that a Service asks for, and the port of the nodes behind it. */
export interface WishedListener extends WishedPort {
  readonly nodePort: number;
}

/** One for each port of the Service. `elb.protocol-port` ("http:80") makes listeners read HTTP. Throws `CloudProviderError`. */
export function wishedListeners(service: Service): WishedListener[] {
  const readHttp = httpPorts(service);
  return (service.spec.ports ?? []).map(({ port, protocol = 'TCP', nodePort }) => {
    if (protocol !== 'TCP' && protocol !== 'UDP') {
      throw new CloudProviderError(`protocol ${protocol} of port ${port} is not supported`);
    }
    if (!nodePort) throw new CloudProviderError(`port ${port} has no node port`);
    return { port, protocol: protocol === 'TCP' && readHttp.has(port) ? 'HTTP' : protocol, nodePort };
  });
}

function httpPorts(service: Service): ReadonlySet<number> {
  const text = annotation(service, 'protocolPort');
  if (text === undefined) return new Set();
  return new Set(
    text.split(',').map((entry) => {
      const [, port] = /^http:(\d{1,5})$/.exec(entry.trim()) ?? [];
      if (port === undefined) throw invalid('protocolPort', entry.trim());
      return Number(port);
    }),
  );
}
