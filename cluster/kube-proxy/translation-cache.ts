import type { EndpointSlice, Service } from '../client/objects.ts';
import type { ProxyNode } from './endpoints.ts';
import { type ServiceRules, translateService } from './translate-service.ts';

interface Translation {
  readonly slices: readonly EndpointSlice[];
  readonly clusterCIDR: string;
  readonly rules: ServiceRules;
}

/** Stored objects never change, so an object is a key; the entry goes with it. */
const translations = new WeakMap<Service, Translation>();

/** Most Services say the same on every node: translated once for all of them. */
export function translateOnce(
  service: Service,
  slices: readonly EndpointSlice[],
  node: ProxyNode,
  clusterCIDR: string,
): ServiceRules {
  if (dependsOnNode(service, slices)) return translateService(service, slices, node, clusterCIDR);
  const known = translations.get(service);
  if (known?.clusterCIDR === clusterCIDR && sameItems(known.slices, slices)) return known.rules;
  const rules = translateService(service, slices, node, clusterCIDR);
  translations.set(service, { slices, clusterCIDR, rules });
  return rules;
}

function dependsOnNode({ spec }: Service, slices: readonly EndpointSlice[]): boolean {
  return (
    spec.externalTrafficPolicy === 'Local' ||
    spec.internalTrafficPolicy === 'Local' ||
    spec.loadBalancerSourceRanges !== undefined ||
    slices.some(({ endpoints }) => endpoints.some(({ hints }) => hints !== undefined))
  );
}

function sameItems(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

/** Whether both would print the same. */
export function sameRules(one: ServiceRules, other: ServiceRules): boolean {
  if (one === other) return true;
  return textOf(one) === textOf(other);
}

function textOf({ shared, chains, ports }: ServiceRules): string {
  const local = ports.map(({ choice }) => choice.local.map(({ text, ready }) => [text, ready]));
  return JSON.stringify([shared, [...chains], local]);
}
