import type { RuleOrigin } from '../machinery/flow.ts';
import type { BalancerDecision } from '../network/network.ts';

export type Algorithm = 'round-robin' | 'least-connections' | 'source';
export const ALGORITHMS: readonly Algorithm[] = ['round-robin', 'least-connections', 'source'];

export type TargetState = 'checking' | 'healthy' | 'unhealthy';

/** One place a load balancer sends to: an address and port, usually a node's NodePort. */
export interface Target {
  /** As the learner named it: `node3:32000`. */
  readonly name: string;
  readonly node: string | null;
  readonly address: string;
  readonly port: number;
  state: TargetState;
  /** Why it is unhealthy: `connection timed out`. */
  reason: string;
  /** Failed health checks in a row. */
  failures: number;
  activeConnections: number;
}

/**
 * A manually provisioned layer-4 load balancer: it passes packets on with a new destination and keeps their source. It
 * writes no HTTP: without a healthy target it refuses.
 */
export class LoadBalancer {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  algorithm: Algorithm = 'round-robin';
  healthCheck = true;
  readonly targets: Target[] = [];
  #turn = 0;

  constructor(name: string, address: string, port: number) {
    this.name = name;
    this.address = address;
    this.port = port;
  }

  /** Where the next connection goes. */
  decide(source: string): BalancerDecision {
    const candidates = this.healthyTargets();
    const target = this.#choose(candidates, source);
    if (!target) {
      const why = this.targets.length === 0 ? 'no targets' : `no healthy target (0 of ${this.targets.length})`;
      return { refuse: 'reset', rule: `${this.name} ${this.address}:${this.port}: ${why}`, origin: this.#origin() };
    }
    target.activeConnections++;
    return {
      to: { address: target.address, port: target.port },
      rule: `${this.name} ${this.address}:${this.port} -> ${target.name} (${this.algorithm}, ${candidates.length} of ${this.targets.length} healthy)`,
      origin: this.#origin(),
      release: () => {
        target.activeConnections--;
      },
    };
  }

  /** With the health check off, every target counts as healthy. A target that has never answered gets nothing. */
  healthyTargets(): Target[] {
    return this.healthCheck ? this.targets.filter((target) => target.state === 'healthy') : [...this.targets];
  }

  #choose(candidates: readonly Target[], source: string): Target | undefined {
    switch (this.algorithm) {
      case 'round-robin':
        return candidates[this.#turn++ % candidates.length];
      case 'least-connections':
        return candidates.reduce<Target | undefined>(
          (least, target) => (least && least.activeConnections <= target.activeConnections ? least : target),
          undefined,
        );
      case 'source':
        return candidates[hash(source) % candidates.length];
    }
  }

  #origin(): RuleOrigin {
    return {
      object: `LoadBalancer ${this.name}`,
      field: 'targets',
      value: this.targets.map((target) => target.name).join(', ') || 'none',
    };
  }
}

/** FNV-1a over the source address: the same client always meets the same target. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}
