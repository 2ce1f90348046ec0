import { isIP } from 'node:net';
import type { EndpointSubset, Endpoints } from 'kubernetes-types/core/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type FieldError, invalid, notSupported, required } from '../field-error.ts';
import { typed } from '../typed.ts';
import { dns1123LabelProblems, portNumberProblems } from './names.ts';
import { specialAddressProblems } from './special-addresses.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** Source: pkg/apis/core/validation.ValidateEndpoints. */
export function validateEndpoints(object: KubernetesObject): FieldError[] {
  const { subsets } = typed<Endpoints>(object);
  return (subsets ?? []).flatMap((subset, index) => validateSubset(subset, `subsets[${index}]`));
}

function validateSubset({ addresses, notReadyAddresses, ports }: EndpointSubset, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!addresses?.length && !notReadyAddresses?.length) {
    errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'));
  }
  for (const [name, list] of Object.entries({ addresses, notReadyAddresses })) {
    for (const [index, { ip, hostname }] of (list ?? []).entries()) {
      const at = `${path}.${name}[${index}]`;
      errors.push(...validateAddress(ip, `${at}.ip`));
      if (hostname) {
        errors.push(...dns1123LabelProblems(hostname).map((problem) => invalid(`${at}.hostname`, hostname, problem)));
      }
    }
  }
  const named = (ports?.length ?? 0) > 1;
  for (const [index, { name = '', port, protocol = '' }] of (ports ?? []).entries()) {
    const at = `${path}.ports[${index}]`;
    if (named && name === '') errors.push(required(`${at}.name`));
    else if (name !== '') {
      errors.push(...dns1123LabelProblems(name).map((problem) => invalid(`${at}.name`, name, problem)));
    }
    errors.push(...portNumberProblems(port).map((problem) => invalid(`${at}.port`, port, problem)));
    if (protocol === '') errors.push(required(`${at}.protocol`));
    else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${at}.protocol`, protocol, PROTOCOLS));
  }
  return errors;
}

function validateAddress(ip: string, field: string): FieldError[] {
  if (isIP(ip) > 0) return specialAddressProblems(ip).map((problem) => invalid(field, ip, problem));
  return ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)', 'must be a valid IP address'].map(
    (problem) => invalid(field, ip, problem),
  );
}
