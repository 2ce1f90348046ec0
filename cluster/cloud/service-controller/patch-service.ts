import type { LoadBalancerStatus } from 'kubernetes-types/core/v1.js';
import { ApiError, type Client } from '../../client/client.ts';
import { deepEqual } from '../../client/deep-equal.ts';
import type { Service } from '../../client/objects.ts';
import { SERVICES } from '../../client/resources.ts';
import { CLEANUP_FINALIZER, hasFinalizer } from './service-demand.ts';

/** All writes go through the status subresource, as PatchService in the service helpers does. */
async function patch(client: Client, { metadata }: Service, change: unknown): Promise<void> {
  const where = { namespace: metadata.namespace, type: 'strategic', subresource: 'status' } as const;
  await client.resource(SERVICES).patch(metadata.name, change, where);
}

export async function addFinalizer(client: Client, service: Service): Promise<void> {
  if (hasFinalizer(service)) return;
  await patch(client, service, { metadata: { finalizers: [CLEANUP_FINALIZER] } });
}

export async function removeFinalizer(client: Client, service: Service): Promise<void> {
  if (!hasFinalizer(service)) return;
  const isLast = service.metadata.finalizers?.length === 1;
  const change = isLast ? { finalizers: null } : { '$deleteFromPrimitiveList/finalizers': [CLEANUP_FINALIZER] };
  await patch(client, service, { metadata: change });
}

/** A Service that went meanwhile needs no status. */
export async function patchStatus(client: Client, service: Service, status: LoadBalancerStatus): Promise<void> {
  const before = service.status?.loadBalancer?.ingress ?? [];
  const after = status.ingress ?? [];
  if (deepEqual(before, after)) return;
  try {
    await patch(client, service, { status: { loadBalancer: after.length > 0 ? { ingress: after } : null } });
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'NotFound') throw error;
  }
}
