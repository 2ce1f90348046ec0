import type { UserInfo } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { isMap, type JsonMap } from '../json.ts';
import type { ServerState } from '../resource-request.ts';
import { isSignedBy, readClaims } from './json-web-token.ts';
import {
  API_AUDIENCES,
  groupsOf,
  ISSUER,
  LEGACY_ISSUER,
  type ObjectReference,
  referenceIn,
  userNameOf,
} from './service-account-claims.ts';
import { serviceAccountKeys } from './service-account-keys.ts';

/** go-jose's DefaultLeeway. */
const LEEWAY_SECONDS = 60;
const INVALIDATED = 'service account token has been invalidated';

export interface TokenAnswer {
  readonly user: UserInfo;
  /** Those of the wanted audiences that the token is for. */
  readonly audiences: readonly string[];
}

/** Why a token of this server's own is no longer, or not yet, good. */
export class TokenError extends Error {}

/**
 * The service account of a token (pkg/serviceaccount/jwt.go); undefined when it is no token of this server's making.
 * Throws `TokenError` when it is one and may not be used.
 */
export function authenticateServiceAccount(
  server: ServerState,
  token: string,
  audiences: readonly string[] = API_AUDIENCES,
): TokenAnswer | undefined {
  const claims = readClaims(token);
  if (!claims || (claims.iss !== ISSUER && claims.iss !== LEGACY_ISSUER)) return undefined;
  if (!isSignedBy(serviceAccountKeys(), token)) return undefined;
  const legacy = claims.iss === LEGACY_ISSUER;
  const tokenAudiences = legacy ? API_AUDIENCES : [claims.aud].flat().map(String);
  const common = audiences.filter((audience) => tokenAudiences.includes(audience));
  if (common.length === 0) {
    const list = (items: readonly string[]) => `[${items.map((item) => JSON.stringify(item)).join(' ')}]`;
    throw new TokenError(
      `token audiences ${list(tokenAudiences)} is invalid for the target audiences ${list(audiences)}`,
    );
  }
  return { user: legacy ? legacyUser(server, claims, token) : boundUser(server, claims), audiences: common };
}

function boundUser(server: ServerState, claims: JsonMap): UserInfo {
  refuseOutsideItsTime(server, claims);
  const bound = claims['kubernetes.io'];
  const namespace = isMap(bound) ? String(bound.namespace ?? '') : '';
  const account = referenceIn(bound, 'serviceaccount');
  if (!account) throw new TokenError(INVALIDATED);
  refuseWithoutAccount(server, namespace, account);
  const secret = referenceIn(bound, 'secret');
  const pod = referenceIn(bound, 'pod');
  const node = referenceIn(bound, 'node');
  if (secret) refuseWithoutBound(server, 'secrets', 'secret', namespace, secret);
  if (pod) refuseWithoutBound(server, 'pods', 'pod', namespace, pod);
  if (node && !pod) refuseWithoutBound(server, 'nodes', 'node', '', node);
  const extra: Record<string, readonly string[]> = {};
  const tell = (field: string, value: string | undefined) => {
    if (value) extra[`authentication.kubernetes.io/${field}`] = [value];
  };
  tell('credential-id', typeof claims.jti === 'string' ? `JTI=${claims.jti}` : undefined);
  tell('node-name', node?.name);
  tell('node-uid', node?.uid);
  tell('pod-name', pod?.name);
  tell('pod-uid', pod?.uid);
  return { ...accountUser(namespace, account), extra };
}

/** pkg/serviceaccount/legacy.go: the Secret must still hold this very token. */
function legacyUser(server: ServerState, claims: JsonMap, token: string): UserInfo {
  const claim = (field: string) => String(claims[`kubernetes.io/serviceaccount/${field}`] ?? '');
  const namespace = claim('namespace');
  const account = { name: claim('service-account.name'), uid: claim('service-account.uid') };
  refuseWithoutAccount(server, namespace, account);
  const secret = server.store.get({ resource: 'secrets', namespace, name: claim('secret.name') });
  const held = secret && isMap(secret.data) ? secret.data.token : undefined;
  if (typeof held !== 'string' || Buffer.from(held, 'base64').toString('utf8') !== token)
    throw new TokenError(INVALIDATED);
  return accountUser(namespace, account);
}

function accountUser(namespace: string, { name, uid }: ObjectReference): UserInfo {
  return { name: userNameOf(namespace, name), uid, groups: [...groupsOf(namespace), 'system:authenticated'] };
}

function refuseOutsideItsTime({ clock }: ServerState, { exp, nbf, iat }: JsonMap): void {
  const now = clock.now() / 1000;
  if (typeof nbf === 'number' && now + LEEWAY_SECONDS < nbf)
    throw new TokenError('service account token is not valid yet');
  if (typeof exp !== 'number' || now - LEEWAY_SECONDS > exp) throw new TokenError('service account token has expired');
  if (typeof iat === 'number' && now + LEEWAY_SECONDS < iat) {
    throw new TokenError('service account token is issued in the future');
  }
}

function refuseWithoutAccount(server: ServerState, namespace: string, { name, uid }: ObjectReference): void {
  const account = server.store.get({ resource: 'serviceaccounts', namespace, name });
  if (!account) throw new TokenError(`serviceaccounts ${JSON.stringify(name)} not found`);
  if (account.metadata.uid !== uid) {
    throw new TokenError(`service account UID (${account.metadata.uid}) does not match claim (${uid})`);
  }
  if (isGone(server, account)) throw new TokenError(`service account ${namespace}/${name} has been deleted`);
}

function refuseWithoutBound(
  server: ServerState,
  resource: string,
  kind: string,
  namespace: string,
  { name, uid }: ObjectReference,
): void {
  const object = server.store.get({ resource, namespace, name });
  if (!object || isGone(server, object)) throw new TokenError(INVALIDATED);
  if (object.metadata.uid === uid) return;
  throw new TokenError(
    `${kind} UID (${object.metadata.uid}) does not match service account ${kind} ref claim (${uid})`,
  );
}

function isGone({ clock }: ServerState, { metadata }: KubernetesObject): boolean {
  if (metadata.deletionTimestamp === undefined) return false;
  return Date.parse(metadata.deletionTimestamp) < clock.now() - LEEWAY_SECONDS * 1000;
}
