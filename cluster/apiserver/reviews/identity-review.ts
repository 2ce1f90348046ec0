import type { UserInfo } from '../../machinery/api-transport.ts';
import type { MutableObject } from '../../resources/resource-definition.ts';
import {
  authenticateServiceAccount,
  type TokenAnswer,
  TokenError,
} from '../authentication/service-account-authenticator.ts';
import { API_AUDIENCES } from '../authentication/service-account-claims.ts';
import { texts } from '../authorization/policy-rule.ts';
import { refusals } from '../errors.ts';
import { isMap } from '../json.ts';
import { type ResourceRequest, type ServerState, timestamp } from '../resource-request.ts';

const INVALID = 'invalid bearer token';

/** `kubectl auth whoami` (pkg/registry/authentication/selfsubjectreview). */
export function reviewSelf(server: ServerState, { user }: ResourceRequest, object: MutableObject): object {
  object.metadata = { creationTimestamp: timestamp(server.clock.now()) };
  return { userInfo: shown(user) };
}

/** Whose token it is, and whether it is for one of these audiences (pkg/registry/authentication/tokenreview). */
export function reviewToken(server: ServerState, _request: ResourceRequest, object: MutableObject): object {
  const spec = isMap(object['spec']) ? object['spec'] : {};
  if (typeof spec.token !== 'string' || spec.token === '') {
    throw refusals.badRequest('token is required for TokenReview in authentication');
  }
  const asked = texts(spec.audiences);
  try {
    const found = answerOf(server, spec.token, asked.length > 0 ? asked : API_AUDIENCES);
    if (!found) return { user: {}, error: INVALID };
    return { authenticated: true, user: shown(found.user), audiences: found.audiences };
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    return { user: {}, error: `[${INVALID}, ${error.message}]` };
  }
}

function answerOf(server: ServerState, token: string, audiences: readonly string[]): TokenAnswer | undefined {
  const known = server.authenticate(token);
  if (known && audiences.some((audience) => API_AUDIENCES.includes(audience))) {
    return { user: known, audiences: audiences.filter((audience) => API_AUDIENCES.includes(audience)) };
  }
  return authenticateServiceAccount(server, token, audiences);
}

function shown({ name, uid, groups, extra }: UserInfo): object {
  return {
    ...(name && { username: name }),
    ...(uid && { uid }),
    ...(groups.length > 0 && { groups }),
    ...(extra && Object.keys(extra).length > 0 && { extra }),
  };
}
