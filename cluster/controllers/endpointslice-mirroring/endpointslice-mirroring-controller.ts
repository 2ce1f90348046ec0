import { deepEqual } from '../../client/deep-equal.ts';
import { keyOf } from '../../client/object-cache.ts';
import type { EndpointSlice, Endpoints, Service } from '../../client/objects.ts';
import { controllerReference } from '../../client/owner-references.ts';
import { ENDPOINT_SLICES, ENDPOINTS, SERVICES } from '../../client/resources.ts';
import { type Controller, type ControllerContext, watch } from '../controller.ts';
import { SERVICE_NAME } from '../endpoints/endpointslice-controller.ts';
import { LAST_CHANGE } from '../endpoints/trigger-time.ts';
import { isNamespaceTerminating, isNotFound } from '../pod-control.ts';
import { type Mirrored, type MirroredSlice, MOST_PER_SUBSET, mirroredSlices } from './mirrored-slices.ts';

const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const CONTROLLER_NAME = 'endpointslicemirroring-controller.k8s.io';
const SKIP = 'endpointslice.kubernetes.io/skip-mirror';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Copies Endpoints that somebody wrote for a Service without a selector into slices (pkg/controller/endpointslicemirroring). */
export function createEndpointSliceMirroringController(context: ControllerContext): Controller {
  const { informers } = context;
  const services = informers.informer(SERVICES);
  const endpoints = informers.informer(ENDPOINTS);
  const slicesOf = informers.informer(ENDPOINT_SLICES).index('mirrored', mirroredKeys);
  return {
    watches: [
      watch(ENDPOINTS, (object) => [keyOf(object)]),
      watch(SERVICES, (service) => [keyOf(service)]),
      watch(ENDPOINT_SLICES, mirroredKeys),
    ],
    reconcile: async (key) => {
      const object = endpoints.get(key);
      const existing = slicesOf(key);
      try {
        if (object && shouldMirror(object, services.get(key))) {
          const mirrored = mirroredSlices(object.subsets ?? []);
          tellOmissions(context, object, mirrored);
          await write(context, object, existing, mirrored.slices);
        } else await remove(context, existing);
      } catch (error) {
        if (!isNotFound(error) && !isNamespaceTerminating(error)) throw error;
      }
    },
  };
}

function mirroredKeys({ metadata: { namespace, labels } }: EndpointSlice): string[] {
  const name = labels?.[SERVICE_NAME];
  return name && labels?.[MANAGED_BY] === CONTROLLER_NAME ? [`${namespace}/${name}`] : [];
}

function shouldMirror({ metadata }: Endpoints, service: Service | undefined): boolean {
  if (metadata.labels?.[SKIP] === 'true' || metadata.annotations?.[LEADER] !== undefined) return false;
  return service !== undefined && service.spec.selector === undefined && !metadata.deletionTimestamp;
}

function tellOmissions({ events }: ControllerContext, object: Endpoints, { invalid, skipped }: Mirrored): void {
  if (invalid > 0) {
    const message = `Skipped ${invalid} invalid IP addresses when mirroring to EndpointSlices`;
    events.event(object, 'Warning', 'InvalidIPAddress', message);
  }
  if (skipped > 0) {
    const message = `A max of ${MOST_PER_SUBSET} addresses can be mirrored to EndpointSlices per Endpoints subset. ${skipped + invalid} addresses were skipped`;
    events.event(object, 'Warning', 'TooManyAddressesToMirror', message);
  }
}

async function write(
  context: ControllerContext,
  object: Endpoints,
  existing: readonly EndpointSlice[],
  wanted: readonly MirroredSlice[],
): Promise<void> {
  const resource = context.client.resource(ENDPOINT_SLICES);
  const { labels, annotations } = mirroredMetadata(object);
  const left = [...existing];
  for (const slice of wanted) {
    const at = left.findIndex((each) => each.addressType === slice.addressType && deepEqual(each.ports, slice.ports));
    const [known] = at >= 0 ? left.splice(at, 1) : [];
    if (!known) {
      const { name, namespace } = object.metadata;
      const ownerReferences = [controllerReference(object)];
      const metadata = { generateName: `${name}-`, namespace, labels, annotations, ownerReferences };
      await resource.create({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, ...slice });
    } else if (!isSame(known, slice, labels, annotations)) {
      await resource.update({ ...known, ...slice, metadata: { ...known.metadata, labels, annotations } });
    }
  }
  await remove(context, left);
}

function mirroredMetadata({ metadata }: Endpoints) {
  const { [LAST_CHANGE]: _time, [LAST_APPLIED]: _applied, ...annotations } = metadata.annotations ?? {};
  const labels = { ...metadata.labels, [SERVICE_NAME]: metadata.name, [MANAGED_BY]: CONTROLLER_NAME };
  return { labels, annotations };
}

function isSame(
  known: EndpointSlice,
  { endpoints }: MirroredSlice,
  labels: Record<string, string>,
  annotations: Record<string, string>,
): boolean {
  return (
    deepEqual(known.endpoints, endpoints) &&
    deepEqual(known.metadata.labels, labels) &&
    deepEqual(known.metadata.annotations ?? {}, annotations)
  );
}

async function remove({ client }: ControllerContext, slices: readonly EndpointSlice[]): Promise<void> {
  for (const { metadata } of slices) await client.resource(ENDPOINT_SLICES).delete(metadata.name, metadata.namespace);
}
