import {
  allocatesNodePorts,
  isExternallyAccessible,
  type MutableServiceSpec,
  mayHaveNodePorts,
  needsClusterIp,
  needsHealthCheckPort,
  nodePortsOf,
} from './service-spec.ts';

/** An update that leaves allocated values out keeps them. Source: pkg/registry/core/service/storage.patchAllocatedValues. */
export function keepAllocatedValues(spec: MutableServiceSpec, old: MutableServiceSpec): void {
  if (needsClusterIp(old) && needsClusterIp(spec)) {
    if (!spec.clusterIP && old.clusterIP) spec.clusterIP = old.clusterIP;
    if (!spec.clusterIPs?.length && old.clusterIPs) spec.clusterIPs = old.clusterIPs;
  }
  if (allocatesNodePorts(old) && allocatesNodePorts(spec)) {
    const wanted = new Set(nodePortsOf(spec));
    const byName = new Map((old.ports ?? []).map((port) => [port.name ?? '', port.nodePort ?? 0]));
    for (const port of spec.ports ?? []) {
      const before = byName.get(port.name ?? '');
      if (!port.nodePort && before && !wanted.has(before)) port.nodePort = before;
    }
  }
  if (needsHealthCheckPort(old) && needsHealthCheckPort(spec) && old.healthCheckNodePort) {
    spec.healthCheckNodePort ||= old.healthCheckNodePort;
  }
}

/** What belonged to the old type alone goes with it, unless the user has changed it. Source: strategy.dropTypeDependentFields. */
export function dropTypeDependentFields(spec: MutableServiceSpec, old: MutableServiceSpec): void {
  if (needsClusterIp(old) && !needsClusterIp(spec)) {
    dropUnchanged(spec, old, ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']);
  }
  if (mayHaveNodePorts(old) && !mayHaveNodePorts(spec)) {
    const before = new Set(nodePortsOf(old));
    if (nodePortsOf(spec).every((port) => before.has(port))) {
      for (const port of spec.ports ?? []) if (port.nodePort !== undefined) delete port.nodePort;
    }
  }
  if (needsHealthCheckPort(old) && !needsHealthCheckPort(spec)) dropUnchanged(spec, old, ['healthCheckNodePort']);
  if (old.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    dropUnchanged(spec, old, ['allocateLoadBalancerNodePorts', 'loadBalancerClass']);
  }
  if (isExternallyAccessible(old) && !isExternallyAccessible(spec)) dropUnchanged(spec, old, ['externalTrafficPolicy']);
}

function dropUnchanged(spec: MutableServiceSpec, old: MutableServiceSpec, fields: (keyof MutableServiceSpec)[]): void {
  for (const field of fields) {
    if (field in spec && JSON.stringify(spec[field]) === JSON.stringify(old[field])) delete spec[field];
  }
}
