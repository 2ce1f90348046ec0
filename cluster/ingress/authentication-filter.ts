import { basicAuthFilter, parseHtpasswd } from '../proxy/filters/basic-auth.ts';
import type { RouteFilter } from '../proxy/route-filter.ts';
import type { Annotations } from './annotations.ts';
import type { Ingress } from './ingress-objects.ts';

/** `auth-type: basic` with its Secret; a string is why requests are denied. */
export function authenticationFilter(
  ingress: Ingress,
  annotations: Annotations,
  secret: (key: string) => { data?: Readonly<Record<string, string>> } | undefined,
): RouteFilter | string | undefined {
  const type = annotations.text('auth-type');
  if (type === undefined) return undefined;
  if (type !== 'basic') return 'invalid authentication type';
  const name = annotations.text('auth-secret');
  if (name === undefined) return 'error reading secret name from annotation: the annotation does not exist';
  const key = name.includes('/') ? name : `${ingress.metadata.namespace}/${name}`;
  if (!key.startsWith(`${ingress.metadata.namespace}/`)) return 'cross namespace usage of secrets is not allowed';
  const found = secret(key);
  if (!found)
    return `unexpected error reading secret ${key}: no object matching key ${JSON.stringify(key)} in local store`;
  const users = usersOf(found.data ?? {}, annotations.text('auth-secret-type') === 'auth-map');
  if (users === undefined) return `the secret ${key} does not contain a key with value auth`;
  return basicAuthFilter(users, annotations.text('auth-realm') ?? '');
}

/** A file under the key `auth`, or (auth-map) a user a key. */
function usersOf(data: Readonly<Record<string, string>>, isMap: boolean): Map<string, string> | undefined {
  const text = (value: string) => Buffer.from(value, 'base64').toString('utf8');
  if (isMap) return new Map(Object.entries(data).map(([user, hash]) => [user, text(hash).trim()]));
  return data['auth'] === undefined ? undefined : parseHtpasswd(text(data['auth']));
}
