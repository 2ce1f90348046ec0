import type { Container, PodSpec, Service as ServiceType } from 'kubernetes-types/core/v1.js';
import type { Deployment, Pod, Service } from '../../cluster/client/objects.ts';
import { DEPLOYMENTS, EVENTS, PODS, SERVICES } from '../../cluster/client/resources.ts';
import type { ControlPlane } from './control-plane.ts';

/** Deployment `name` of the image `web`, labelled `app: NAME`, in `default`. */
export async function deploy(
  { client }: ControlPlane,
  name: string,
  spec: Record<string, unknown> = {},
  container: Partial<Container> = {},
): Promise<Deployment> {
  const labels = { app: name };
  return client.resource(DEPLOYMENTS).create({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1', ...container }] } },
      ...spec,
    },
  });
}

export function setImage({ client }: ControlPlane, name: string, image: string): Promise<Deployment> {
  const patch = { spec: { template: { spec: { containers: [{ name: 'web', image }] } } } };
  return client.resource(DEPLOYMENTS).patch(name, patch, { namespace: 'default' });
}

export function createPod(
  { client }: ControlPlane,
  name: string,
  spec: Partial<PodSpec> = {},
  metadata: Record<string, unknown> = {},
): Promise<Pod> {
  return client.resource(PODS).create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', ...metadata },
    spec: { containers: [{ name: 'web', image: 'web:1' }], ...spec },
  });
}

export function expose({ client }: ControlPlane, name: string, spec: ServiceType['spec']): Promise<Service> {
  const metadata = { name, namespace: 'default' };
  return client.resource(SERVICES).create({ apiVersion: 'v1', kind: 'Service', metadata, spec });
}

/** `Normal Scheduled …` lines about objects of this name, in their order. */
export async function eventsOf({ client }: ControlPlane, name: string): Promise<string[]> {
  const { items } = await client.resource(EVENTS).list({ namespace: 'default' });
  return items
    .filter(({ involvedObject }) => involvedObject.name === name)
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    .map(({ type, reason, message, count }) => `${type} ${reason} ${message}${(count ?? 1) > 1 ? ` (x${count})` : ''}`);
}

/** `name phase ready/total` of each pod. */
export function podLines({ informers }: ControlPlane, namespace = 'default'): string[] {
  return informers
    .informer(PODS)
    .list(namespace)
    .map((pod) => {
      const statuses = pod.status?.containerStatuses ?? [];
      const image = pod.spec.containers[0]?.image;
      const state = pod.metadata.deletionTimestamp ? 'Terminating' : pod.status?.phase;
      return `${image} ${state} ${statuses.filter(({ ready }) => ready).length}/${statuses.length}`;
    });
}
