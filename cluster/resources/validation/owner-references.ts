import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type FieldError, invalid } from '../field-error.ts';

/** Source: k8s.io/apimachinery/pkg/api/validation.ValidateOwnerReferences. */
export function validateOwnerReferences(object: KubernetesObject, field: string): FieldError[] {
  const references = object.metadata.ownerReferences ?? [];
  const errors = references.flatMap(({ apiVersion, kind, name, uid }) => {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    const own: FieldError[] = [];
    if (!version) own.push(invalid(`${field}.apiVersion`, apiVersion, 'version must not be empty'));
    for (const [part, value] of Object.entries({ kind, name, uid })) {
      if (!value) own.push(invalid(`${field}.${part}`, value ?? '', 'must not be empty'));
    }
    if (group === '' && version === 'v1' && kind === 'Event') {
      own.push(invalid(field, { apiVersion, kind, name, uid }, '/v1, Kind=Event is disallowed from being an owner'));
    }
    return own;
  });
  const [first, second] = references.filter(({ controller }) => controller);
  if (!first || !second) return errors;
  const named = `"${first.name}" and "${second.name}"`;
  const detail = `Only one reference can have Controller set to true. Found "true" in references for ${named}`;
  return [...errors, invalid(field, references, detail)];
}
