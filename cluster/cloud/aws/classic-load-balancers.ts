import type { Clock } from '../../machinery/clock.ts';
import type { LoadBalancers } from '../balancing/load-balancers.ts';
import type { HostedZone } from '../zone/hosted-zone.ts';
import type { PublicZones } from '../zone/public-zones.ts';
import { AWS_REGION, numberOf } from './aws-account.ts';
import type { ElbDemand } from './service-demand.ts';

/** A machine that a load balancer may send to. */
export interface Instance {
  readonly id: string;
  readonly node: string;
  readonly address: string;
  readonly zone: string;
}

/** One classic load balancer as its owner asked for it. */
export interface ClassicLoadBalancer {
  readonly name: string;
  /** `a525f68fc2f4d11e9b0d706ddb7e0319-1530896078.us-west-2.elb.amazonaws.com` */
  readonly dnsName: string;
  readonly createdMs: number;
  /** `kubernetes.io/service-name` and others. */
  readonly tags: Readonly<Record<string, string>>;
  demand: ElbDemand;
  instances: readonly Instance[];
}

export interface InstanceState {
  readonly instanceId: string;
  readonly state: 'InService' | 'OutOfService';
  readonly reasonCode: 'ELB' | 'Instance' | 'N/A';
  readonly description: string;
}

const PUBLIC_NETWORK = '54.218.10';
const FIRST_PUBLIC = 21;
const DNS_TTL = 60;

export interface ClassicLoadBalancersOptions {
  readonly balancers: LoadBalancers;
  readonly zones: PublicZones;
  /** Holds the load balancers' names. */
  readonly zone: HostedZone;
  readonly clock: Clock;
}

/** The Elastic Load Balancing service, classic generation: it proxies TCP from an address of its own in the VPC. */
export class ClassicLoadBalancers {
  readonly #options: ClassicLoadBalancersOptions;
  readonly #all = new Map<string, ClassicLoadBalancer>();
  #nextPublic = FIRST_PUBLIC;

  constructor(options: ClassicLoadBalancersOptions) {
    this.#options = options;
  }

  list(): readonly ClassicLoadBalancer[] {
    return [...this.#all.values()];
  }

  get(name: string): ClassicLoadBalancer | undefined {
    return this.#all.get(name);
  }

  create(name: string, demand: ElbDemand, tags: Readonly<Record<string, string>>): ClassicLoadBalancer {
    const { balancers, zones, zone, clock } = this.#options;
    const scheme = demand.internal ? 'internal-' : '';
    const dnsName = `${scheme}${name}-${numberOf(name)}.${AWS_REGION}.elb.amazonaws.com`;
    const address = demand.internal ? null : `${PUBLIC_NETWORK}.${this.#nextPublic++}`;
    const balancer = balancers.create({ id: name, name, mode: 'proxy', owner: 'aws', publicAddress: address });
    zone.upsert({ name: `${dnsName}.`, type: 'A', ttl: DNS_TTL, values: [balancer.address] });
    zones.changed();
    const made = { name, dnsName, createdMs: clock.now(), tags, demand, instances: [] };
    this.#all.set(name, made);
    return made;
  }

  /** Makes listeners, health check and members as they are asked for. */
  configure(balancer: ClassicLoadBalancer, demand: ElbDemand, instances: readonly Instance[]): void {
    const { balancers } = this.#options;
    balancer.demand = demand;
    balancer.instances = instances;
    const wanted = new Set(demand.ports.map(({ port }) => listenerId(balancer, port)));
    for (const { id } of balancers.get(balancer.name)?.listeners ?? []) {
      if (!wanted.has(id)) balancers.removeListener(id);
    }
    for (const { port, nodePort } of demand.ports) {
      const id = listenerId(balancer, port);
      const settings = settingsOf(demand);
      if (balancers.get(balancer.name)?.listener(id)) balancers.updateListener(id, settings);
      else balancers.addListener(balancer.name, { protocol: 'TCP', port, ...settings });
      balancers.setMembers(
        id,
        instances.map(({ node, address }) => ({ name: `${node}:${nodePort}`, address, port: nodePort })),
      );
    }
  }

  delete(name: string): void {
    const { balancers, zones, zone } = this.#options;
    const balancer = this.#all.get(name);
    if (!balancer) return;
    this.#all.delete(name);
    balancers.delete(name);
    zone.delete({ name: `${balancer.dnsName}.`, type: 'A' });
    zones.changed();
  }

  /** Asks all instances anew, at once, where none is in service: what the check knows may be older than the cluster. */
  checkIdle(): void {
    const { balancers } = this.#options;
    for (const balancer of this.list()) {
      if (this.states(balancer).some(({ state }) => state === 'InService')) continue;
      for (const { id, settings } of balancers.get(balancer.name)?.listeners ?? []) {
        balancers.updateListener(id, { healthCheck: settings.healthCheck });
      }
    }
  }

  /** As the health check sees each instance. */
  states(balancer: ClassicLoadBalancer): readonly InstanceState[] {
    const [listener] = this.#options.balancers.get(balancer.name)?.listeners ?? [];
    return balancer.instances.map(({ id, address }) => {
      const state = listener?.members.find((member) => member.address === address)?.state ?? 'checking';
      return { instanceId: id, ...STATES[state] };
    });
  }
}

const STATES = {
  checking: {
    state: 'OutOfService',
    reasonCode: 'ELB',
    description: 'Instance registration is still in progress.',
  },
  healthy: { state: 'InService', reasonCode: 'N/A', description: 'N/A' },
  unhealthy: {
    state: 'OutOfService',
    reasonCode: 'Instance',
    description: 'Instance has failed at least the UnhealthyThreshold number of health checks consecutively.',
  },
} as const;

function listenerId({ name }: ClassicLoadBalancer, port: number): string {
  return `${name}/tcp/${port}`;
}

function settingsOf({ healthCheck, proxyProtocol, idleTimeoutSeconds, sourceRanges }: ElbDemand) {
  const [, protocol = 'TCP', port = '0', path = ''] = /^(HTTP|TCP):(\d+)(.*)$/.exec(healthCheck.target) ?? [];
  return {
    proxyProtocol,
    sourceRanges,
    idleTimeoutMs: idleTimeoutSeconds * 1000,
    healthCheck: {
      type: protocol === 'HTTP' ? ('HTTP' as const) : ('TCP' as const),
      port: Number(port),
      ...(path && { path }),
      intervalMs: healthCheck.interval * 1000,
      timeoutMs: healthCheck.timeout * 1000,
      healthyAfter: healthCheck.healthyThreshold,
      unhealthyAfter: healthCheck.unhealthyThreshold,
    },
  };
}
