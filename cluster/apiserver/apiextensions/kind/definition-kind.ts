import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import { bumpGeneration, keep } from '../../../resources/generation.ts';
import { customResourceDefinitionKind } from '../../../resources/kinds/custom-resource-definition.ts';
import type { MutableObject, ResourceDefinition } from '../../../resources/resource-definition.ts';
import { isMap } from '../../json.ts';
import { prepareForDelete } from '../controllers/finalizer.ts';
import { formatWarnings } from '../definition/format-warnings.ts';
import { validateDefinition, validateDefinitionStatus } from '../definition/validate-definition.ts';
import { compileSchema } from '../schema/compiled-schema.ts';
import type { JsonSchemaProps } from '../schema/json-schema-props.ts';
import type { CustomResourceDefinition } from './custom-resource-definition.ts';
import { defaultDefinition } from './definition-defaults.ts';

/** The kind of CustomResourceDefinitions itself, with the strategies of registry/customresourcedefinition. */
export const definitionKind: ResourceDefinition = Object.freeze({
  ...customResourceDefinitionKind,
  defaults: defaultDefinition,
  prepareForCreate(object: MutableObject) {
    object['status'] = { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: [] };
    object.metadata['generation'] = 1;
    addStoredVersion(object);
    shareSchemas(object);
  },
  prepareForUpdate(object: MutableObject, old: KubernetesObject) {
    keep(object, old, 'status');
    bumpGeneration(object, old);
    addStoredVersion(object);
    shareSchemas(object);
  },
  prepareForStatusUpdate(object: MutableObject, old: KubernetesObject) {
    keep(object, old, 'spec');
  },
  prepareForDelete,
  validate: (object: KubernetesObject) => validateDefinition(object),
  validateUpdate: (object: KubernetesObject, old: KubernetesObject) => validateDefinition(object, old),
  updateStandsAlone: true,
  validateSubresource: (object: KubernetesObject) => validateDefinitionStatus(object),
  warnings: formatWarnings,
});

/** The built-in kinds with the strategies that this room has for CustomResourceDefinitions. */
export function withDefinitionKind(definitions: readonly ResourceDefinition[]): ResourceDefinition[] {
  return definitions.map((definition) => (definition === customResourceDefinitionKind ? definitionKind : definition));
}

/** Clusters that have the same schema hold one. */
function shareSchemas({ spec }: MutableObject): void {
  const versions = isMap(spec) && Array.isArray(spec.versions) ? spec.versions.filter(isMap) : [];
  for (const { schema } of versions) {
    if (isMap(schema) && isMap(schema.openAPIV3Schema)) {
      schema.openAPIV3Schema = compileSchema(schema.openAPIV3Schema as JsonSchemaProps).schema;
    }
  }
}

/** Objects have been stored in it from now on. */
function addStoredVersion(object: MutableObject): void {
  const { spec, status } = object as unknown as Partial<CustomResourceDefinition>;
  const storage = Array.isArray(spec?.versions) ? spec.versions.find((version) => version?.storage) : undefined;
  if (!storage || !isMap(status)) return;
  const stored = Array.isArray(status.storedVersions) ? status.storedVersions : [];
  if (!stored.includes(storage.name)) object['status'] = { ...status, storedVersions: [...stored, storage.name] };
}
