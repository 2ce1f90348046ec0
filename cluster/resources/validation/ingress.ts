import type { HTTPIngressPath, Ingress, IngressBackend, IngressRule } from 'kubernetes-types/networking/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type FieldError, invalid, notSupported, required } from '../field-error.ts';
import { typed } from '../typed.ts';
import {
  dns1035LabelProblems,
  dns1123SubdomainProblems,
  portNameProblems,
  portNumberProblems,
  wildcardSubdomainProblems,
} from './names.ts';

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/** Source: pkg/apis/networking/validation.ValidateIngressCreate. */
export function validateIngress(object: KubernetesObject): FieldError[] {
  const { spec = {} } = typed<Ingress>(object);
  const errors: FieldError[] = [];
  const rules = spec.rules ?? [];
  if (rules.length === 0 && !spec.defaultBackend) {
    errors.push(
      invalid('spec', rules.length > 0 ? rules : null, 'either `defaultBackend` or `rules` must be specified'),
    );
  }
  if (spec.defaultBackend) errors.push(...validateBackend(spec.defaultBackend, 'spec.defaultBackend'));
  for (const [index, rule] of rules.entries()) errors.push(...validateRule(rule, `spec.rules[${index}]`));
  for (const [index, { hosts = [], secretName }] of (spec.tls ?? []).entries()) {
    errors.push(...hosts.flatMap((host, at) => validateHost(host, `spec.tls[${index}].hosts[${at}]`)));
    if (secretName) {
      const field = `spec.tls[${index}].secretName`;
      errors.push(...dns1123SubdomainProblems(secretName).map((problem) => invalid(field, secretName, problem)));
    }
  }
  const className = spec.ingressClassName;
  if (className !== undefined) {
    errors.push(
      ...dns1123SubdomainProblems(className).map((problem) => invalid('spec.ingressClassName', className, problem)),
    );
  }
  const annotation = object.metadata.annotations?.[CLASS_ANNOTATION];
  if (annotation !== undefined && className !== undefined && annotation !== className) {
    const detail = 'must match `ingressClassName` when both are specified';
    errors.push(invalid(`annotations.${CLASS_ANNOTATION}`, annotation, detail));
  }
  return errors;
}

function validateHost(host: string, field: string): FieldError[] {
  const problems = host.includes('*') ? wildcardSubdomainProblems(host) : dns1123SubdomainProblems(host);
  return problems.map((problem) => invalid(field, host, problem));
}

function validateRule(rule: IngressRule, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (rule.host) {
    if (/^\d+(\.\d+){3}$/.test(rule.host)) {
      errors.push(invalid(`${path}.host`, rule.host, 'must be a DNS name, not an IP address'));
    }
    errors.push(...validateHost(rule.host, `${path}.host`));
  }
  if (!rule.http) return errors;
  const paths = rule.http.paths ?? [];
  if (paths.length === 0) errors.push(required(`${path}.http.paths`));
  return [...errors, ...paths.flatMap((entry, index) => validatePath(entry, `${path}.http.paths[${index}]`))];
}

function validatePath(entry: HTTPIngressPath, field: string): FieldError[] {
  if (!entry.pathType) return [required(`${field}.pathType`, 'pathType must be specified')];
  const errors: FieldError[] = [];
  const path = entry.path ?? '';
  if (!PATH_TYPES.includes(entry.pathType)) errors.push(notSupported(`${field}.pathType`, entry.pathType, PATH_TYPES));
  else if (entry.pathType !== 'ImplementationSpecific' || path !== '') {
    if (!path.startsWith('/')) errors.push(invalid(`${field}.path`, path, 'must be an absolute path'));
  }
  if (['Exact', 'Prefix'].includes(entry.pathType)) {
    for (const part of ['//', '/./', '/../', '%2f', '%2F']) {
      if (path.includes(part)) errors.push(invalid(`${field}.path`, path, `must not contain '${part}'`));
    }
    for (const end of ['/..', '/.']) {
      if (path.endsWith(end)) errors.push(invalid(`${field}.path`, path, `cannot end with '${end}'`));
    }
  }
  return [...errors, ...validateBackend(entry.backend ?? {}, `${field}.backend`)];
}

function validateBackend({ resource, service }: IngressBackend, field: string): FieldError[] {
  if (resource && service) return [invalid(field, '', 'cannot set both resource and service backends')];
  if (resource) {
    return (['kind', 'name'] as const).flatMap((part) =>
      resource[part] ? [] : [required(`${field}.resource.${part}`)],
    );
  }
  if (!service) return [invalid(field, '', 'resource or service backend is required')];
  const errors: FieldError[] = [];
  const { name, port = {} } = service;
  if (!name) errors.push(required(`${field}.service.name`));
  else errors.push(...dns1035LabelProblems(name).map((problem) => invalid(`${field}.service.name`, name, problem)));
  if (port.name && port.number) errors.push(invalid(field, '', 'cannot set both port name & port number'));
  else if (port.name) {
    const path = `${field}.service.port.name`;
    errors.push(...portNameProblems(port.name).map((problem) => invalid(path, port.name, problem)));
  } else if (port.number) {
    const path = `${field}.service.port.number`;
    errors.push(...portNumberProblems(port.number).map((problem) => invalid(path, port.number, problem)));
  } else errors.push(required(field, 'port name or number is required'));
  return errors;
}
