import { type JsonObject, listAt, numberAt, recordAt, recordsAt, stringAt } from '../json.ts';
import { annotations, type Lines, labels, selectorText, timeText } from './parts.ts';

/** More are counted. */
const MOST_ENDPOINTS = 3;

/** `192.168.1.2:80,192.168.2.3:80 + 1 more...` of the slices' ready endpoints for one port. */
export function endpointsText(slices: readonly JsonObject[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const found = slices.flatMap((slice) => {
    const ports = recordsAt(slice, 'ports');
    const ready = recordsAt(slice, 'endpoints')
      .filter((endpoint) => recordAt(endpoint, 'conditions')?.['ready'] !== false)
      .map((endpoint) => String(listAt(endpoint, 'addresses')[0] ?? ''));
    if (ports.length === 0) return ready;
    const named = ports.filter((port) => stringAt(port, 'name') === portName);
    return named.flatMap((port) => ready.map((address) => `${address}:${stringAt(port, 'port')}`));
  });
  const shown = found.slice(0, MOST_ENDPOINTS).join(',');
  return found.length > MOST_ENDPOINTS ? `${shown} + ${found.length - MOST_ENDPOINTS} more...` : shown;
}

export function describeService(service: JsonObject, slices: readonly JsonObject[]): Lines {
  const spec = (field: string) => stringAt(service, 'spec', field);
  const optional = (title: string, value: string) => (value ? [`${title}:\t${value}`] : []);
  const list = (field: string) => listAt(service, 'spec', field).join(',');
  const ingress = recordsAt(service, 'status', 'loadBalancer', 'ingress').map((item) => {
    const mode = stringAt(item, 'ipMode');
    const ip = stringAt(item, 'ip');
    return ip ? `${ip}${mode ? ` (${mode})` : ''}` : stringAt(item, 'hostname');
  });
  return [
    `Name:\t${stringAt(service, 'metadata', 'name')}`,
    `Namespace:\t${stringAt(service, 'metadata', 'namespace')}`,
    ...labels(service),
    ...annotations(service),
    `Selector:\t${selectorText(service, 'spec', 'selector')}`,
    `Type:\t${spec('type')}`,
    ...optional('IP Family Policy', spec('ipFamilyPolicy')),
    `IP Families:\t${list('ipFamilies') || '<none>'}`,
    `IP:\t${spec('clusterIP')}`,
    `IPs:\t${list('clusterIPs') || '<none>'}`,
    ...optional('External IPs', list('externalIPs')),
    ...optional('Desired LoadBalancer IP', spec('loadBalancerIP')),
    ...optional('External Name', spec('externalName')),
    ...optional('LoadBalancer Ingress', ingress.join(', ')),
    ...recordsAt(service, 'spec', 'ports').flatMap((port) => portLines(port, slices)),
    `Session Affinity:\t${spec('sessionAffinity')}`,
    ...optional('External Traffic Policy', spec('externalTrafficPolicy')),
    ...optional('Internal Traffic Policy', spec('internalTrafficPolicy')),
    ...optional('HealthCheck NodePort', spec('healthCheckNodePort')),
    ...optional('LoadBalancer Source Ranges', list('loadBalancerSourceRanges')),
    ...optional('Traffic Distribution', spec('trafficDistribution')),
  ];
}

function portLines(port: JsonObject, slices: readonly JsonObject[]): Lines {
  const name = stringAt(port, 'name');
  const protocol = stringAt(port, 'protocol');
  const shown = name || '<unset>';
  const node = numberAt(port, 'nodePort') ?? 0;
  return [
    `Port:\t${shown}\t${stringAt(port, 'port')}/${protocol}`,
    `TargetPort:\t${stringAt(port, 'targetPort')}/${protocol}`,
    ...(node > 0 ? [`NodePort:\t${shown}\t${node}/${protocol}`] : []),
    `Endpoints:\t${endpointsText(slices, name)}`,
  ];
}

/** `backendText` tells what stands behind a Service of this namespace. */
export function describeIngress(ingress: JsonObject, backendText: (backend: JsonObject) => string): Lines {
  const addresses = recordsAt(ingress, 'status', 'loadBalancer', 'ingress')
    .map((item) => stringAt(item, 'ip') || stringAt(item, 'hostname'))
    .filter(Boolean);
  const fallback = recordAt(ingress, 'spec', 'defaultBackend');
  const fallbackText = fallback ? backendText(fallback) : '<default>';
  const rules = recordsAt(ingress, 'spec', 'rules').filter((rule) => recordAt(rule, 'http'));
  const tls = recordsAt(ingress, 'spec', 'tls').map(
    (item) =>
      `  ${stringAt(item, 'secretName') ? `${stringAt(item, 'secretName')} terminates` : 'SNI routes'} ${listAt(item, 'hosts').join(',')}`,
  );
  return [
    `Name:\t${stringAt(ingress, 'metadata', 'name')}`,
    ...labels(ingress),
    `Namespace:\t${stringAt(ingress, 'metadata', 'namespace')}`,
    `Address:\t${[...new Set(addresses)].sort().join(',')}`,
    `Ingress Class:\t${stringAt(ingress, 'spec', 'ingressClassName') || '<none>'}`,
    `Default backend:\t${fallbackText}`,
    ...(tls.length > 0 ? ['TLS:', ...tls] : []),
    'Rules:',
    '  Host\tPath\tBackends',
    '  ----\t----\t--------',
    ...(rules.length === 0 ? [`  *\t*\t${fallbackText}`] : []),
    ...rules.flatMap((rule) => [
      `  ${stringAt(rule, 'host') || '*'}\t`,
      ...recordsAt(rule, 'http', 'paths').map(
        (path) => `    \t${stringAt(path, 'path')} \t${backendText(recordAt(path, 'backend') ?? {})}`,
      ),
    ]),
    ...annotations(ingress),
  ];
}

export function describeIngressClass(object: JsonObject): Lines {
  return [
    `Name:\t${stringAt(object, 'metadata', 'name')}`,
    ...labels(object),
    ...annotations(object),
    `Controller:\t${stringAt(object, 'spec', 'controller')}`,
    ...parameterLines(recordAt(object, 'spec', 'parameters')),
  ];
}

function parameterLines(parameters: JsonObject | null): Lines {
  if (!parameters) return [];
  const group = stringAt(parameters, 'apiGroup');
  return [
    'Parameters:',
    ...(group ? [`  APIGroup:\t${group}`] : []),
    `  Kind:\t${stringAt(parameters, 'kind')}`,
    `  Name:\t${stringAt(parameters, 'name')}`,
  ];
}

export function describeServiceCidr(object: JsonObject): Lines {
  const conditions = recordsAt(object, 'status', 'conditions').map((item) => {
    const at = (field: string) => stringAt(item, field);
    return `  ${at('type')}\t${at('status')}\t${timeText(at('lastTransitionTime'))}\t${at('reason')}\t${at('message')}`;
  });
  return [
    `Name:\t${stringAt(object, 'metadata', 'name')}`,
    ...labels(object),
    ...annotations(object),
    `CIDRs:\t${listAt(object, 'spec', 'cidrs').join(', ')}`,
    ...(conditions.length === 0
      ? []
      : [
          'Status:',
          'Conditions:',
          '  Type\tStatus\tLastTransitionTime\tReason\tMessage',
          '  ----\t------\t------------------\t------\t-------',
          ...conditions,
        ]),
  ];
}

export function describeIpAddress(object: JsonObject): Lines {
  const parent = recordAt(object, 'spec', 'parentRef');
  const fields = ['Group', 'Resource', 'Namespace', 'Name'];
  return [
    `Name:\t${stringAt(object, 'metadata', 'name')}`,
    ...labels(object),
    ...annotations(object),
    ...(parent
      ? ['Parent Reference:', ...fields.map((field) => `  ${field}:\t${stringAt(parent, field.toLowerCase())}`)]
      : []),
  ];
}

export function describeEndpoints(object: JsonObject): Lines {
  const addresses = (subset: JsonObject, field: string) =>
    recordsAt(subset, field)
      .map((item) => stringAt(item, 'ip'))
      .join(',') || '<none>';
  return [
    `Name:\t${stringAt(object, 'metadata', 'name')}`,
    `Namespace:\t${stringAt(object, 'metadata', 'namespace')}`,
    ...labels(object),
    ...annotations(object),
    'Subsets:',
    ...recordsAt(object, 'subsets').flatMap((subset) => [
      `  Addresses:\t${addresses(subset, 'addresses')}`,
      `  NotReadyAddresses:\t${addresses(subset, 'notReadyAddresses')}`,
      ...(recordsAt(subset, 'ports').length > 0
        ? ['  Ports:', '    Name\tPort\tProtocol', '    ----\t----\t--------']
        : []),
      ...recordsAt(subset, 'ports').map(
        (port) =>
          `    ${stringAt(port, 'name') || '<unset>'}\t${stringAt(port, 'port')}\t${stringAt(port, 'protocol')}`,
      ),
      '',
    ]),
  ];
}

export function describeEndpointSlice(slice: JsonObject): Lines {
  const ports = recordsAt(slice, 'ports').map(
    (port) =>
      `  ${stringAt(port, 'name') || '<unset>'}\t${stringAt(port, 'port') || '<unset>'}\t${stringAt(port, 'protocol')}`,
  );
  const endpoints = recordsAt(slice, 'endpoints').flatMap((endpoint) => [
    `  - Addresses:\t${listAt(endpoint, 'addresses').join(', ') || '<none>'}`,
    '    Conditions:',
    `      Ready:\t${stringAt(endpoint, 'conditions', 'ready') || '<unset>'}`,
    `    Hostname:\t${stringAt(endpoint, 'hostname') || '<unset>'}`,
    ...(recordAt(endpoint, 'targetRef')
      ? [`    TargetRef:\t${stringAt(endpoint, 'targetRef', 'kind')}/${stringAt(endpoint, 'targetRef', 'name')}`]
      : []),
    `    NodeName:\t${stringAt(endpoint, 'nodeName') || '<unset>'}`,
    `    Zone:\t${stringAt(endpoint, 'zone') || '<unset>'}`,
  ]);
  return [
    `Name:\t${stringAt(slice, 'metadata', 'name')}`,
    `Namespace:\t${stringAt(slice, 'metadata', 'namespace')}`,
    ...labels(slice),
    ...annotations(slice),
    `AddressType:\t${stringAt(slice, 'addressType')}`,
    ...(ports.length > 0
      ? ['Ports:', '  Name\tPort\tProtocol', '  ----\t----\t--------', ...ports]
      : ['Ports: <unset>']),
    ...(endpoints.length > 0 ? ['Endpoints:', ...endpoints] : ['Endpoints: <none>']),
  ];
}
