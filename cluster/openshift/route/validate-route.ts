import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type FieldError, invalid, notSupported, required } from '../../resources/field-error.ts';
import { typed } from '../../resources/typed.ts';
import { dns1123LabelProblems, dns1123SubdomainProblems } from '../../resources/validation/names.ts';
import type { Route, RouteSpec, RouteTarget } from './route.ts';
import { validateRouteTls } from './validate-route-tls.ts';

const ANY_HOST_ANNOTATION = 'route.openshift.io/allow-non-dns-compliant-host';
const SUBDOMAIN_MAX = 253;
const MOST_ALTERNATES = 3;
const HEAVIEST = 256;
const WILDCARD_POLICIES = ['None', 'Subdomain'];

/** library-go pkg/route/validation.ValidateRoute, without what it asks of metadata. */
export function validateRoute(object: KubernetesObject, old?: KubernetesObject): FieldError[] {
  const route = typed<Route>(object);
  const spec = route.spec ?? {};
  const before = old && typed<Route>(old).spec;
  const labels =
    route.metadata.annotations?.[ANY_HOST_ANNOTATION] !== 'true' &&
    (!before || (before.host !== spec.host && hasValidLabels(before.host ?? '')));
  return [
    ...(before && before.wildcardPolicy !== spec.wildcardPolicy
      ? [invalid('spec.wildcardPolicy', spec.wildcardPolicy, 'field is immutable')]
      : []),
    ...hostErrors(spec.host ?? '', labels),
    ...subdomainErrors(spec.subdomain ?? ''),
    ...wildcardErrors(spec),
    ...pathErrors(spec),
    ...backendErrors(spec),
    ...(spec.port && !spec.port.targetPort ? [required('spec.port.targetPort')] : []),
    ...validateRouteTls(spec.tls),
  ];
}

/** library-go pkg/route/validation.Warnings. */
export function routeWarnings(object: KubernetesObject): string[] {
  const { host, subdomain } = typed<Route>(object).spec ?? {};
  return host && subdomain ? ['spec.host is set; spec.subdomain may be ignored'] : [];
}

function hasValidLabels(host: string): boolean {
  return host === '' || host.split('.').every((label) => dns1123LabelProblems(label).length === 0);
}

function hostErrors(host: string, labels: boolean): FieldError[] {
  if (host === '') return [];
  const errors: FieldError[] = [];
  if (dns1123SubdomainProblems(host).length > 0) {
    errors.push(invalid('spec.host', host, 'host must conform to DNS 952 subdomain conventions'));
  }
  if (!labels) return errors;
  const problems = host.split('.').flatMap((label) => dns1123LabelProblems(label));
  return [...errors, ...problems.map((problem) => invalid('spec.host', host, problem))];
}

function subdomainErrors(subdomain: string): FieldError[] {
  if (subdomain === '') return [];
  const errors = subdomain.split('.').flatMap((label) => {
    const problems = dns1123LabelProblems(label);
    return problems.length > 0 ? [invalid('spec.subdomain', label, problems.join(', '))] : [];
  });
  if (subdomain.length <= SUBDOMAIN_MAX) return errors;
  return [invalid('spec.subdomain', subdomain, `must be no more than ${SUBDOMAIN_MAX} characters`), ...errors];
}

function wildcardErrors({ host, wildcardPolicy }: Partial<RouteSpec>): FieldError[] {
  if (!wildcardPolicy) return [];
  if (!WILDCARD_POLICIES.includes(wildcardPolicy)) {
    return [notSupported('spec.wildcardPolicy', wildcardPolicy, WILDCARD_POLICIES)];
  }
  if (wildcardPolicy === 'None' || host) return [];
  return [invalid('spec.wildcardPolicy', wildcardPolicy, 'host name not specified for wildcard policy')];
}

function pathErrors({ path, tls }: Partial<RouteSpec>): FieldError[] {
  if (!path) return [];
  const errors: FieldError[] = [];
  if (!path.startsWith('/')) errors.push(invalid('spec.path', path, 'path must begin with /'));
  if (tls?.termination === 'passthrough') {
    errors.push(invalid('spec.path', path, 'passthrough termination does not support paths'));
  }
  return errors;
}

function backendErrors({ to, alternateBackends = [] }: Partial<RouteSpec>): FieldError[] {
  const errors = targetErrors(to ?? { kind: '', name: '' }, 'spec.to');
  if (alternateBackends.length > MOST_ALTERNATES) {
    errors.push(required('spec.alternateBackends', `cannot specify more than ${MOST_ALTERNATES} alternate backends`));
  }
  const alternates = alternateBackends.flatMap((target, index) =>
    targetErrors(target, `spec.alternateBackends[${index}]`),
  );
  return [...errors, ...alternates];
}

function targetErrors({ name, kind, weight }: RouteTarget, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!name) errors.push(required(`${path}.name`));
  if (kind !== 'Service') errors.push(invalid(`${path}.kind`, kind, 'must reference a Service'));
  if (typeof weight === 'number' && (weight < 0 || weight > HEAVIEST)) {
    errors.push(invalid(`${path}.weight`, weight, `weight must be an integer between 0 and ${HEAVIEST}`));
  }
  return errors;
}
