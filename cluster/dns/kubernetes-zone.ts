import type { InformerFactory } from '../client/informer-factory.ts';
import type { Service } from '../client/objects.ts';
import { NAMESPACES, SERVICES } from '../client/resources.ts';
import {
  absoluteName,
  addressRecord,
  CLASS_IN,
  nameRecord,
  RECORD_TYPES,
  RESPONSE_CODES,
  type ResourceRecord,
} from '../machinery/dns/message.ts';
import { type Answer, authorityRecord } from './answer.ts';
import { ServiceEndpoints } from './service-endpoints.ts';

const SCHEMA_VERSION = '1.1.0';
const DNS_SERVICE = 'kube-system/kube-dns';

export interface KubernetesZoneOptions {
  /** `cluster.local.` */
  readonly zone: string;
  /** Seconds. */
  readonly ttl: number;
  /** `pods insecure`: any address of an existing namespace. */
  readonly pods: 'disabled' | 'insecure' | 'verified';
}

/** What a name of the zone leads to: records to answer with, or that it exists without any of this type. */
type Found = { readonly answers: readonly ResourceRecord[]; readonly additional?: readonly ResourceRecord[] } | null;

const NOTHING = { answers: [] };

/**
 * The cluster's own zone, answered from the objects as CoreDNS' kubernetes plugin does (Kubernetes DNS-Based Service
 * Discovery 1.1.0): Services, the endpoints of headless ones, pods by address, and addresses backwards.
 */
export class KubernetesZone {
  readonly #informers: InformerFactory;
  readonly #endpoints: ServiceEndpoints;

  constructor(informers: InformerFactory) {
    this.#informers = informers;
    this.#endpoints = new ServiceEndpoints(informers);
    // Asked for before the informers start.
    informers.informer(SERVICES);
    informers.informer(NAMESPACES);
  }

  /** A question for a name of the zone; `nowMs` dates its SOA. Types are numbers of RFC 1035. */
  answer(name: string, type: number, options: KubernetesZoneOptions, nowMs: number): Answer {
    const { zone, ttl } = options;
    const found = this.#find(name.toLowerCase(), type, options, nowMs);
    if (found && found.answers.length > 0) return this.#said(RESPONSE_CODES.NOERROR, found);
    const authorities = [this.#authority(zone, ttl, nowMs)];
    return this.#said(found ? RESPONSE_CODES.NOERROR : RESPONSE_CODES.NXDOMAIN, { ...NOTHING, authorities });
  }

  /** Addresses backwards: Services, then endpoints. Null for an address of nobody here. */
  pointer(name: string, ttl: number, zone: string): Answer | null {
    const address = name
      .toLowerCase()
      .replace(/\.in-addr\.arpa\.$/, '')
      .split('.')
      .reverse()
      .join('.');
    const service = this.#informers
      .informer(SERVICES)
      .list()
      .find(({ spec }) => spec.clusterIP === address);
    const targets = service
      ? [`${service.metadata.name}.${service.metadata.namespace}`]
      : this.#endpoints
          .withAddress(address)
          .map(({ label, service: owner, namespace }) => `${label}.${owner}.${namespace}`);
    if (targets.length === 0) return null;
    const answers = targets.map((target) => nameRecord(name.toLowerCase(), 'PTR', ttl, `${target}.svc.${zone}`));
    return this.#said(RESPONSE_CODES.NOERROR, { answers });
  }

  #said(code: number, records: Pick<Answer, 'answers' | 'authorities' | 'additional'>): Answer {
    return { code, ...records, authoritative: true, recursionAvailable: false };
  }

  #authority(zone: string, ttl: number, nowMs: number): ResourceRecord {
    return authorityRecord(zone, ttl, {
      server: `ns.dns.${zone}`,
      mailbox: `hostmaster.${zone}`,
      serial: Math.floor(nowMs / 1000),
      refresh: 7200,
      retry: 1800,
      expire: 86_400,
      minimum: ttl,
    });
  }

  #find(name: string, type: number, options: KubernetesZoneOptions, nowMs: number): Found {
    const { zone, ttl } = options;
    if (name === zone) return this.#apex(type, options, nowMs);
    const labels = name.slice(0, -zone.length - 1).split('.');
    const own = labels.join('.');
    if (own === 'dns-version') {
      const data = { kind: 'text' as const, texts: [SCHEMA_VERSION] };
      const record = { name, type: RECORD_TYPES.TXT, class: CLASS_IN, ttl, data };
      return { answers: type === RECORD_TYPES.TXT ? [record] : [] };
    }
    if (own === 'ns.dns') {
      const address = this.#informers.informer(SERVICES).get(DNS_SERVICE)?.spec.clusterIP;
      return address && type === RECORD_TYPES.A ? { answers: [addressRecord(name, ttl, address)] } : NOTHING;
    }
    const kind = labels.pop();
    if (kind !== 'svc' && kind !== 'pod') return null;
    const namespace = labels.pop();
    if (namespace === undefined) return NOTHING;
    if (labels.length === 0) return this.#informers.informer(NAMESPACES).get(namespace) ? NOTHING : null;
    if (kind === 'pod') return labels.length === 1 ? this.#pod(name, labels[0]!, namespace, type, options) : null;
    return this.#service(name, labels, namespace, type, options);
  }

  #apex(type: number, { zone, ttl }: KubernetesZoneOptions, nowMs: number): Found {
    if (type === RECORD_TYPES.SOA) return { answers: [this.#authority(zone, ttl, nowMs)] };
    if (type !== RECORD_TYPES.NS) return NOTHING;
    const server = `kube-dns.kube-system.svc.${zone}`;
    const address = this.#informers.informer(SERVICES).get(DNS_SERVICE)?.spec.clusterIP;
    return {
      answers: [nameRecord(zone, 'NS', ttl, server)],
      additional: address ? [addressRecord(server, ttl, address)] : [],
    };
  }

  #pod(name: string, label: string, namespace: string, type: number, { pods, ttl }: KubernetesZoneOptions): Found {
    if (pods === 'disabled' || !this.#informers.informer(NAMESPACES).get(namespace)) return null;
    if (!/^\d{1,3}(-\d{1,3}){3}$/.test(label)) return null;
    return { answers: type === RECORD_TYPES.A ? [addressRecord(name, ttl, label.replaceAll('-', '.'))] : [] };
  }

  /** `web`, `web-0.web`, `_http._tcp.web` of a namespace. */
  #service(
    name: string,
    labels: readonly string[],
    namespace: string,
    type: number,
    options: KubernetesZoneOptions,
  ): Found {
    const owner = labels.at(-1)!;
    const service = this.#informers.informer(SERVICES).get(`${namespace}/${owner}`);
    if (!service || labels.length > 3) return null;
    const { ttl, zone } = options;
    if (service.spec.type === 'ExternalName') {
      if (labels.length > 1 || !service.spec.externalName) return null;
      const asked = type === RECORD_TYPES.A || type === RECORD_TYPES.AAAA || type === RECORD_TYPES.CNAME;
      const alias = nameRecord(name, 'CNAME', ttl, absoluteName(service.spec.externalName));
      return asked ? { answers: [alias] } : NOTHING;
    }
    if (labels.length === 3) return this.#port(name, labels, service, type, options);
    const [label] = labels.length === 2 ? labels : [undefined];
    const full = `${owner}.${namespace}.svc.${zone}`;
    if (service.spec.clusterIP !== 'None') {
      if (label !== undefined) return null;
      if (type === RECORD_TYPES.SRV) return servicePorts(name, full, service, service.spec.ports ?? [], ttl);
      const address = service.spec.clusterIP;
      return { answers: type === RECORD_TYPES.A && address ? [addressRecord(name, ttl, address)] : [] };
    }
    const endpoints = this.#endpoints.of(service, label);
    if (endpoints.length === 0) return null;
    if (type === RECORD_TYPES.SRV) return endpointPorts(name, full, endpoints, () => true, ttl);
    if (type !== RECORD_TYPES.A) return NOTHING;
    const addresses = [...new Set(endpoints.map(({ address }) => address))];
    return { answers: addresses.map((address) => addressRecord(name, ttl, address)) };
  }

  #port(
    name: string,
    [portLabel = '', protocolLabel = '']: readonly string[],
    service: Service,
    type: number,
    { ttl, zone }: KubernetesZoneOptions,
  ): Found {
    const [portName, protocol] = [portLabel.replace(/^_/, ''), protocolLabel.replace(/^_/, '')];
    const full = `${service.metadata.name}.${service.metadata.namespace}.svc.${zone}`;
    const is = (port: { name?: string; protocol?: string }) =>
      port.name === portName && (port.protocol ?? 'TCP').toLowerCase() === protocol;
    if (service.spec.clusterIP === 'None') {
      const endpoints = this.#endpoints.of(service, undefined);
      const found = endpointPorts(name, full, endpoints, is, ttl);
      if (found.answers.length === 0) return null;
      return type === RECORD_TYPES.SRV ? found : NOTHING;
    }
    const ports = (service.spec.ports ?? []).filter(is);
    if (ports.length === 0) return null;
    if (type === RECORD_TYPES.SRV) return servicePorts(name, full, service, ports, ttl);
    const address = service.spec.clusterIP;
    return { answers: type === RECORD_TYPES.A && address ? [addressRecord(name, ttl, address)] : [] };
  }
}

const WEIGHTS = 100;

function serviceRecord(name: string, ttl: number, count: number, port: number, target: string): ResourceRecord {
  const data = { kind: 'service' as const, priority: 0, weight: Math.floor(WEIGHTS / count), port, target };
  return { name, type: RECORD_TYPES.SRV, class: CLASS_IN, ttl, data };
}

function servicePorts(
  name: string,
  target: string,
  service: Service,
  ports: readonly { port: number }[],
  ttl: number,
): { answers: ResourceRecord[]; additional: ResourceRecord[] } {
  return {
    answers: ports.map(({ port }) => serviceRecord(name, ttl, ports.length, port, target)),
    additional: [addressRecord(target, ttl, service.spec.clusterIP ?? '0.0.0.0')],
  };
}

function endpointPorts(
  name: string,
  owner: string,
  endpoints: ReturnType<ServiceEndpoints['of']>,
  is: (port: { name?: string; protocol?: string }) => boolean,
  ttl: number,
): { answers: ResourceRecord[]; additional: ResourceRecord[] } {
  const pairs = endpoints.flatMap((endpoint) => endpoint.ports.filter(is).map((port) => ({ endpoint, port })));
  const answers = pairs.map(({ endpoint, port }) =>
    serviceRecord(name, ttl, pairs.length, port.port ?? 0, `${endpoint.label}.${owner}`),
  );
  const additional = pairs.map(({ endpoint }) => addressRecord(`${endpoint.label}.${owner}`, ttl, endpoint.address));
  return { answers, additional };
}
