import { BlockList } from 'node:net';
import type { IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from 'kubernetes-types/networking/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type FieldError, forbidden, invalid, notSupported, required } from '../field-error.ts';
import { typed } from '../typed.ts';
import { validateLabelSelector } from './label-selector.ts';
import { portNumberOrName } from './numbers.ts';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

/** Source: pkg/apis/networking/validation.ValidateNetworkPolicySpec. */
export function validateNetworkPolicy(object: KubernetesObject): FieldError[] {
  const { podSelector = {}, ingress = [], egress = [], policyTypes = [] } = typed<NetworkPolicy>(object).spec ?? {};
  const errors = validateLabelSelector(podSelector, 'spec.podSelector');
  for (const [index, { ports = [], from = [] }] of ingress.entries()) {
    const path = `spec.ingress[${index}]`;
    errors.push(...ports.flatMap((port, at) => validatePort(port, `${path}.ports[${at}]`)));
    errors.push(...from.flatMap((peer, at) => validatePeer(peer, `${path}.from[${at}]`)));
  }
  for (const [index, { ports = [], to = [] }] of egress.entries()) {
    const path = `spec.egress[${index}]`;
    errors.push(...ports.flatMap((port, at) => validatePort(port, `${path}.ports[${at}]`)));
    errors.push(...to.flatMap((peer, at) => validatePeer(peer, `${path}.to[${at}]`)));
  }
  if (policyTypes.length > 2) {
    return [...errors, invalid('spec.policyTypes', policyTypes, 'may not specify more than two policyTypes')];
  }
  const known = ['Ingress', 'Egress'];
  return [
    ...errors,
    ...policyTypes.flatMap((type, index) =>
      known.includes(type) ? [] : [notSupported(`spec.policyTypes[${index}]`, type, known)],
    ),
  ];
}

function validatePort({ protocol, port, endPort }: NetworkPolicyPort, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (protocol !== undefined && !PROTOCOLS.includes(protocol)) {
    errors.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS));
  }
  const field = `${path}.endPort`;
  if (port === undefined) {
    const detail = 'may not be specified when `port` is not specified';
    return endPort === undefined ? errors : [...errors, invalid(field, endPort, detail)];
  }
  errors.push(...portNumberOrName(port, `${path}.port`));
  if (endPort === undefined) return errors;
  if (typeof port === 'string') {
    return [...errors, invalid(field, endPort, 'may not be specified when `port` is non-numeric')];
  }
  // The real server prints the port, not the end.
  if (endPort < port) errors.push(invalid(field, port, 'must be greater than or equal to `port`'));
  if (endPort < 1 || endPort > 65535) errors.push(invalid(field, endPort, 'must be between 1 and 65535, inclusive'));
  return errors;
}

function validatePeer({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (podSelector) errors.push(...validateLabelSelector(podSelector, `${path}.podSelector`));
  if (namespaceSelector) errors.push(...validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`));
  if (ipBlock) errors.push(...validateBlock(ipBlock, `${path}.ipBlock`));
  if (!podSelector && !namespaceSelector && !ipBlock) errors.push(required(path, 'must specify a peer'));
  if (ipBlock && (podSelector || namespaceSelector)) {
    errors.push(forbidden(path, 'may not specify both ipBlock and another peer'));
  }
  return errors;
}

function validateBlock({ cidr, except = [] }: IPBlock, path: string): FieldError[] {
  if (!cidr) return [required(`${path}.cidr`)];
  const outer = parse(cidr);
  if (!outer) return [invalid(`${path}.cidr`, cidr, CIDR)];
  const range = new BlockList();
  range.addSubnet(outer.address, outer.length, outer.family);
  return except.flatMap((text, index) => {
    const field = `${path}.except[${index}]`;
    const inner = parse(text);
    if (!inner) return [invalid(field, text, CIDR)];
    const isSubset = inner.length > outer.length && range.check(inner.address, inner.family);
    return isSubset ? [] : [invalid(field, text, 'must be a strict subset of `cidr`')];
  });
}

/** Old fields take an address with bits beyond its prefix. */
function parse(cidr: string): { address: string; length: number; family: 'ipv4' | 'ipv6' } | undefined {
  const [address = '', text = ''] = cidr.split('/');
  const length = /^\d{1,3}$/.test(text) ? Number(text) : -1;
  const family = address.includes(':') ? 'ipv6' : 'ipv4';
  try {
    new BlockList().addSubnet(address, length, family);
    return { address, length, family };
  } catch {
    return undefined;
  }
}
