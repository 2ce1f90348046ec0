import { createdAtColumn, nameColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { pathSegmentProblems } from '../validation/names.ts';
import { validateRole } from '../validation/rbac.ts';

export const clusterRoleKind = defineKind({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRole',
  nameProblems: pathSegmentProblems,
  plural: 'clusterroles',
  namespaced: false,
  columns: [nameColumn, createdAtColumn],
  // Go writes a list that is not there as null.
  defaults(object) {
    object['rules'] ??= null;
  },
  validate: validateRole,
});
