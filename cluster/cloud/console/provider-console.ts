import type { BalancerListener } from '../balancing/listener.ts';
import type { LoadBalancer } from '../balancing/load-balancer.ts';
import type { LoadBalancers } from '../balancing/load-balancers.ts';
import { CloudError, cloudErrors } from '../cloud-error.ts';
import type { ManualLoadBalancers } from '../manual/manual-load-balancers.ts';

/** A load balancer as the provider's console shows it, whoever made it. */
export interface ConsoleLoadBalancer {
  readonly id: string;
  readonly name: string;
  /** `manual`, `otc`, `aws` */
  readonly owner: string;
  readonly mode: string;
  readonly publicAddress: string | null;
  readonly privateAddress: string;
  /** False: its public address is not reached from outside yet. */
  readonly announced: boolean;
  /** By hand, here. Others belong to a controller, which would undo it. */
  readonly changeable: boolean;
  readonly listeners: readonly ConsoleListener[];
}

export interface ConsoleListener {
  readonly id: string;
  readonly protocol: string;
  readonly port: number;
  readonly algorithm: string;
  readonly proxyProtocol: boolean;
  /** What members are asked, in words; null: nothing. */
  readonly monitor: string | null;
  readonly members: readonly {
    readonly name: string;
    readonly address: string;
    readonly port: number;
    readonly weight: number;
    readonly state: string;
    readonly reason: string;
    readonly connections: number;
  }[];
}

export type ConsoleAction =
  | { readonly kind: 'add-target'; readonly loadBalancer: string; readonly target: string }
  | { readonly kind: 'remove-target'; readonly loadBalancer: string; readonly target: string }
  | { readonly kind: 'health-check'; readonly loadBalancer: string; readonly on: boolean }
  | { readonly kind: 'release-address'; readonly loadBalancer: string }
  | { readonly kind: 'delete'; readonly loadBalancer: string };

export type ConsoleRequest = { readonly kind: 'list' } | ConsoleAction;
export type ConsoleReply =
  | { readonly kind: 'load-balancers'; readonly loadBalancers: readonly ConsoleLoadBalancer[] }
  | { readonly kind: 'refused'; readonly reason: string };

const COMMANDS: Readonly<Record<string, string>> = { otc: 'otc', aws: 'aws' };

/** What a learner sees and does in the provider's console. */
export class ProviderConsole {
  readonly #engine: LoadBalancers;
  readonly #manual: ManualLoadBalancers;

  constructor(engine: LoadBalancers, manual: ManualLoadBalancers) {
    this.#engine = engine;
    this.#manual = manual;
  }

  /** Answers with the state afterwards. */
  handle(request: ConsoleRequest): ConsoleReply {
    try {
      if (request.kind !== 'list') this.#act(request);
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      return { kind: 'refused', reason: error.message };
    }
    return { kind: 'load-balancers', loadBalancers: this.#engine.list().map(viewOf) };
  }

  #act(action: ConsoleAction): void {
    const balancer = this.#engine.get(action.loadBalancer);
    if (!balancer) {
      throw cloudErrors.noSuchLoadBalancer(
        action.loadBalancer,
        this.#engine.list().map(({ name }) => name),
      );
    }
    if (!isChangeable(balancer)) throw cloudErrors.controlled(balancer.name, COMMANDS[balancer.owner]);
    switch (action.kind) {
      case 'add-target':
        return this.#manual.addTarget(action.loadBalancer, action.target);
      case 'remove-target':
        return this.#manual.removeTarget(action.loadBalancer, action.target);
      case 'health-check':
        return this.#manual.set(action.loadBalancer, { healthCheck: action.on });
      case 'release-address':
        return this.#engine.bindAddress(balancer.id, null);
      case 'delete':
        return this.#manual.delete(action.loadBalancer);
    }
  }
}

function isChangeable({ owner }: LoadBalancer): boolean {
  return owner === 'manual';
}

function viewOf(balancer: LoadBalancer): ConsoleLoadBalancer {
  const { id, name, owner, mode, publicAddress, privateAddress, announced } = balancer;
  return {
    id,
    name,
    owner,
    mode,
    publicAddress,
    privateAddress,
    announced,
    changeable: isChangeable(balancer),
    listeners: balancer.listeners.map(listenerView),
  };
}

function listenerView({ id, settings, members }: BalancerListener): ConsoleListener {
  const { protocol, port, algorithm, proxyProtocol, healthCheck } = settings;
  const place = healthCheck?.port === undefined ? "each target's own port" : `port ${healthCheck.port}`;
  const asked = healthCheck?.type === 'HTTP' ? `HTTP GET ${healthCheck.path ?? '/'}` : 'TCP';
  return {
    id,
    protocol,
    port,
    algorithm,
    proxyProtocol,
    monitor: healthCheck ? `${asked} on ${place}, every ${healthCheck.intervalMs / 1000} s` : null,
    members: members.map((member) => ({
      name: member.name,
      address: member.address,
      port: member.port,
      weight: member.weight,
      state: healthCheck ? member.state : 'not asked',
      reason: member.reason,
      connections: member.activeConnections,
    })),
  };
}
