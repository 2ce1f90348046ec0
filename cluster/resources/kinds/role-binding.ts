import { defineKind } from '../define-kind.ts';
import { bindingColumns, defaultBinding, roleIsImmutable } from '../role-binding.ts';
import { pathSegmentProblems } from '../validation/names.ts';
import { validateBinding } from '../validation/rbac.ts';

export const roleBindingKind = defineKind({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'RoleBinding',
  nameProblems: pathSegmentProblems,
  plural: 'rolebindings',
  namespaced: true,
  columns: bindingColumns,
  defaults: defaultBinding,
  validateUpdate: roleIsImmutable,
  validate: validateBinding,
});
