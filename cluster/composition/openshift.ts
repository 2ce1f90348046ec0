import { customKinds } from '../apiserver/apiextensions/kind/custom-kind.ts';
import { publish, schemaPublishedOf } from '../apiserver/apiextensions/kind/published.ts';
import type { Client } from '../client/client.ts';
import { NODES } from '../client/resources.ts';
import type { ClusterOptions } from '../cluster.ts';
import type { ManagedResource } from '../controllers/controller.ts';
import type { Image } from '../kubelet/image.ts';
import { projectKind } from '../openshift/project/project-kind.ts';
import { ROUTE_DEFINITION, withRouteStrategy } from '../openshift/route/route-kind.ts';
import { createRouterImage } from '../openshift/router/router-image.ts';
import { CONFIGURATION_KINDS, configurationObjects } from '../openshift/start/configuration-objects.ts';
import { consoleImage } from '../openshift/start/console-image.ts';
import { consoleObjects } from '../openshift/start/console-objects.ts';
import { NAMESPACES } from '../openshift/start/namespaces.ts';
import { routerObjects } from '../openshift/start/router-objects.ts';
import type { StartCertificates } from '../openshift/start/start-object.ts';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import type { ControlPlane } from './control-plane.ts';
import { createOpenShiftCertificates } from './openshift-certificates.ts';
import type { SystemObject } from './system-objects.ts';

/** Made once for all clusters of the process. */
const routeKinds = customKinds(ROUTE_DEFINITION).map((kind) =>
  publish(withRouteStrategy(kind), schemaPublishedOf(kind)),
);

const CONTROL_PLANE_LABELS = {
  'node-role.kubernetes.io/control-plane': '',
  'node-role.kubernetes.io/master': '',
  'node.kubernetes.io/exclude-from-external-load-balancers': '',
};
const WORKER_LABELS = { 'node-role.kubernetes.io/worker': '' };

let certificates: Promise<StartCertificates> | undefined;

/** The add-on `openshift`: Routes and Projects in the API, the router and the console in the cluster. */
export class OpenShiftAddon {
  readonly managed: readonly ManagedResource[] = [
    { group: 'route.openshift.io', version: 'v1', resource: 'routes', kind: 'Route', namespaced: true },
  ];

  kinds({ informers }: ControlPlane): readonly ResourceDefinition[] {
    return [...routeKinds, projectKind(informers)];
  }

  images({ clientOf, informers }: ControlPlane): readonly Image[] {
    const groups = ['system:serviceaccounts', 'system:serviceaccounts:openshift-ingress', 'system:authenticated'];
    const client = clientOf({ name: 'system:serviceaccount:openshift-ingress:router', groups }, 'openshift-router');
    return [createRouterImage({ client, informers }), consoleImage];
  }

  async objects({ clock }: ClusterOptions): Promise<readonly SystemObject[]> {
    // Real time: real TLS clients compare the certificates with theirs.
    certificates ??= createOpenShiftCertificates(Date.now());
    const given = await certificates;
    const now = `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
    return [
      ...NAMESPACES,
      ...CONFIGURATION_KINDS,
      ...configurationObjects(now),
      ...routerObjects(given),
      ...consoleObjects(given),
    ];
  }

  /** The first node is the control plane, which load balancers leave out; the others are workers. */
  async labelNodes(client: Client, names: readonly string[]): Promise<void> {
    for (const [index, name] of names.entries()) {
      const labels = index === 0 && names.length > 1 ? CONTROL_PLANE_LABELS : WORKER_LABELS;
      await client.resource(NODES).patch(name, { metadata: { labels } }, { type: 'merge' });
    }
  }
}
