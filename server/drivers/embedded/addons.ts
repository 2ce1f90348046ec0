import type { ClusterOptions } from '../../../cluster/cluster.ts';

type Addon = ClusterOptions['addons'][number];

/** What a lab's requirement switches on in the embedded cluster; requirements that every cluster fulfils switch nothing on. */
const ADDONS_OF_REQUIREMENTS: Readonly<Record<string, readonly Addon[]>> = {
  ingress: ['ingress'],
  tls: [],
  'node-shell': [],
  'packet-capture': [],
  'kube-proxy-modes': [],
  'lb-manual': [],
  'cloud-otc': ['cloud=otc'],
  'cloud-aws': ['cloud=aws'],
  openshift: ['openshift'],
  'network-policy': [],
  'cluster-admin': [],
};

export function isOffered(requirement: string): boolean {
  return Object.hasOwn(ADDONS_OF_REQUIREMENTS, requirement);
}

/** Add-ons of a session's cluster. */
export function addonsFor(requires: readonly string[]): Addon[] {
  const wanted = requires.flatMap((requirement) => ADDONS_OF_REQUIREMENTS[requirement] ?? []);
  return [...new Set<Addon>(['cloud=manual', 'metrics', ...wanted])];
}
