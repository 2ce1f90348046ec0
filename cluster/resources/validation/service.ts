import type { Service, ServicePort, ServiceSpec } from 'kubernetes-types/core/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from '../field-error.ts';
import { isExternallyAccessible, isHeadless, needsHealthCheckPort } from '../service-spec.ts';
import { typed } from '../typed.ts';
import { sloppyCidrProblems } from './addresses.ts';
import { PROTOCOLS } from './container.ts';
import { dns1123LabelProblems, dns1123SubdomainProblems, portNumberProblems, qualifiedNameProblems } from './names.ts';
import { portNumberOrName } from './numbers.ts';
import { validateLabels } from './object-meta.ts';

const DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

/** Source: pkg/apis/core/validation.validateService. */
export function validateService(object: KubernetesObject): FieldError[] {
  const spec: ServiceSpec = typed<Service>(object).spec ?? {};
  const errors: FieldError[] = [];
  if (!spec.ports?.length && !isHeadless(spec) && spec.type !== 'ExternalName') errors.push(required('spec.ports'));
  if (isHeadless(spec) && ['LoadBalancer', 'NodePort'].includes(spec.type ?? '')) {
    errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  }
  if (spec.type === 'ExternalName') errors.push(...validateExternalName(spec));
  errors.push(...validatePorts(spec), ...validateLabels(spec.selector ?? {}, 'spec.selector'));
  errors.push(...supported(spec.sessionAffinity, ['ClientIP', 'None'], 'spec.sessionAffinity'));
  const timeout = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (spec.sessionAffinity === 'ClientIP' && timeout !== undefined && (timeout <= 0 || timeout > 86_400)) {
    const field = 'spec.sessionAffinityConfig.clientIP.timeoutSeconds';
    errors.push(invalid(field, timeout, 'must be greater than 0 and less than 86400'));
  }
  errors.push(...validateAddresses(spec), ...supported(spec.type, TYPES, 'spec.type'));
  errors.push(
    ...validateNodePorts(spec),
    ...validateLoadBalancerFields(spec),
    ...validateSourceRanges(object, spec),
    ...validateTrafficPolicies(spec),
  );
  return errors;
}

function supported(value: string | undefined, values: readonly string[], field: string): FieldError[] {
  if (!value) return [required(field)];
  return values.includes(value) ? [] : [notSupported(field, value, values)];
}

function validateExternalName(spec: ServiceSpec): FieldError[] {
  const errors = (['clusterIPs', 'ipFamilies', 'ipFamilyPolicy'] as const)
    .filter((field) => (spec[field] ?? '').length > 0)
    .map((field) => forbidden(`spec.${field}`, 'may not be set for ExternalName services'));
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  if (name === '') return [...errors, required('spec.externalName')];
  return [...errors, ...dns1123SubdomainProblems(name).map((problem) => invalid('spec.externalName', name, problem))];
}

function validatePorts(spec: ServiceSpec): FieldError[] {
  const ports = spec.ports ?? [];
  const names = new Set<string>();
  const numbers = new Set<string>();
  const errors = ports.flatMap((port, index) => validatePort(port, `spec.ports[${index}]`, ports.length > 1, names));
  for (const [index, { protocol, port }] of ports.entries()) {
    const key = `${protocol}/${port}`;
    // The badValue is the key the real server compares by, an internal ServicePort with every field written.
    const badValue = { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
    if (numbers.has(key)) errors.push(duplicate(`spec.ports[${index}]`, badValue));
    numbers.add(key);
  }
  return errors;
}

function validatePort(port: ServicePort, path: string, needsName: boolean, names: Set<string>): FieldError[] {
  const errors: FieldError[] = [];
  if (!port.name) {
    if (needsName) errors.push(required(`${path}.name`));
  } else {
    errors.push(...dns1123LabelProblems(port.name).map((problem) => invalid(`${path}.name`, port.name, problem)));
    if (names.has(port.name)) errors.push(duplicate(`${path}.name`, port.name));
    names.add(port.name);
  }
  errors.push(...portNumberProblems(port.port).map((problem) => invalid(`${path}.port`, port.port, problem)));
  errors.push(...supported(port.protocol, PROTOCOLS, `${path}.protocol`));
  errors.push(...portNumberOrName(port.targetPort, `${path}.targetPort`));
  if (port.appProtocol) {
    const problems = qualifiedNameProblems(port.appProtocol);
    errors.push(...problems.map((problem) => invalid(`${path}.appProtocol`, port.appProtocol, problem)));
  }
  return errors;
}

const ADDRESS = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$|^[0-9a-fA-F:]*:[0-9a-fA-F:.]*$/;
const ADDRESS_MESSAGE = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

function validateAddresses(spec: ServiceSpec): FieldError[] {
  if (spec.type === 'ExternalName') return [];
  const errors: FieldError[] = [];
  const addresses = spec.clusterIPs ?? [];
  if (spec.clusterIP && addresses[0] !== spec.clusterIP) {
    errors.push(invalid('spec.clusterIPs', addresses, 'first value must match `clusterIP`'));
  }
  for (const [index, address] of addresses.entries()) {
    if (address !== 'None' && !ADDRESS.test(address)) {
      errors.push(invalid(`spec.clusterIPs[${index}]`, address, ADDRESS_MESSAGE));
    }
  }
  for (const [index, address] of (spec.externalIPs ?? []).entries()) {
    if (!ADDRESS.test(address)) errors.push(invalid(`spec.externalIPs[${index}]`, address, ADDRESS_MESSAGE));
  }
  return errors;
}

function validateNodePorts(spec: ServiceSpec): FieldError[] {
  const seen = new Set<string>();
  return (spec.ports ?? []).flatMap(({ nodePort, protocol }, index) => {
    if (!nodePort) return [];
    const field = `spec.ports[${index}].nodePort`;
    const errors: FieldError[] = [];
    if (spec.type === 'ClusterIP') errors.push(forbidden(field, "may not be used when `type` is 'ClusterIP'"));
    if (seen.has(`${protocol}/${nodePort}`)) errors.push(duplicate(field, nodePort));
    seen.add(`${protocol}/${nodePort}`);
    return errors;
  });
}

function validateLoadBalancerFields(spec: ServiceSpec): FieldError[] {
  if (spec.type === 'LoadBalancer') return [];
  const only = "may only be used when `type` is 'LoadBalancer'";
  const errors: FieldError[] = [];
  if (spec.allocateLoadBalancerNodePorts !== undefined) {
    errors.push(forbidden('spec.allocateLoadBalancerNodePorts', only));
  }
  if (spec.loadBalancerClass !== undefined) errors.push(forbidden('spec.loadBalancerClass', only));
  return errors;
}

const RANGES_ANNOTATION = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/** The field, or where it is empty the annotation that was there before it. Blanks around a range are allowed. */
function validateSourceRanges({ metadata }: KubernetesObject, spec: ServiceSpec): FieldError[] {
  const ranges = spec.loadBalancerSourceRanges ?? [];
  const text = metadata.annotations?.[RANGES_ANNOTATION];
  if (ranges.length === 0 && text === undefined) return [];
  const field = ranges.length > 0 ? 'spec.LoadBalancerSourceRanges' : `metadata.annotations[${RANGES_ANNOTATION}]`;
  const isWanted = spec.type === 'LoadBalancer';
  const errors = isWanted ? [] : [forbidden(field, "may only be used when `type` is 'LoadBalancer'")];
  const listed = ranges.length > 0 ? ranges : (text?.trim() ?? '') === '' ? [] : (text ?? '').split(',');
  listed.forEach((range, index) => {
    const place = ranges.length > 0 ? `${field}[${index}]` : field;
    const value = range.trim();
    errors.push(...sloppyCidrProblems(value).map((problem) => invalid(place, value, problem)));
  });
  return errors;
}

function validateTrafficPolicies(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const external = spec.externalTrafficPolicy;
  if (isExternallyAccessible(spec)) {
    errors.push(...supported(external, ['Cluster', 'Local'], 'spec.externalTrafficPolicy'));
  } else if (external) {
    errors.push(invalid('spec.externalTrafficPolicy', external, 'may only be set for externally-accessible services'));
  }
  if (spec.healthCheckNodePort && !needsHealthCheckPort(spec)) {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    errors.push(invalid('spec.healthCheckNodePort', spec.healthCheckNodePort, detail));
  }
  if (spec.internalTrafficPolicy !== undefined) {
    errors.push(...supported(spec.internalTrafficPolicy, ['Cluster', 'Local'], 'spec.internalTrafficPolicy'));
  }
  const distribution = spec.trafficDistribution;
  if (distribution !== undefined && !DISTRIBUTIONS.includes(distribution)) {
    errors.push(notSupported('spec.trafficDistribution', distribution, DISTRIBUTIONS));
  }
  return errors;
}

/** Source: ValidateServiceUpdate. */
export function validateServiceUpdate(object: KubernetesObject, old: KubernetesObject): FieldError[] {
  const before: ServiceSpec = typed<Service>(old).spec ?? {};
  const after: ServiceSpec = typed<Service>(object).spec ?? {};
  const errors: FieldError[] = [];
  const bothInside = before.type !== 'ExternalName' && after.type !== 'ExternalName';
  const [oldIps, newIps] = [before.clusterIPs ?? [], after.clusterIPs ?? []];
  if (bothInside && oldIps.length > 0 && newIps.length === 0) {
    errors.push(invalid('spec.clusterIPs[0]', newIps, 'primary clusterIP can not be unset'));
  } else if (bothInside && oldIps.length > 0 && oldIps[0] !== newIps[0]) {
    errors.push(invalid('spec.clusterIPs[0]', newIps, 'may not change once set'));
  }
  if (
    before.type === 'LoadBalancer' &&
    after.type === 'LoadBalancer' &&
    before.loadBalancerClass !== after.loadBalancerClass
  ) {
    errors.push(invalid('spec.loadBalancerClass', after.loadBalancerClass, 'may not change once set'));
  }
  if (
    needsHealthCheckPort(before) &&
    needsHealthCheckPort(after) &&
    before.healthCheckNodePort !== after.healthCheckNodePort
  ) {
    errors.push(forbidden('spec.healthCheckNodePort', 'field is immutable'));
  }
  return errors;
}

/** Source: pkg/api/service/warnings.go. */
export function serviceWarnings(object: KubernetesObject): string[] {
  const spec: ServiceSpec = typed<Service>(object).spec ?? {};
  const warnings: string[] = [];
  if (isHeadless(spec)) {
    if (spec.loadBalancerIP) warnings.push('spec.loadBalancerIP is ignored for headless services');
    if (spec.externalIPs?.length) warnings.push('spec.externalIPs is ignored for headless services');
    if (spec.sessionAffinity !== 'None') warnings.push('spec.SessionAffinity is ignored for headless services');
  }
  if (spec.type === 'ExternalName' && spec.externalIPs?.length) {
    warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  }
  if (spec.type !== 'ExternalName' && spec.externalName) {
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  }
  return warnings;
}
