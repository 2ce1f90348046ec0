import { isIP } from 'node:net';
import type { ObjectMeta } from 'kubernetes-types/meta/v1.d.ts';
import { nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { type FieldError, invalid, required } from '../field-error.ts';
import { same } from '../same.ts';
import { typed } from '../typed.ts';
import { dns1123SubdomainProblems, pathSegmentProblems } from '../validation/names.ts';

/** networking.k8s.io/v1 IPAddress: an address of a Service and who has it. */
interface IpAddress {
  readonly metadata?: ObjectMeta;
  readonly spec?: {
    readonly parentRef?: {
      readonly group?: string;
      readonly resource?: string;
      readonly namespace?: string;
      readonly name?: string;
    };
  };
}

/** Source: pkg/apis/networking/validation.ValidateIPAddress; columns: printIPAddress. */
export const ipAddressKind = defineKind({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IPAddress',
  plural: 'ipaddresses',
  shortNames: ['ip'],
  namespaced: false,
  nameProblems: (name) => (isIP(name) > 0 ? [] : ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']),
  columns: [nameColumn, textColumn<IpAddress>('ParentRef', parent)],
  validate,
  validateUpdate(object, old) {
    const [before, after] = [typed<IpAddress>(old).spec?.parentRef, typed<IpAddress>(object).spec?.parentRef];
    return same(before, after) ? [] : [invalid('spec.parentRef', after, 'field is immutable')];
  },
});

function parent({ spec }: IpAddress): string {
  const reference = spec?.parentRef;
  if (!reference) return '<none>';
  const { group, resource = '', namespace, name } = reference;
  const kind = (group ? `${resource}.${group}` : resource).toLowerCase();
  return [kind, ...(namespace ? [namespace] : []), name].join('/');
}

function validate(object: Parameters<NonNullable<typeof ipAddressKind.validate>>[0]): FieldError[] {
  const reference = typed<IpAddress>(object).spec?.parentRef;
  if (!reference) return [required('spec.parentRef')];
  const { group, namespace } = reference;
  const errors: FieldError[] = [];
  const complain = (field: string, value: string, problems: readonly string[]) =>
    errors.push(...problems.map((problem) => invalid(`spec.parentRef.${field}`, value, problem)));
  if (group) complain('group', group, dns1123SubdomainProblems(group));
  for (const field of ['resource', 'name'] as const) {
    const value = reference[field];
    if (value) complain(field, value, pathSegmentProblems(value));
    else errors.push(required(`spec.parentRef.${field}`));
  }
  if (namespace) complain('namespace', namespace, pathSegmentProblems(namespace));
  return errors;
}
