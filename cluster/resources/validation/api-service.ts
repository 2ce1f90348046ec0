import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type FieldError, invalid, required } from '../field-error.ts';
import type { ApiService } from '../kinds/api-service.ts';
import { typed } from '../typed.ts';
import { dns1035LabelProblems, dns1123SubdomainProblems, pathSegmentProblems, portNumberProblems } from './names.ts';

/** Source: kube-aggregator pkg/apis/apiregistration/validation.ValidateAPIService. */
export function validateApiService(object: KubernetesObject): FieldError[] {
  const { spec } = typed<ApiService>(object);
  const { group = '', version = '', groupPriorityMinimum = 0, versionPriority = 0 } = spec ?? {};
  const errors: FieldError[] = [];
  const complain = (field: string, value: unknown, problems: readonly string[]) =>
    errors.push(...problems.map((problem) => invalid(field, value, problem)));
  const name = object.metadata.name ?? '';
  complain('metadata.name', name, nameProblems(name, `${version}.${group}`));
  if (group === '' && version !== 'v1') {
    errors.push(required('spec.group', 'only v1 may have an empty group and it better be legacy kube'));
  }
  if (group !== '') complain('spec.group', group, dns1123SubdomainProblems(group));
  complain('spec.version', version, dns1035LabelProblems(version));
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > 20_000) {
    complain('spec.groupPriorityMinimum', groupPriorityMinimum, ['must be positive and less than 20000']);
  }
  if (versionPriority <= 0 || versionPriority > 1000) {
    complain('spec.versionPriority', versionPriority, ['must be positive and less than 1000']);
  }
  return [...errors, ...validateBackend(spec)];
}

function nameProblems(name: string, wanted: string): string[] {
  const minimal = pathSegmentProblems(name);
  if (minimal.length > 0) return minimal;
  return name === wanted ? [] : [`must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`];
}

function validateBackend(spec: ApiService['spec']): FieldError[] {
  const { service, caBundle = '', insecureSkipTLSVerify = false } = spec ?? {};
  const insecure = 'spec.insecureSkipTLSVerify';
  const errors: FieldError[] = [];
  if (!service) {
    const bytes = Buffer.byteLength(caBundle, 'base64');
    if (bytes > 0) {
      errors.push(invalid('spec.caBundle', `${bytes} bytes`, 'local APIServices may not have a caBundle'));
    }
    if (insecureSkipTLSVerify) {
      errors.push(invalid(insecure, true, 'local APIServices may not have insecureSkipTLSVerify'));
    }
    return errors;
  }
  if (!service.namespace) errors.push(required('spec.service.namespace'));
  if (!service.name) errors.push(required('spec.service.name'));
  const port = portNumberProblems(service.port ?? 0);
  if (port.length > 0) {
    errors.push(invalid('spec.service.port', service.port ?? 0, `port is not valid: ${port.join(', ')}`));
  }
  if (insecureSkipTLSVerify && caBundle !== '') {
    errors.push(invalid(insecure, true, 'may not be true if caBundle is present'));
  }
  return errors;
}
