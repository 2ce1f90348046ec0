import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { isMap } from '../json.ts';
import type { ServerState } from '../resource-request.ts';
import { signToken } from './json-web-token.ts';
import { API_AUDIENCES, type Bindings, boundClaims, legacyClaims } from './service-account-claims.ts';
import { serviceAccountKeys } from './service-account-keys.ts';

/** What the admission plugin asks for a pod's token: such tokens live longer than they say (pkg/serviceaccount). */
export const ADMITTED_EXPIRATION_SECONDS = 3607;
const EXTENDED_SECONDS = 365 * 24 * 3600;

export interface TokenOrder extends Bindings {
  readonly account: KubernetesObject;
  readonly audiences: readonly string[];
  readonly expirationSeconds: number;
}

/** A signed token, bound to the pod (and its node), node or secret of the order. */
export function issueToken(server: ServerState, order: TokenOrder): string {
  const { account, audiences, expirationSeconds, pod, secret } = order;
  const issuedAt = Math.floor(server.clock.now() / 1000);
  const lengthen =
    pod !== undefined &&
    expirationSeconds === ADMITTED_EXPIRATION_SECONDS &&
    audiences.every((audience) => API_AUDIENCES.includes(audience));
  const node = order.node ?? nodeOfPod(server, pod);
  const claims = boundClaims({
    account,
    audiences,
    issuedAt,
    expiresAt: issuedAt + (lengthen ? EXTENDED_SECONDS : expirationSeconds),
    id: server.random.uuid(),
    ...(lengthen && { warnAfter: issuedAt + expirationSeconds }),
    ...(pod && { pod }),
    ...(node && { node }),
    ...(secret && { secret }),
  });
  return signToken(serviceAccountKeys(), claims);
}

/** The token that a Secret of a service account holds. */
export function issueSecretToken(account: KubernetesObject, secretName: string): string {
  return signToken(serviceAccountKeys(), legacyClaims(account, secretName));
}

/** The node itself, or its name alone when it is not there. */
function nodeOfPod({ store }: ServerState, pod: KubernetesObject | undefined): Bindings['node'] {
  const name = pod && isMap(pod.spec) ? pod.spec.nodeName : undefined;
  if (typeof name !== 'string' || name === '') return undefined;
  return store.get({ resource: 'nodes', namespace: '', name }) ?? { metadata: { name } };
}
