import { keyOf } from '../../client/object-cache.ts';
import type { ServiceCidr } from '../../client/objects.ts';
import { IP_ADDRESSES, SERVICE_CIDRS } from '../../client/resources.ts';
import { toTime } from '../../client/timestamps.ts';
import { type Controller, type ControllerContext, watch } from '../controller.ts';
import { inBlock } from '../network-policy/address-block.ts';
import { isAlreadyExists, isNotFound } from '../pod-control.ts';

/** What the API server was started with (--service-cluster-ip-range), under this name. */
const DEFAULT_NAME = 'kubernetes';
const DEFAULT_RANGE = '10.96.0.0/12';
const FINALIZER = 'networking.k8s.io/service-cidr-finalizer';

/** Ranges of Service addresses: the default one exists, each is ready, and stays while addresses in it are in use (pkg/controller/servicecidrs). */
export function createServiceCidrController(context: ControllerContext): Controller {
  const { client, informers } = context;
  const ranges = informers.informer(SERVICE_CIDRS);
  const addresses = informers.informer(IP_ADDRESSES);
  return {
    watches: [
      watch(SERVICE_CIDRS, (range) => [keyOf(range)]),
      {
        resource: IP_ADDRESSES,
        // The last address in a range that is being deleted lets it go.
        keys: (current) => (current ? [] : leaving(ranges.list())),
      },
    ],
    connect: (enqueue) => enqueue(DEFAULT_NAME),
    reconcile: async (name) => {
      const range = ranges.get(name);
      try {
        if (range?.metadata.deletionTimestamp) {
          const others = ranges.list().filter((each) => each !== range && !each.metadata.deletionTimestamp);
          const orphans = addresses
            .list()
            .some(
              ({ metadata }) => contains(range, metadata.name) && !others.some((each) => contains(each, metadata.name)),
            );
          await (orphans ? refuse(context, range) : release(context, range));
        } else if (range) await makeReady(context, range);
        else if (name === DEFAULT_NAME) {
          const spec = { cidrs: [DEFAULT_RANGE] };
          const metadata = { name: DEFAULT_NAME };
          await client
            .resource(SERVICE_CIDRS)
            .create({ apiVersion: 'networking.k8s.io/v1', kind: 'ServiceCIDR', metadata, spec });
        }
      } catch (error) {
        if (!isNotFound(error) && !isAlreadyExists(error)) throw error;
      }
    },
  };
}

function leaving(ranges: readonly ServiceCidr[]): string[] {
  return ranges.filter(({ metadata }) => metadata.deletionTimestamp).map(keyOf);
}

function contains({ spec }: ServiceCidr, address: string): boolean {
  return spec.cidrs.some((cidr) => inBlock(address, { cidr }));
}

async function makeReady(context: ControllerContext, range: ServiceCidr): Promise<void> {
  const { finalizers = [], name } = range.metadata;
  if (!finalizers.includes(FINALIZER)) {
    const patch = { metadata: { finalizers: [...finalizers, FINALIZER] } };
    await context.client.resource(SERVICE_CIDRS).patch(name, patch, { type: 'merge' });
  }
  await setReady(context, name, 'True', '', 'Kubernetes Service CIDR is ready');
}

function refuse(context: ControllerContext, { metadata }: ServiceCidr): Promise<void> {
  const message =
    'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR';
  return setReady(context, metadata.name, 'False', 'Terminating', message);
}

async function setReady(
  { client, clock, informers }: ControllerContext,
  name: string,
  status: string,
  reason: string,
  message: string,
): Promise<void> {
  const range = informers.informer(SERVICE_CIDRS).get(name);
  const ready = range?.status?.conditions?.find(({ type }) => type === 'Ready');
  if (!range || (ready?.status === status && ready.reason === reason)) return;
  const condition = { type: 'Ready', status, lastTransitionTime: toTime(clock.now()), reason, message };
  const others = (range.status?.conditions ?? []).filter(({ type }) => type !== 'Ready');
  await client
    .resource(SERVICE_CIDRS)
    .updateStatus({ ...range, status: { ...range.status, conditions: [...others, condition] } });
}

async function release({ client }: ControllerContext, { metadata }: ServiceCidr): Promise<void> {
  const finalizers = (metadata.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER);
  if (finalizers.length === metadata.finalizers?.length) return;
  await client.resource(SERVICE_CIDRS).patch(metadata.name, { metadata: { finalizers } }, { type: 'merge' });
}
