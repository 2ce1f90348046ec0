import type { Secret } from 'kubernetes-types/core/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { type FieldError, forbidden, invalid, required, tooLong } from '../field-error.ts';
import type { MutableObject } from '../resource-definition.ts';
import { same } from '../same.ts';
import { selectable } from '../selectable-fields.ts';
import { type Mutable, typed } from '../typed.ts';
import { configMapKeyProblems } from '../validation/names.ts';

/** Source: pkg/apis/core/validation.ValidateSecret, pkg/apis/core/v1/conversion.go (stringData). */
export const secretKind = defineKind({
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
  columns: [
    nameColumn,
    textColumn<Secret>('Type', (secret) => secret.type ?? ''),
    textColumn<Secret>('Data', (secret) => Object.keys(secret.data ?? {}).length),
    ageColumn,
  ],
  defaults,
  validate,
  updateComesFirst: true,
  validateUpdate(object, old) {
    const before = typed<Secret>(old);
    const after = typed<Secret>(object);
    const errors: FieldError[] = [];
    if (before.type !== after.type) errors.push(invalid('type', after.type, 'field is immutable'));
    if (!before.immutable) return errors;
    const when = 'field is immutable when `immutable` is set';
    if (!after.immutable) errors.push(forbidden('immutable', when));
    if (!same(after.data, before.data)) errors.push(forbidden('data', when));
    return errors;
  },
  selectableFields: selectable<Secret>({ type: (secret) => secret.type }),
});

function defaults(object: MutableObject): void {
  const secret = typed<Mutable<Secret>>(object);
  secret.type ||= 'Opaque';
  if (!secret.stringData) return;
  const encoded = Object.entries(secret.stringData).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  secret.data = { ...secret.data, ...Object.fromEntries(encoded) };
  delete secret.stringData;
}

const MAX_DATA_BYTES = 1024 * 1024;

const REQUIRED_KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  ['kubernetes.io/dockerconfigjson', ['.dockerconfigjson']],
  ['kubernetes.io/dockercfg', ['.dockercfg']],
  ['kubernetes.io/ssh-auth', ['ssh-privatekey']],
  ['kubernetes.io/tls', ['tls.crt', 'tls.key']],
]);

function validate(object: Parameters<NonNullable<typeof secretKind.validate>>[0]): FieldError[] {
  const { data = {}, type = '', metadata } = typed<Secret>(object);
  const errors = Object.keys(data).flatMap((key) =>
    configMapKeyProblems(key).map((problem) => invalid(`data[${key}]`, key, problem)),
  );
  for (const key of REQUIRED_KEYS.get(type) ?? []) if (data[key] === undefined) errors.push(required(`data[${key}]`));
  if (type === 'kubernetes.io/basic-auth' && data['username'] === undefined && data['password'] === undefined) {
    errors.push(required('data[username]'), required('data[password]'));
  }
  const bytes = Object.values(data).reduce((sum, value) => sum + Buffer.byteLength(value, 'base64'), 0);
  if (bytes > MAX_DATA_BYTES) errors.push(tooLong('data', MAX_DATA_BYTES));
  const accountName = 'kubernetes.io/service-account.name';
  if (type === 'kubernetes.io/service-account-token' && !metadata?.annotations?.[accountName]) {
    errors.push(required(`metadata.annotations[${accountName}]`));
  }
  return errors;
}
