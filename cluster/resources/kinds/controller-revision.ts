import type { ControllerRevision } from 'kubernetes-types/apps/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { forbidden, required } from '../field-error.ts';
import { same } from '../same.ts';

export const controllerRevisionKind = defineKind({
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  namespaced: true,
  columns: [
    nameColumn,
    textColumn<ControllerRevision>('Controller', controller),
    textColumn<ControllerRevision>('Revision', (revision) => revision.revision),
    ageColumn,
  ],
  validate: (object) => (object['data'] === undefined ? [required('data', 'data is mandatory')] : []),
  validateUpdate: (object, old) => (same(object['data'], old['data']) ? [] : [forbidden('data', 'field is immutable')]),
});

function controller({ metadata }: ControllerRevision): string {
  const owner = metadata?.ownerReferences?.find((reference) => reference.controller);
  if (!owner) return '<none>';
  const [group, version] = owner.apiVersion.split('/');
  return `${owner.kind.toLowerCase()}${version === undefined ? '' : `.${group}`}/${owner.name}`;
}
