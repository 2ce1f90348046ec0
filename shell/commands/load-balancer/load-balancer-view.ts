import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { CloudApiError } from '../cloud-api.ts';

const Target = Type.Object({
  name: Type.String(),
  node: Type.Union([Type.String(), Type.Null()]),
  address: Type.String(),
  port: Type.Number(),
  state: Type.String(),
  reason: Type.Optional(Type.Union([Type.String(), Type.Null()])),
});

const LoadBalancer = Type.Object({
  name: Type.String(),
  address: Type.String(),
  port: Type.Number(),
  mode: Type.String(),
  algorithm: Type.String(),
  healthCheck: Type.Boolean(),
  privateAddress: Type.String(),
  monitor: Type.Object({
    type: Type.Union([Type.Literal('TCP'), Type.Literal('HTTP')]),
    port: Type.Union([Type.Number(), Type.Null()]),
    path: Type.Union([Type.String(), Type.Null()]),
  }),
  proxyProtocol: Type.Boolean(),
  sourceRanges: Type.Array(Type.String()),
  targetKind: Type.String(),
  targets: Type.Array(Target),
});

/** A load balancer as the cloud's API shows it: the part that `lb` reads. */
export type LoadBalancerView = Static<typeof LoadBalancer>;

export function parseLoadBalancer(value: unknown): LoadBalancerView {
  if (Value.Check(LoadBalancer, value)) return value;
  throw new CloudApiError('The cloud answered something that is no load balancer.');
}

export function parseLoadBalancers(value: unknown): LoadBalancerView[] {
  const items = typeof value === 'object' && value !== null && 'items' in value ? value.items : null;
  if (!Array.isArray(items)) throw new CloudApiError('The cloud answered something that is no list of load balancers.');
  return items.map(parseLoadBalancer);
}
