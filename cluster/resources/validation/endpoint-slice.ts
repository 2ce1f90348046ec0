import { isIP } from 'node:net';
import type { EndpointPort, EndpointSlice } from 'kubernetes-types/discovery/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { duplicate, type FieldError, invalid, notSupported, required, tooMany } from '../field-error.ts';
import { typed } from '../typed.ts';
import { dns1123LabelProblems, dns1123SubdomainProblems } from './names.ts';
import { specialAddressProblems } from './special-addresses.ts';

const TYPES = ['FQDN', 'IPv4', 'IPv6'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const MOST_ADDRESSES = 100;
const MOST_ENDPOINTS = 1000;
const MOST_PORTS = 20_000;

/** Source: pkg/apis/discovery/validation.ValidateEndpointSlice. */
export function validateEndpointSlice(object: KubernetesObject): FieldError[] {
  const { addressType = '', endpoints, ports } = typed<EndpointSlice>(object);
  const errors: FieldError[] = [];
  if (addressType === '') errors.push(required('addressType'));
  else if (!TYPES.includes(addressType)) errors.push(notSupported('addressType', addressType, TYPES));
  return [...errors, ...validatePorts(ports ?? []), ...validateEndpoints(endpoints ?? [], addressType)];
}

function validatePorts(ports: readonly EndpointPort[]): FieldError[] {
  if (ports.length > MOST_PORTS) return [tooMany('ports', ports.length, MOST_PORTS)];
  return ports.flatMap(({ name = '', protocol = '' }, index) => {
    const path = `ports[${index}]`;
    const errors =
      name === '' ? [] : dns1123LabelProblems(name).map((problem) => invalid(`${path}.name`, name, problem));
    if (ports.findIndex((port) => (port.name ?? '') === name) < index) errors.push(duplicate(`${path}.name`, name));
    if (protocol === '') errors.push(required(`${path}.protocol`));
    else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS));
    return errors;
  });
}

function validateEndpoints(endpoints: NonNullable<EndpointSlice['endpoints']>, type: string): FieldError[] {
  if (endpoints.length > MOST_ENDPOINTS) return [tooMany('endpoints', endpoints.length, MOST_ENDPOINTS)];
  return endpoints.flatMap(({ addresses, hostname }, index) => {
    const path = `endpoints[${index}]`;
    const field = `${path}.addresses`;
    const list = addresses ?? [];
    const errors: FieldError[] = [];
    if (list.length === 0) errors.push(required(field, 'must contain at least 1 address'));
    else if (list.length > MOST_ADDRESSES) errors.push(tooMany(field, list.length, MOST_ADDRESSES));
    for (const [at, address] of list.entries()) errors.push(...validateAddress(address, type, field, at));
    if (hostname !== undefined) {
      errors.push(...dns1123LabelProblems(hostname).map((problem) => invalid(`${path}.hostname`, hostname, problem)));
    }
    return errors;
  });
}

function validateAddress(address: string, type: string, field: string, index: number): FieldError[] {
  const at = `${field}[${index}]`;
  if (type === 'FQDN') return dns1123SubdomainProblems(address).map((problem) => invalid(field, address, problem));
  if (type !== 'IPv4' && type !== 'IPv6') return [];
  const family = isIP(address);
  if (family === 0) return [invalid(at, address, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];
  const special = specialAddressProblems(address).map((problem) => invalid(at, address, problem));
  if (family === (type === 'IPv4' ? 4 : 6)) return special;
  return [invalid(field, address, `must be an ${type} address`), ...special];
}
