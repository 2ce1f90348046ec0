import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type FieldError, forbidden, invalid, required } from '../field-error.ts';
import { dns1123LabelProblems, labelValueProblems, qualifiedNameProblems } from './names.ts';
import { validateOwnerReferences } from './owner-references.ts';

const MAX_ANNOTATIONS_BYTES = 256 * 1024;

/** Name, labels, annotations and finalizers. Source: k8s.io/apimachinery/pkg/api/validation/objectmeta.go. */
export function validateObjectMeta(
  object: KubernetesObject,
  namespaced: boolean,
  nameProblems: (name: string) => string[],
): FieldError[] {
  const { name = '', namespace = '', generateName = '' } = object.metadata;
  const errors: FieldError[] = [];
  if (generateName !== '') {
    const stem = generateName.endsWith('-') ? `${generateName.slice(0, -1)}a` : generateName;
    errors.push(...nameProblems(stem).map((problem) => invalid('metadata.generateName', generateName, problem)));
  }
  if (name === '') errors.push(required('metadata.name', 'name or generateName is required'));
  else errors.push(...nameProblems(name).map((problem) => invalid('metadata.name', name, problem)));
  if (namespaced) {
    if (namespace === '') errors.push(required('metadata.namespace'));
    else
      errors.push(
        ...dns1123LabelProblems(namespace).map((problem) => invalid('metadata.namespace', namespace, problem)),
      );
  } else if (namespace !== '') errors.push(forbidden('metadata.namespace', 'not allowed on this type'));
  errors.push(...validateLabels(object.metadata.labels ?? {}, 'metadata.labels'));
  errors.push(...validateAnnotations(object.metadata.annotations ?? {}, 'metadata.annotations'));
  errors.push(...validateOwnerReferences(object, 'metadata.ownerReferences'));
  for (const finalizer of object.metadata.finalizers ?? []) {
    errors.push(
      ...qualifiedNameProblems(finalizer).map((problem) => invalid('metadata.finalizers', finalizer, problem)),
    );
  }
  return errors;
}

const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** Of built-in kinds. Source: pkg/apis/core/validation.ValidateFinalizerName. */
export function validateFinalizerNames({ metadata }: KubernetesObject): FieldError[] {
  const detail = 'name is neither a standard finalizer name nor is it fully qualified';
  return (metadata.finalizers ?? []).flatMap((finalizer, index) =>
    finalizer.includes('/') || STANDARD_FINALIZERS.includes(finalizer)
      ? []
      : [invalid(`metadata.finalizers[${index}]`, finalizer, detail)],
  );
}

/** What is being deleted waits for nobody new. Source: objectmeta.go ValidateNoNewFinalizers. */
export function validateNoNewFinalizers({ metadata }: KubernetesObject, old: KubernetesObject): FieldError[] {
  if (old.metadata.deletionTimestamp === undefined) return [];
  const before = old.metadata.finalizers ?? [];
  const added = [...new Set(metadata.finalizers ?? [])].filter((finalizer) => !before.includes(finalizer)).sort();
  if (added.length === 0) return [];
  const names = added.map((finalizer) => JSON.stringify(finalizer)).join(', ');
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${names}}`;
  return [forbidden('metadata.finalizers', detail)];
}

export function validateLabels(labels: Readonly<Record<string, string>>, field: string): FieldError[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...qualifiedNameProblems(key).map((problem) => invalid(field, key, problem)),
    ...labelValueProblems(value).map((problem) => invalid(field, value, problem)),
  ]);
}

export function validateAnnotations(annotations: Readonly<Record<string, string>>, field: string): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    errors.push(...qualifiedNameProblems(key.toLowerCase()).map((problem) => invalid(field, key, problem)));
    size += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (size > MAX_ANNOTATIONS_BYTES) {
    errors.push({ type: 'FieldValueTooLong', field, detail: `may not be more than ${MAX_ANNOTATIONS_BYTES} bytes` });
  }
  return errors;
}
