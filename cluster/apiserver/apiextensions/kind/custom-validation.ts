import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import { type FieldError, invalid } from '../../../resources/field-error.ts';
import { dns1123SubdomainProblems, qualifiedNameProblems } from '../../../resources/validation/names.ts';
import { validateObjectMeta } from '../../../resources/validation/object-meta.ts';
import { isMap } from '../../json.ts';
import { hasRules, validateRules } from '../cel/validate-rules.ts';
import type { JsonSchemaProps } from '../schema/json-schema-props.ts';
import { validateListTypes } from '../schema/list-types.ts';
import { validateEmbedded } from '../schema/object-meta.ts';
import { fieldErrorsOf } from '../validation/validation-result.ts';
import { validateValue } from '../validation/value-validator.ts';
import type { CustomResourceScale } from './custom-resource-definition.ts';
import { fieldAt, pathNames } from './field-at.ts';

export interface ValidationContext {
  readonly schema: JsonSchemaProps | undefined;
  readonly namespaced: boolean;
  readonly scale: CustomResourceScale | undefined;
}

const BLOCKING: ReadonlySet<FieldError['type']> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

/** registry/customresource/strategy.go Validate; with `old`, ValidateUpdate: what did not change is not held against it. */
export function validateCustomResource(
  object: KubernetesObject,
  old: KubernetesObject | undefined,
  { schema, namespaced, scale }: ValidationContext,
): FieldError[] {
  const errors = [
    ...validateObjectMeta(object, namespaced, dns1123SubdomainProblems),
    ...(schema ? fieldErrorsOf(validateValue(object, schema, old)) : []),
    ...(scale ? [...scaleSpecErrors(object, scale), ...scaleStatusErrors(object, scale)] : []),
    ...validateEmbedded(object, schema),
  ];
  if (!old || validateListTypes(old, schema).length === 0) errors.push(...validateListTypes(object, schema));
  return [...errors, ...ruleErrors(object, old, schema, errors)];
}

/** registry/customresource/status_strategy.go ValidateUpdate. */
export function validateCustomStatus(
  object: KubernetesObject,
  old: KubernetesObject,
  { schema, scale }: ValidationContext,
): FieldError[] {
  const status = schema?.properties?.status;
  const errors: FieldError[] = [];
  if (status && object.status !== undefined) {
    errors.push(...fieldErrorsOf(validateValue(object.status, status, old.status), 'status'));
  }
  if (scale) errors.push(...scaleStatusErrors(object, scale));
  const duplicates = validateListTypes(object, schema);
  if (duplicates.length > 0 && validateListTypes(old, schema).length === 0) errors.push(...duplicates);
  return [...errors, ...ruleErrors(object, old, schema, errors)];
}

/** Rules are not asked of an object that is not even of its type. */
function ruleErrors(
  object: KubernetesObject,
  old: KubernetesObject | undefined,
  schema: JsonSchemaProps | undefined,
  errors: readonly FieldError[],
): FieldError[] {
  if (!schema || !hasRules(schema)) return [];
  if (!errors.some(({ type }) => BLOCKING.has(type))) return validateRules(object, old, schema);
  const detail =
    'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';
  return [invalid('<nil>', null, detail)];
}

function scaleSpecErrors(object: KubernetesObject, scale: CustomResourceScale): FieldError[] {
  return replicaErrors(object, scale.specReplicasPath);
}

function scaleStatusErrors(object: KubernetesObject, scale: CustomResourceScale): FieldError[] {
  const errors = replicaErrors(object, scale.statusReplicasPath);
  const { labelSelectorPath } = scale;
  if (labelSelectorPath === undefined) return errors;
  const names = pathNames(labelSelectorPath);
  const selector = fieldAt(object, names);
  if (selector === undefined || typeof selector === 'string') return errors;
  return [...errors, invalid(labelSelectorPath, '', accessorText(names, selector, 'string'))];
}

const MAX_INT32 = 2_147_483_647;

function replicaErrors(object: KubernetesObject, path: string): FieldError[] {
  const names = pathNames(path);
  const replicas = fieldAt(object, names);
  if (replicas === undefined) return [];
  if (typeof replicas !== 'number' || !Number.isInteger(replicas)) {
    return [invalid(path, 0, accessorText(names, replicas, 'int64'))];
  }
  if (replicas < 0) return [invalid(path, replicas, 'should be a non-negative integer')];
  return replicas > MAX_INT32 ? [invalid(path, replicas, `should be less than or equal to ${MAX_INT32}`)] : [];
}

/** unstructured.NestedInt64's complaint. */
function accessorText(names: readonly string[], value: unknown, wanted: string): string {
  return `.${names.join('.')} accessor error: ${typeof value === 'string' ? value : JSON.stringify(value)} is of the type ${goType(value)}, expected ${wanted}`;
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isMap(value)) return 'map[string]interface {}';
  if (value === null) return '<nil>';
  return { number: 'float64', boolean: 'bool' }[typeof value as string] ?? typeof value;
}

const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

/** registry/customresource/validator.go validateKubeFinalizerName, for finalizers that the old object did not have. */
export function finalizerWarnings(object: KubernetesObject, old: KubernetesObject | undefined): string[] {
  const before = new Set(old?.metadata.finalizers ?? []);
  const added = [...new Set(object.metadata.finalizers ?? [])].filter((finalizer) => !before.has(finalizer)).sort();
  return added.flatMap((finalizer) => {
    const subject = `metadata.finalizers: ${JSON.stringify(finalizer)}: `;
    const problems = qualifiedNameProblems(finalizer).map((problem) => subject + problem);
    if (finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer)) return problems;
    const path = finalizer.includes('.') ? ' including a path (/)' : '';
    const advice = `prefer a domain-qualified finalizer name${path} to avoid accidental conflicts with other finalizer writers`;
    return [...problems, subject + advice];
  });
}
