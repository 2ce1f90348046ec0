import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import type { TypedResource } from '../../client/client.ts';
import type { StoredInNamespace } from '../../client/objects.ts';

/** metallb.io/v1beta1 IPAddressPool: addresses that may be given to Services. */
export type IpAddressPool = StoredInNamespace<{
  readonly spec?: {
    /** `10.100.1.200-10.100.1.210` or `10.100.1.208/28` */
    readonly addresses: readonly string[];
    readonly autoAssign?: boolean;
    readonly avoidBuggyIPs?: boolean;
    readonly serviceAllocation?: {
      readonly priority?: number;
      readonly namespaces?: readonly string[];
      readonly namespaceSelectors?: readonly LabelSelector[];
      readonly serviceSelectors?: readonly LabelSelector[];
    };
  };
}>;

/** metallb.io/v1beta1 L2Advertisement: pools whose addresses a node answers ARP for. */
export type L2Advertisement = StoredInNamespace<{
  readonly spec?: {
    readonly ipAddressPools?: readonly string[];
    readonly ipAddressPoolSelectors?: readonly LabelSelector[];
    readonly nodeSelectors?: readonly LabelSelector[];
    readonly interfaces?: readonly string[];
  };
}>;

export const IP_ADDRESS_POOLS: TypedResource<IpAddressPool> = Object.freeze({
  group: 'metallb.io',
  version: 'v1beta1',
  resource: 'ipaddresspools',
});
export const L2_ADVERTISEMENTS: TypedResource<L2Advertisement> = Object.freeze({
  group: 'metallb.io',
  version: 'v1beta1',
  resource: 'l2advertisements',
});

export const METALLB_NAMESPACE = 'metallb-system';
