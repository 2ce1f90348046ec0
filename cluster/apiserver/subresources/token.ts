import type { ApiResponse } from '../../machinery/api-transport.ts';
import { admit, attributesOf } from '../admission/admit.ts';
import { copyJson, isMap } from '../json.ts';
import { getObject } from '../operations/get.ts';
import { type ResourceRequest, type ServerState, timestamp } from '../resource-request.ts';
import type { Steps } from '../steps.ts';
import { subresourceBody } from './subresource-body.ts';

const TOKEN_REQUEST = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' };

const DEFAULT_SECONDS = 3600;
const AUDIENCE = 'https://kubernetes.default.svc.cluster.local';

/** POST serviceaccounts/NAME/token: a token with the real one's claims. Its signature is random: nobody checks it. */
export function* requestToken(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  const account = getObject(server, request);
  yield* admit(server, attributesOf('CREATE', request, subresourceBody(request, TOKEN_REQUEST), null, TOKEN_REQUEST));
  const body = isMap(request.body) ? request.body : {};
  const spec = isMap(body.spec) ? body.spec : {};
  const asked = typeof spec.expirationSeconds === 'number' ? spec.expirationSeconds : DEFAULT_SECONDS;
  const audiences =
    Array.isArray(spec.audiences) && spec.audiences.length > 0 ? spec.audiences.map(String) : [AUDIENCE];
  const now = Math.floor(server.clock.now() / 1000);
  const { name, namespace, uid } = account.metadata;
  const claims = {
    aud: audiences,
    exp: now + asked,
    iat: now,
    iss: AUDIENCE,
    jti: server.random.uuid(),
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
    nbf: now,
    sub: `system:serviceaccount:${namespace}:${name}`,
  };
  return {
    status: 201,
    body: {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { name, namespace, creationTimestamp: timestamp(server.clock.now()) },
      spec: { ...(copyJson(spec) as object), audiences, expirationSeconds: asked },
      status: { token: encode(claims, server), expirationTimestamp: timestamp((now + asked) * 1000) },
    },
  };
}

function encode(claims: object, server: ServerState): string {
  const header = { alg: 'RS256', kid: 'rabbithole' };
  const signature = Buffer.from(Array.from({ length: 256 }, () => server.random.integer(256)));
  return [JSON.stringify(header), JSON.stringify(claims), signature]
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
}
