import { customKinds } from '../apiserver/apiextensions/kind/custom-kind.ts';
import { publish, schemaPublishedOf } from '../apiserver/apiextensions/kind/published.ts';
import { ROUTE_DEFINITION, withRouteStrategy } from '../openshift/route/route-kind.ts';
import type { ResourceDefinition } from '../resources/resource-definition.ts';

/** Made once for all clusters of the process. */
const routeKinds = customKinds(ROUTE_DEFINITION).map((kind) =>
  publish(withRouteStrategy(kind), schemaPublishedOf(kind)),
);

/** What the API server serves besides where the cluster is an OpenShift. */
export function openShiftKinds(): readonly ResourceDefinition[] {
  return routeKinds;
}
