import { createdAtColumn, nameColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { type FieldError, invalid } from '../field-error.ts';
import { workloadStrategy } from '../generation.ts';
import { typed } from '../typed.ts';

interface Definition {
  readonly metadata: { readonly name?: string };
  readonly spec?: { readonly group?: string; readonly names?: { readonly plural?: string } };
}

/** Strategy and validation are the API server's (apiserver/apiextensions): they need what it serves. */
export const customResourceDefinitionKind = defineKind({
  group: 'apiextensions.k8s.io',
  version: 'v1',
  storageVersion: 'v1beta1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  subresources: [STATUS],
  columns: [nameColumn, createdAtColumn],
  prepareForCreate(object) {
    object['status'] = { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: null };
    object.metadata['generation'] = 1;
  },
  prepareForUpdate: workloadStrategy.prepareForUpdate,
  prepareForStatusUpdate: workloadStrategy.prepareForStatusUpdate,
  validate(object): FieldError[] {
    const { metadata, spec } = typed<Definition>(object);
    const expected = `${spec?.names?.plural ?? ''}.${spec?.group ?? ''}`;
    return metadata.name === expected
      ? []
      : [invalid('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group')];
  },
});
