import { CloudError } from '../cloud-error.ts';

/** The refusals of the OTC's APIs, in one table. */
export const otcErrors = {
  noSuch: (kind: string, id: string) => new CloudError(404, `${kind} ${id} could not be found.`),
  listenerExists: (port: number) => new CloudError(409, `The listener(${port}) has already exist`),
  hasListeners: (id: string, count: number) =>
    new CloudError(
      409,
      `Load balancer ${id} has ${count} listener${count === 1 ? '' : 's'}. Delete them first, or delete it with --cascade.`,
    ),
  hasAddress: (id: string, address: string) =>
    new CloudError(409, `Load balancer ${id} has EIP ${address} already. Unbind it first.`),
  isBound: (address: string, elbId: string) =>
    new CloudError(
      409,
      `EIP ${address} is bound to load balancer ${elbId}. Unbind it first, or delete the load balancer.`,
    ),
  isUnbound: (address: string) => new CloudError(409, `EIP ${address} is not bound.`),
  poolInUse: (id: string, listenerId: string) =>
    new CloudError(409, `Pool ${id} is in use by listener ${listenerId}. Delete the listener first.`),
  hasMonitor: (id: string) => new CloudError(409, `Pool ${id} has a health monitor already.`),
  memberExists: (address: string, port: number) =>
    new CloudError(409, `A member with ${address}:${port} is in the pool already.`),
  foreignPool: (poolId: string, elbId: string) =>
    new CloudError(400, `Pool ${poolId} does not belong to load balancer ${elbId}.`),
  poolTaken: (poolId: string, listenerId: string) =>
    new CloudError(409, `Pool ${poolId} is the default pool of listener ${listenerId} already.`),
  noAddressLeft: () => new CloudError(409, "Quota exceeded for resources: ['floatingip']."),
  noBalancerLeft: () => new CloudError(409, "Quota exceeded for resources: ['loadbalancer']."),
  tooMany: (kind: string) => new CloudError(409, `Quota exceeded for resources: ['${kind}'].`),
  badField: (field: string, allowed: string) => new CloudError(400, `Invalid value for ${field}. Allowed: ${allowed}.`),
} as const;
