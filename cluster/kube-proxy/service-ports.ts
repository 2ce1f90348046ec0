import type { EndpointSlice, Service } from '../client/objects.ts';
import { type ServiceChains, serviceChains } from './iptables/chain-names.ts';

/** What the rules need of one port of one Service (BaseServicePortInfo). */
export interface ServicePort {
  /** `ns/name` or `ns/name:port` */
  readonly name: string;
  readonly service: Service;
  readonly index: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly clusterIP: string;
  readonly port: number;
  readonly nodePort: number;
  readonly externalIPs: readonly string[];
  /** Addresses of the load balancer that it hands on unchanged (ipMode VIP), each with its place in the status. */
  readonly loadBalancerVIPs: readonly { readonly ip: string; readonly index: number }[];
  readonly sourceRanges: readonly { readonly cidr: string; readonly index: number }[];
  readonly affinitySeconds: number | null;
  readonly internalLocal: boolean;
  readonly externalLocal: boolean;
  readonly healthCheckNodePort: number;
  readonly externallyAccessible: boolean;
  readonly chains: ServiceChains;
}

const OTHER_PROXY = 'service.kubernetes.io/service-proxy-name';
const HEADLESS = 'service.kubernetes.io/headless';

/** The ports kube-proxy writes rules for; none of a headless or ExternalName Service. */
export function servicePorts(service: Service): ServicePort[] {
  const { spec, metadata } = service;
  const clusterIP = spec.clusterIP ?? '';
  const labels = metadata.labels ?? {};
  if (clusterIP === '' || clusterIP === 'None' || spec.type === 'ExternalName') return [];
  if (labels[OTHER_PROXY] !== undefined || labels[HEADLESS] !== undefined) return [];
  const shared = sharedFields(service);
  return (spec.ports ?? []).map((port, index) => {
    const name = `${metadata.namespace}/${metadata.name}${port.name ? `:${port.name}` : ''}`;
    const protocol = protocolOf(port.protocol);
    const nodePort = port.nodePort ?? 0;
    return {
      ...shared,
      name,
      service,
      index,
      protocol,
      clusterIP,
      port: port.port,
      nodePort,
      externallyAccessible: nodePort !== 0 || shared.loadBalancerVIPs.length > 0 || shared.externalIPs.length > 0,
      chains: serviceChains(name, protocol),
    };
  });
}

function sharedFields({ spec, status }: Service) {
  const external = spec.type === 'NodePort' || spec.type === 'LoadBalancer' || (spec.externalIPs ?? []).length > 0;
  const externalLocal = external && spec.externalTrafficPolicy === 'Local';
  const ranges = (spec.loadBalancerSourceRanges ?? []).map((cidr, index) => ({ cidr: cidr.trim(), index }));
  return {
    externalIPs: (spec.externalIPs ?? []).filter(isIPv4),
    loadBalancerVIPs: (status?.loadBalancer?.ingress ?? []).flatMap((ingress, index) => {
      const { ip, ipMode } = ingress as { ip?: string; ipMode?: string };
      return ip && isIPv4(ip) && ipMode !== 'Proxy' ? [{ ip, index }] : [];
    }),
    // A range of length zero allows all, as having no ranges does.
    sourceRanges: ranges.some(({ cidr }) => cidr.endsWith('/0')) ? [] : ranges.filter(({ cidr }) => isIPv4(cidr)),
    affinitySeconds:
      spec.sessionAffinity === 'ClientIP' ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800) : null,
    internalLocal: spec.internalTrafficPolicy === 'Local',
    externalLocal,
    healthCheckNodePort: spec.type === 'LoadBalancer' && externalLocal ? (spec.healthCheckNodePort ?? 0) : 0,
  };
}

function isIPv4(address: string): boolean {
  return !address.includes(':');
}

function protocolOf(protocol: string | undefined): ServicePort['protocol'] {
  return protocol === 'UDP' ? 'udp' : protocol === 'SCTP' ? 'sctp' : 'tcp';
}

/** The Service an EndpointSlice belongs to, as `namespace/name`; undefined for one that is not ours to use. */
export function serviceOfSlice(slice: EndpointSlice): string | undefined {
  const labels = slice.metadata.labels ?? {};
  const name = labels['kubernetes.io/service-name'];
  if (name === undefined || labels[OTHER_PROXY] !== undefined || slice.addressType !== 'IPv4') return undefined;
  return `${slice.metadata.namespace}/${name}`;
}
