import type { RuleOrigin } from '../machinery/flow.ts';
import type { ProxyEndpoint } from './endpoints.ts';
import type { ServicePort } from './service-ports.ts';

/** The resource field behind a rule of this Service. */
export function serviceOrigin({ service }: ServicePort, field: string, value: string | number): RuleOrigin {
  const { namespace, name } = service.metadata;
  return { object: `Service ${namespace}/${name}`, field, value: `${value}` };
}

export function endpointOrigin({ slice, index, ip }: ProxyEndpoint): RuleOrigin {
  return { object: slice, field: `endpoints[${index}].addresses[0]`, value: ip };
}

/** Why a port has no endpoint: none is ready, none has the named port, or the selector finds nothing. */
export function noEndpointsOrigin(
  port: ServicePort,
  endpoints: readonly ProxyEndpoint[],
  addresses: number,
): RuleOrigin {
  const unready = endpoints[0];
  if (unready) {
    return { object: unready.slice, field: `endpoints[${unready.index}].conditions.ready`, value: `${unready.ready}` };
  }
  const { spec } = port.service;
  if (addresses > 0) {
    const targetPort = spec.ports?.[port.index]?.targetPort ?? port.port;
    return serviceOrigin(port, `spec.ports[${port.index}].targetPort`, `${targetPort}`);
  }
  const selector = Object.entries(spec.selector ?? {}).map(([key, value]) => `${key}=${value}`);
  return serviceOrigin(port, 'spec.selector', selector.length > 0 ? selector.join(',') : '<none>');
}
