import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import { SCALE, STATUS } from '../../../resources/define-kind.ts';
import type { CustomKind, MutableObject, ResourceDefinition, Verb } from '../../../resources/resource-definition.ts';
import { copyObject, deepFreeze, share } from '../../json.ts';
import { apiVersionOf } from '../../registry.ts';
import { convertBy, WebhookConversion } from '../conversion/webhook-conversion.ts';
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
  const { clientConfig } = spec.conversion?.webhook ?? {};
  const conversion = clientConfig && spec.versions.length > 1 ? new WebhookConversion(clientConfig) : undefined;
  const custom = customPart(definition, version, compiled, conversion);
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
    ...(selectableFields && {
      selectableFields: (object: KubernetesObject) => selectableFields(custom.readStored(object)),
    }),
    ...(version.deprecated && { deprecation: deprecationWarning(spec, version, names.kind) }),
    ...strategyOf(compiled, custom, hasStatus !== undefined, {
      schema: compiled.schema,
      namespaced: spec.scope === 'Namespaced',
      scale,
    }),
    custom,
  });
  if (conversion) convertBy(kind, conversion);
  return publish(kind, compiled.schema);
}

function strategyOf(
  { schema, hasDefaults }: CompiledSchema,
  { readStored }: CustomKind,
  hasStatus: boolean,
  context: ValidationContext,
): Partial<ResourceDefinition> {
  return {
    ...(hasDefaults && { defaults: (object: MutableObject) => applyDefaults(object, schema) }),
    prepareForCreate: (object) => prepareForCreate(object, hasStatus),
    prepareForUpdate: (object, old) => prepareForUpdate(object, readStored(old), hasStatus),
    prepareForStatusUpdate: (object, old) => prepareForStatusUpdate(object, readStored(old)),
    validate: (object) => validateCustomResource(object, undefined, context),
    updateStandsAlone: true,
    validateUpdate: (object, old) => validateCustomResource(object, readStored(old), context),
    validateSubresource: (object, old, subresource) =>
      subresource === 'status' ? validateCustomStatus(object, readStored(old), context) : [],
    warnings: finalizerWarnings,
  };
}

function customPart(
  definition: CustomResourceDefinition,
  version: CustomResourceVersion,
  compiled: CompiledSchema,
  conversion: WebhookConversion | undefined,
): CustomKind {
  const { spec, status } = definition;
  const preservesAll = spec.preserveUnknownFields === true;
  const scale = version.subresources?.scale;
  return {
    listKind: status.acceptedNames.listKind ?? `${status.acceptedNames.kind}List`,
    terminating: isConditionTrue(definition, 'Terminating'),
    decode: (object) => ({ value: object, strictErrors: coerce(object, compiled, preservesAll) }),
    readStored: storedReader(
      apiVersionOf({ group: spec.group, version: version.name }),
      compiled,
      preservesAll,
      conversion,
    ),
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
  conversion: WebhookConversion | undefined,
): CustomKind['readStored'] {
  const known = new WeakMap<KubernetesObject, KubernetesObject>();
  const read = (stored: KubernetesObject) => {
    const object = copyObject(conversion?.known(stored) ?? stored);
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
    // An object that is still to be converted is not remembered as it is.
    if (conversion && stored.apiVersion !== apiVersion && !conversion.known(stored)) return read(stored);
    if (!found) {
      found = read(stored);
      known.set(stored, found);
    }
    return found;
  };
}
