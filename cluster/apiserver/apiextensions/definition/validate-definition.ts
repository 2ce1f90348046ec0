import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import { type FieldError, invalid, notSupported, required } from '../../../resources/field-error.ts';
import { dns1123SubdomainProblems } from '../../../resources/validation/names.ts';
import { validateObjectMeta } from '../../../resources/validation/object-meta.ts';
import { approvalOf, isProtectedGroup } from '../controllers/api-approval.ts';
import {
  type CustomResourceDefinition,
  type CustomResourceDefinitionSpec,
  isConditionTrue,
} from '../kind/custom-resource-definition.ts';
import { canonical } from '../schema/list-types.ts';
import { definitionParts } from './definition-parts.ts';
import { conversionErrors } from './validate-conversion.ts';
import { labelErrors, namesErrors } from './validate-names.ts';
import { versionErrors } from './validate-versions.ts';

/** validation.go ValidateCustomResourceDefinition; with `old`, ValidateCustomResourceDefinitionUpdate. */
export function validateDefinition(object: KubernetesObject, old?: KubernetesObject): FieldError[] {
  const definition = definitionParts(object);
  const before = old && definitionParts(old);
  const { spec } = definition;
  const nameProblems = (name: string) => [
    ...dns1123SubdomainProblems(name),
    ...(name === `${spec.names.plural}.${spec.group}` ? [] : ['must be spec.names.plural+"."+spec.group']),
  ];
  return [
    ...validateObjectMeta(definition, false, old ? () => [] : nameProblems),
    ...specErrors(spec),
    ...(before ? immutableErrors(spec, before) : []),
    ...namesErrors(definition.status.acceptedNames, 'status.acceptedNames'),
    ...storedVersionErrors(definition),
    ...approvalErrors(definition, before),
    ...(spec.preserveUnknownFields && !before?.spec.preserveUnknownFields
      ? [
          invalid(
            'spec.preserveUnknownFields',
            true,
            'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
          ),
        ]
      : []),
  ];
}

/** validation.go ValidateUpdateCustomResourceDefinitionStatus. */
export function validateDefinitionStatus(object: KubernetesObject): FieldError[] {
  return namesErrors(definitionParts(object).status.acceptedNames, 'status.acceptedNames');
}

function specErrors(spec: CustomResourceDefinitionSpec): FieldError[] {
  const { names, versions } = spec;
  const errors = [...groupErrors(spec.group), ...scopeErrors(spec.scope), ...versionErrors(spec)];
  if (new Set(versions.map(({ name }) => name)).size < versions.length) {
    errors.push(invalid('spec.versions', versionsValue(spec), 'must contain unique version names'));
  }
  if (versions.filter(({ storage }) => storage).length !== 1) {
    const detail = 'must have exactly one version marked as storage version';
    errors.push(invalid('spec.versions', versionsValue(spec), detail));
  }
  const [first] = versions;
  if (first) errors.push(...labelErrors(first.name, 'spec.version'));
  for (const name of ['plural', 'singular', 'kind', 'listKind'] as const) {
    if (!names[name]) errors.push(required(`spec.names.${name}`));
  }
  errors.push(...namesErrors(names, 'spec.names'));
  if (spec.conversion?.strategy !== 'None' && spec.preserveUnknownFields) {
    const detail = 'must be None if spec.preserveUnknownFields is true';
    errors.push(invalid('spec.conversion.strategy', spec.conversion?.strategy, detail));
  }
  return [...errors, ...conversionErrors(spec.conversion, 'spec.conversion')];
}

function groupErrors(group: string): FieldError[] {
  if (group === '') return [required('spec.group')];
  const problems = dns1123SubdomainProblems(group);
  if (problems.length > 0) return [invalid('spec.group', group, problems.join(','))];
  return group.includes('.') ? [] : [invalid('spec.group', group, 'should be a domain with at least one dot')];
}

function scopeErrors(scope: string): FieldError[] {
  if (scope === '') return [required('spec.scope')];
  const scopes = ['Cluster', 'Namespaced'];
  return scopes.includes(scope) ? [] : [notSupported('spec.scope', scope, scopes)];
}

/** As the internal type prints. */
function versionsValue({ versions }: CustomResourceDefinitionSpec): unknown {
  if (versions.length === 0) return null;
  return versions.map(({ name, served, storage, deprecated = false, deprecationWarning = null }) => ({
    Name: name,
    Served: served,
    Storage: storage,
    Deprecated: deprecated,
    DeprecationWarning: deprecationWarning,
    Schema: null,
    Subresources: null,
    AdditionalPrinterColumns: null,
    SelectableFields: null,
  }));
}

function immutableErrors(spec: CustomResourceDefinitionSpec, old: CustomResourceDefinition): FieldError[] {
  const detail = 'field is immutable';
  const established = isConditionTrue(old, 'Established');
  const { spec: before } = old;
  const changed: [boolean, string, unknown][] = [
    [established && spec.scope !== before.scope, 'spec.scope', spec.scope],
    [established && spec.names.kind !== before.names.kind, 'spec.names.kind', spec.names.kind],
    [spec.group !== before.group, 'spec.group', spec.group],
    [spec.names.plural !== before.names.plural, 'spec.names.plural', spec.names.plural],
  ];
  return changed.filter(([is]) => is).map(([, field, value]) => invalid(field, value, detail));
}

function storedVersionErrors({ spec, status }: CustomResourceDefinition): FieldError[] {
  const field = 'status.storedVersions';
  const stored = status.storedVersions ?? [];
  if (stored.length === 0) return [invalid(field, null, 'must have at least one stored version')];
  const names = spec.versions.map(({ name }) => name);
  const unstored = spec.versions.filter(({ storage, name }) => storage && !stored.includes(name));
  return [
    ...unstored.map(({ name }) => invalid(field, stored, `must have the storage version ${name}`)),
    ...stored
      .map((name, index) => ({ name, index }))
      .filter(({ name }) => !names.includes(name))
      .map(({ name, index }) =>
        invalid(
          `${field}[${index}]`,
          name,
          `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
        ),
      ),
  ];
}

/** validation.go validateAPIApproval: what was wrong already is let through while nothing about it changes. */
function approvalErrors(definition: CustomResourceDefinition, old: CustomResourceDefinition | undefined): FieldError[] {
  if (!isProtectedGroup(definition.spec.group)) return [];
  const { state, reason } = approvalOf(definition.metadata.annotations);
  if (old && canonical(approvalOf(old.metadata.annotations)) === canonical({ state, reason })) return [];
  const annotation = definition.metadata.annotations?.['api-approved.kubernetes.io'] ?? '';
  const field = 'metadata.annotations[api-approved.kubernetes.io]';
  if (state === 'invalid') return [invalid(field, annotation, reason)];
  return state === 'missing' ? [required(field, reason)] : [];
}
