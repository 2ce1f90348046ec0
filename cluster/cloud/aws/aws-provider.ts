import type { LoadBalancerStatus } from 'kubernetes-types/core/v1.js';
import type { Activity } from '../../client/activity.ts';
import type { Node, Service } from '../../client/objects.ts';
import type { Clock } from '../../machinery/clock.ts';
import type { CloudProvider } from '../service-controller/cloud-provider.ts';
import { availabilityZone, instanceId } from './aws-account.ts';
import type { ClassicLoadBalancer, ClassicLoadBalancers, Instance } from './classic-load-balancers.ts';
import { type ElbDemand, elbDemand } from './service-demand.ts';

/** What AWS takes to make a load balancer, at a believable pace. */
const CREATION_MS = 2_000;
const NAME_LENGTH = 32;

export interface AwsProviderOptions {
  readonly elb: ClassicLoadBalancers;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly pace: () => 'real' | 'instant';
}

/** cloud-provider-aws, as far as Services of type LoadBalancer go: each gets a classic load balancer with a name, no address. */
export class AwsProvider implements CloudProvider {
  readonly name = 'aws-cloud-controller-manager';
  readonly #options: AwsProviderOptions;

  constructor(options: AwsProviderOptions) {
    this.#options = options;
  }

  async get(service: Service): Promise<LoadBalancerStatus | undefined> {
    const balancer = this.#options.elb.get(loadBalancerName(service));
    return balancer && statusOf(balancer);
  }

  async ensure(service: Service, nodes: readonly Node[]): Promise<LoadBalancerStatus> {
    const { elb } = this.#options;
    const demand = elbDemand(service);
    const name = loadBalancerName(service);
    const balancer = elb.get(name) ?? (await this.#create(name, demand, service));
    elb.configure(balancer, demand, nodes.map(instanceOf));
    return statusOf(balancer);
  }

  async update(service: Service, nodes: readonly Node[]): Promise<void> {
    const { elb } = this.#options;
    const balancer = elb.get(loadBalancerName(service));
    if (balancer) elb.configure(balancer, balancer.demand, nodes.map(instanceOf));
  }

  async delete(service: Service): Promise<void> {
    this.#options.elb.delete(loadBalancerName(service));
  }

  async #create(name: string, demand: ElbDemand, { metadata }: Service): Promise<ClassicLoadBalancer> {
    const { elb, clock, activity, pace } = this.#options;
    if (pace() === 'real') {
      await activity.outside(new Promise<void>((resolve) => void clock.schedule(CREATION_MS, resolve)));
    }
    return elb.create(name, demand, {
      'kubernetes.io/service-name': `${metadata.namespace}/${metadata.name}`,
      'kubernetes.io/cluster/cluster1': 'owned',
    });
  }
}

/** cloudprovider.DefaultLoadBalancerName: `a` and the uid without dashes. */
export function loadBalancerName({ metadata }: Service): string {
  return `a${metadata.uid.replaceAll('-', '')}`.slice(0, NAME_LENGTH);
}

function statusOf({ dnsName }: ClassicLoadBalancer): LoadBalancerStatus {
  return { ingress: [{ hostname: dnsName }] };
}

export function instanceOf(node: Node): Instance {
  const { name } = node.metadata;
  const address = node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '';
  return { id: instanceId(name), node: name, address, zone: availabilityZone(nodeIndex(name)) };
}

/** 0 for node1. */
export function nodeIndex(name: string): number {
  return Math.max(0, Number(/\d+$/.exec(name)?.[0] ?? 1) - 1);
}
