import type { ResourceDefinition } from '../../resources/resource-definition.ts';
import { routeColumns } from './route-columns.ts';
import { assignHost, defaultRoute } from './route-defaults.ts';
import { ROUTE_NAMES, ROUTE_SCHEMA } from './route-definition.ts';
import { routeWarnings, validateRoute } from './validate-route.ts';

/** Routes as a definition of a custom resource would have them, from which the API server makes a kind. */
export const ROUTE_DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'routes.route.openshift.io' },
  spec: {
    group: 'route.openshift.io',
    names: ROUTE_NAMES,
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: ROUTE_SCHEMA },
        subresources: { status: {} },
      },
    ],
  },
  status: { acceptedNames: ROUTE_NAMES, conditions: [{ type: 'Established', status: 'True' }] },
} as const;

/** What openshift-apiserver does besides: its defaults, its rules, its columns. `kind` is what the definition is served as. */
export function withRouteStrategy(kind: ResourceDefinition): ResourceDefinition {
  const strategy: ResourceDefinition = {
    ...kind,
    columns: routeColumns,
    defaults: defaultRoute,
    prepareForCreate: (object, context) => {
      kind.prepareForCreate?.(object, context);
      assignHost(object);
    },
    prepareForUpdate: (object, old, context) => {
      assignHost(object);
      kind.prepareForUpdate?.(object, old, context);
    },
    validate: (object) => [...(kind.validate?.(object) ?? []), ...validateRoute(object)],
    validateUpdate: (object, old) => [...(kind.validateUpdate?.(object, old) ?? []), ...validateRoute(object, old)],
    warnings: (object, old) => [...(kind.warnings?.(object, old) ?? []), ...routeWarnings(object)],
  };
  return Object.freeze(strategy);
}
