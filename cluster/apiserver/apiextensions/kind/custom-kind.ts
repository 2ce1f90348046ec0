import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import { SCALE, STATUS } from '../../../resources/define-kind.ts';
import type { CustomKind, MutableObject, ResourceDefinition, Verb } from '../../../resources/resource-definition.ts';
import { copyObject, deepFreeze, share } from '../../json.ts';
import { apiVersionOf } from '../../registry.ts';
import { type CompiledSchema, compileSchema } from '../schema/compiled-schema.ts';
import { applyDefaults, dropUnwantedNulls } from '../schema/defaulting.ts';
import { coerceEmbedded, coerceRootMetadata } from '../schema/object-meta.ts';
import { prune } from '../schema/pruning.ts';
import { typedStructure } from '../schema/typed-structure.ts';
import {
  type CustomResourceDefinition,
  type CustomResourceVersion,
  isConditionTrue,
} from './custom-resource-definition.ts';
import { prepareForCreate, prepareForStatusUpdate, prepareForUpdate } from './custom-strategy.ts';
import {
  finalizerWarnings,
  type ValidationContext,
  validateCustomResource,
  validateCustomStatus,
} from './custom-validation.ts';
import { deprecationWarning } from './deprecation-warning.ts';
import { pathNames } from './field-at.ts';
import { printerColumns } from './printer-columns.ts';
import { publish } from './published.ts';
import { selectableFieldsOf } from './selectable-fields.ts';

/** In the order of customresource_discovery_controller.go. */
const VERBS: readonly Verb[] = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const TERMINATING_VERBS: readonly Verb[] = ['delete', 'deletecollection', 'get', 'list', 'watch'];

/** What the API server serves of a CustomResourceDefinition: each served version, by its accepted names. */
export function customKinds(definition: CustomResourceDefinition): readonly ResourceDefinition[] {
  return definition.spec.versions.filter(({ served }) => served).map((version) => customKind(definition, version));
}

function customKind(definition: CustomResourceDefinition, version: CustomResourceVersion): ResourceDefinition {
  const { spec, status } = definition;
  const names = status.acceptedNames;
  const compiled = compileSchema(version.schema?.openAPIV3Schema);
  const { status: hasStatus, scale } = version.subresources ?? {};
  const terminating = isConditionTrue(definition, 'Terminating');
  const selectableFields = selectableFieldsOf(version.selectableFields);
  const kind: ResourceDefinition = Object.freeze({
    group: spec.group,
    version: version.name,
    kind: names.kind,
    plural: names.plural,
    singular: names.singular ?? '',
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    namespaced: spec.scope === 'Namespaced',
    verbs: terminating ? TERMINATING_VERBS : VERBS,
    subresources: [...(hasStatus ? [STATUS] : []), ...(scale ? [SCALE] : [])],
    storageVersion: definition.spec.versions.find(({ storage }) => storage)?.name ?? version.name,
    schema: '',
    structure: typedStructure(compiled.schema, spec.preserveUnknownFields === true),
    columns: printerColumns(version.additionalPrinterColumns),
    ...(selectableFields && { selectableFields }),
    ...(version.deprecated && { deprecation: deprecationWarning(spec, version, names.kind) }),
    ...strategyOf(compiled, hasStatus !== undefined, {
      schema: compiled.schema,
      namespaced: spec.scope === 'Namespaced',
      scale,
    }),
    custom: customPart(definition, version, compiled, terminating),
  });
  return publish(kind, compiled.schema);
}

function strategyOf(
  { schema, hasDefaults }: CompiledSchema,
  hasStatus: boolean,
  context: ValidationContext,
): Partial<ResourceDefinition> {
  return {
    ...(hasDefaults && { defaults: (object: MutableObject) => applyDefaults(object, schema) }),
    prepareForCreate: (object) => prepareForCreate(object, hasStatus),
    prepareForUpdate: (object, old) => prepareForUpdate(object, old, hasStatus),
    prepareForStatusUpdate,
    validate: (object) => validateCustomResource(object, undefined, context),
    updateStandsAlone: true,
    validateUpdate: (object, old) => validateCustomResource(object, old, context),
    validateSubresource: (object, old, subresource) =>
      subresource === 'status' ? validateCustomStatus(object, old, context) : [],
    warnings: finalizerWarnings,
  };
}

function customPart(
  { spec, status }: CustomResourceDefinition,
  version: CustomResourceVersion,
  compiled: CompiledSchema,
  terminating: boolean,
): CustomKind {
  const preservesAll = spec.preserveUnknownFields === true;
  const scale = version.subresources?.scale;
  return {
    listKind: status.acceptedNames.listKind ?? `${status.acceptedNames.kind}List`,
    terminating,
    decode: (object) => ({ value: object, strictErrors: coerce(object, compiled, preservesAll) }),
    readStored: storedReader(apiVersionOf({ group: spec.group, version: version.name }), compiled, preservesAll),
    ...(scale && {
      scale: {
        specReplicas: pathNames(scale.specReplicasPath),
        statusReplicas: pathNames(scale.statusReplicasPath),
        ...(scale.labelSelectorPath !== undefined && { labelSelector: pathNames(scale.labelSelectorPath) }),
      },
    }),
  };
}

/** customresource_handler.go unstructuredSchemaCoercer.apply, in place: `unknown field "spec.extra"` for each field that goes. */
function coerce(object: MutableObject, { schema }: CompiledSchema, preservesAll: boolean): string[] {
  const unknown = coerceRootMetadata(object);
  if (!preservesAll) {
    unknown.push(...prune(object, schema ?? {}));
    dropUnwantedNulls(object, schema);
  }
  unknown.push(...coerceEmbedded(object, schema));
  return unknown.map((path) => `unknown field "${path}"`);
}

/** Once for each stored object: what today's schema makes of it. Most often the object itself. */
function storedReader(
  apiVersion: string,
  { schema, hasDefaults }: CompiledSchema,
  preservesAll: boolean,
): CustomKind['readStored'] {
  const known = new WeakMap<KubernetesObject, KubernetesObject>();
  const read = (stored: KubernetesObject) => {
    const object = copyObject(stored);
    object.apiVersion = apiVersion;
    if (!preservesAll) {
      prune(object, schema ?? {});
      dropUnwantedNulls(object, schema);
    }
    if (hasDefaults) applyDefaults(object, schema);
    return deepFreeze(share(object, stored) as KubernetesObject);
  };
  return (stored) => {
    let found = known.get(stored);
    if (!found) {
      found = read(stored);
      known.set(stored, found);
    }
    return found;
  };
}
