import { ApiError, type Client } from '../../client/client.ts';
import type { Clock } from '../../machinery/clock.ts';
import { ROUTES, type Route, type RouteCondition, type RouteIngress } from '../route/route.ts';
import { INGRESS_DOMAIN } from '../route/route-defaults.ts';
import type { Rejection } from './admit-routes.ts';

export const ROUTER_NAME = 'default';
const CANONICAL_HOSTNAME = `router-${ROUTER_NAME}.${INGRESS_DOMAIN}`;

/** Writes into each route what became of it, where that has changed. */
export async function writeRouteStatus(
  client: Client,
  clock: Clock,
  decisions: ReadonlyMap<Route, Rejection | undefined>,
): Promise<void> {
  for (const [route, rejection] of decisions) {
    const before = route.status?.ingress ?? [];
    const own = before.find(({ routerName }) => routerName === ROUTER_NAME);
    if (own && isCurrent(own, route, rejection)) continue;
    const ingress = [...before.filter((other) => other !== own), ingressOf(route, rejection, own, clock)];
    const { name, namespace } = route.metadata;
    await client
      .resource(ROUTES)
      .patch(name, { status: { ingress } }, { namespace, type: 'merge', subresource: 'status' })
      .catch(ignoreRefusal);
  }
}

function isCurrent(own: RouteIngress, { spec }: Route, rejection: Rejection | undefined): boolean {
  const condition = admittedOf(own);
  return (
    own.host === spec.host &&
    own.wildcardPolicy === spec.wildcardPolicy &&
    condition?.status === (rejection ? 'False' : 'True') &&
    (condition.reason ?? '') === (rejection?.reason ?? '') &&
    (condition.message ?? '') === (rejection?.message ?? '')
  );
}

function ingressOf(
  { spec }: Route,
  rejection: Rejection | undefined,
  before: RouteIngress | undefined,
  clock: Clock,
): RouteIngress {
  const status = rejection ? 'False' : 'True';
  const last = before && admittedOf(before);
  const now = `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
  const condition: RouteCondition = {
    type: 'Admitted',
    status,
    ...rejection,
    lastTransitionTime: last?.status === status ? (last.lastTransitionTime ?? now) : now,
  };
  return {
    conditions: [condition],
    ...(spec.host && { host: spec.host }),
    routerCanonicalHostname: CANONICAL_HOSTNAME,
    routerName: ROUTER_NAME,
    ...(spec.wildcardPolicy && { wildcardPolicy: spec.wildcardPolicy }),
  };
}

function admittedOf({ conditions }: RouteIngress): RouteCondition | undefined {
  return conditions?.find(({ type }) => type === 'Admitted');
}

/** Refused when it was deleted or changed meanwhile: the next change brings us here again. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof ApiError)) throw error;
}
