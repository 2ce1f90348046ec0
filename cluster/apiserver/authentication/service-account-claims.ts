import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { isMap, type JsonMap } from '../json.ts';

export const ISSUER = 'https://kubernetes.default.svc.cluster.local';
/** The issuer of tokens in Secrets (pkg/serviceaccount.LegacyIssuer). */
export const LEGACY_ISSUER = 'kubernetes/serviceaccount';
/** Whom tokens are for that do not say so: this API server. */
export const API_AUDIENCES: readonly string[] = [ISSUER];

/** What a token can be bound to: it ends with the object. */
export interface Bindings {
  readonly pod?: KubernetesObject;
  /** A name is enough for the node of a pod. */
  readonly node?: { readonly metadata: { readonly name?: string; readonly uid?: string } };
  readonly secret?: KubernetesObject;
}

export interface ClaimOptions extends Bindings {
  readonly account: KubernetesObject;
  readonly audiences: readonly string[];
  /** Unix seconds. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Until when a token whose life was lengthened should have been replaced. */
  readonly warnAfter?: number;
  readonly id: string;
}

/** pkg/serviceaccount/claims.go Claims; keys in the order that Go's encoder gives them. */
export function boundClaims(options: ClaimOptions): JsonMap {
  const { account, audiences, issuedAt, expiresAt, warnAfter, id, pod, node, secret } = options;
  const { name, namespace } = account.metadata;
  const reference = (object: NonNullable<Bindings['node']>) => ({
    name: object.metadata.name,
    uid: object.metadata.uid,
  });
  return {
    aud: audiences,
    exp: expiresAt,
    iat: issuedAt,
    iss: ISSUER,
    jti: id,
    'kubernetes.io': {
      namespace,
      ...(node && { node: reference(node) }),
      ...(pod && { pod: reference(pod) }),
      ...(secret && { secret: reference(secret) }),
      serviceaccount: reference(account),
      ...(warnAfter !== undefined && { warnafter: warnAfter }),
    },
    nbf: issuedAt,
    sub: userNameOf(namespace ?? '', name ?? ''),
  };
}

/** pkg/serviceaccount/legacy.go LegacyClaims: for a Secret, without an end. */
export function legacyClaims(account: KubernetesObject, secretName: string): JsonMap {
  const { name, namespace, uid } = account.metadata;
  return {
    iss: LEGACY_ISSUER,
    'kubernetes.io/serviceaccount/namespace': namespace,
    'kubernetes.io/serviceaccount/secret.name': secretName,
    'kubernetes.io/serviceaccount/service-account.name': name,
    'kubernetes.io/serviceaccount/service-account.uid': uid,
    sub: userNameOf(namespace ?? '', name ?? ''),
  };
}

export function userNameOf(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

/** Namespace and name of a service account's user name; null for another user's (apiserver/pkg/authentication/serviceaccount). */
export function accountOf(userName: string): { readonly namespace: string; readonly name: string } | null {
  const match = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(userName);
  return match ? { namespace: match[1]!, name: match[2]! } : null;
}

/** The groups of all service accounts of a namespace. */
export function groupsOf(namespace: string): string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}

export interface ObjectReference {
  readonly name: string;
  readonly uid: string;
}

/** `{"name":…,"uid":…}` in a token's private claims. */
export function referenceIn(claims: unknown, kind: string): ObjectReference | null {
  const reference = isMap(claims) ? claims[kind] : undefined;
  if (!isMap(reference)) return null;
  return { name: String(reference.name ?? ''), uid: String(reference.uid ?? '') };
}
