import type { ProxyNode } from '../endpoints.ts';
import type { ProxiedService } from '../proxied-service.ts';
import { type ServiceRules, translateService } from './translate-service.ts';

interface Translation {
  readonly clusterCIDR: string;
  readonly rules: ServiceRules;
}

/** A ProxiedService never changes, so it is a key; the entry goes with it. */
const translations = new WeakMap<ProxiedService, Translation>();

/** What is the same on every node is translated once for all of them. */
export function translateOnce(service: ProxiedService, node: ProxyNode, clusterCIDR: string): ServiceRules {
  // Whether a range holds the node's own address is for each node to see.
  if (service.service.spec.loadBalancerSourceRanges !== undefined) return translateService(service, node, clusterCIDR);
  const known = translations.get(service);
  if (known?.clusterCIDR === clusterCIDR) return known.rules;
  const rules = translateService(service, node, clusterCIDR);
  translations.set(service, { clusterCIDR, rules });
  return rules;
}

/** Whether both would print the same. */
export function sameRules(one: ServiceRules, other: ServiceRules): boolean {
  return one === other || textOf(one) === textOf(other);
}

function textOf({ shared, chains }: ServiceRules): string {
  return JSON.stringify([shared, [...chains]]);
}
