import type { RoleBinding } from 'kubernetes-types/rbac/v1.d.ts';
import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import { ageColumn, nameColumn, textColumn, wideColumn } from './columns.ts';
import { type FieldError, invalid } from './field-error.ts';
import { goStruct } from './go-struct.ts';
import type { MutableObject, TableColumn } from './resource-definition.ts';
import { same } from './same.ts';
import { type Mutable, typed } from './typed.ts';

/** What RoleBinding and ClusterRoleBinding share. Columns: printRoleBinding. */
export const bindingColumns: readonly TableColumn[] = [
  nameColumn,
  textColumn<RoleBinding>('Role', ({ roleRef }) => `${roleRef.kind}/${roleRef.name}`),
  ageColumn,
  wideColumn<RoleBinding>('Users', (binding) => subjects(binding, 'User')),
  wideColumn<RoleBinding>('Groups', (binding) => subjects(binding, 'Group')),
  wideColumn<RoleBinding>('ServiceAccounts', (binding) => subjects(binding, 'ServiceAccount')),
];

function subjects(binding: RoleBinding, kind: string): string {
  const found = (binding.subjects ?? []).filter((subject) => subject.kind === kind);
  return found.map(({ namespace, name }) => (kind === 'ServiceAccount' ? `${namespace}/${name}` : name)).join(', ');
}

/** Source: pkg/apis/rbac/v1/defaults.go. */
export function defaultBinding(object: MutableObject): void {
  const binding = typed<Mutable<RoleBinding>>(object);
  if (binding.roleRef) binding.roleRef.apiGroup ||= 'rbac.authorization.k8s.io';
  for (const subject of binding.subjects ?? []) {
    if (subject.apiGroup === undefined && subject.kind !== 'ServiceAccount')
      subject.apiGroup = 'rbac.authorization.k8s.io';
  }
}

/** Source: pkg/apis/rbac/validation.ValidateRoleBindingUpdate. */
export function roleIsImmutable(object: KubernetesObject, old: KubernetesObject): FieldError[] {
  if (same(object['roleRef'], old['roleRef'])) return [];
  const roleRef = goStruct(typed<RoleBinding>(object).roleRef, ['APIGroup', 'Kind', 'Name']);
  return [invalid('roleRef', roleRef, 'cannot change roleRef')];
}
