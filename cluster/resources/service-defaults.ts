import {
  isExternallyAccessible,
  type MutableService,
  type MutableServiceSpec,
  needsClusterIp,
} from './service-spec.ts';

/** Source: pkg/apis/core/v1/defaults.go SetDefaults_Service. */
export function defaultService(service: MutableService): void {
  const spec = service.spec;
  if (!spec) return;
  spec.type ||= 'ClusterIP';
  spec.sessionAffinity ||= 'None';
  if (spec.sessionAffinity === 'None' && spec.sessionAffinityConfig !== undefined) delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) {
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: 10800 } };
  }
  for (const port of spec.ports ?? []) {
    port.protocol ||= 'TCP';
    port.targetPort ||= port.port;
  }
  if (isExternallyAccessible(spec)) spec.externalTrafficPolicy ||= 'Cluster';
  if (needsClusterIp(spec)) spec.internalTrafficPolicy ||= 'Cluster';
  if (spec.type === 'LoadBalancer') {
    spec.allocateLoadBalancerNodePorts ??= true;
    defaultIngressModes(service);
  }
}

function defaultIngressModes(service: MutableService): void {
  const ingress: { ip?: string; ipMode?: string }[] = service.status?.loadBalancer?.ingress ?? [];
  for (const entry of ingress) if (entry.ip && entry.ipMode === undefined) entry.ipMode = 'VIP';
}

/** `clusterIP` and `clusterIPs` say the same. Source: pkg/registry/core/service/storage.normalizeClusterIPs. */
export function normalizeClusterIps(spec: MutableServiceSpec, old: MutableServiceSpec | undefined): void {
  if (!old) {
    if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
    return;
  }
  if (old.clusterIPs?.length && !spec.clusterIPs?.length && old.clusterIP === spec.clusterIP) {
    spec.clusterIPs = old.clusterIPs;
  }
  const untouched = (old.clusterIPs ?? []).join() === (spec.clusterIPs ?? []).join();
  if (old.clusterIP === spec.clusterIP || !untouched) return;
  if (old.clusterIP && !spec.clusterIP) delete spec.clusterIPs;
  else if (spec.clusterIP) spec.clusterIPs = [spec.clusterIP];
}
