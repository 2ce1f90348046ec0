import type { Service, ServiceSpec } from 'kubernetes-types/core/v1.d.ts';
import type { Mutable } from './typed.ts';

export type MutableService = Mutable<Service>;
export type MutableServiceSpec = Mutable<ServiceSpec>;

export const isHeadless = (spec: ServiceSpec): boolean => spec.clusterIPs?.[0] === 'None' || spec.clusterIP === 'None';

/** Every type but ExternalName. */
export const needsClusterIp = (spec: ServiceSpec): boolean => spec.type !== 'ExternalName';

export const mayHaveNodePorts = (spec: ServiceSpec): boolean =>
  spec.type === 'NodePort' || spec.type === 'LoadBalancer';

/** LoadBalancers may do without node ports (allocateLoadBalancerNodePorts: false). */
export const allocatesNodePorts = (spec: ServiceSpec): boolean =>
  spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);

/** Source: pkg/api/service.NeedsHealthCheck. */
export const needsHealthCheckPort = (spec: ServiceSpec): boolean =>
  spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

/** Source: pkg/api/service.ExternallyAccessible. */
export const isExternallyAccessible = (spec: ServiceSpec): boolean =>
  mayHaveNodePorts(spec) || (spec.type === 'ClusterIP' && (spec.externalIPs ?? []).length > 0);

export const nodePortsOf = (spec: ServiceSpec): number[] =>
  (spec.ports ?? []).flatMap((port) => (port.nodePort ? [port.nodePort] : []));
