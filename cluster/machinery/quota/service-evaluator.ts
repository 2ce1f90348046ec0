import type { QuotaEvaluator } from './evaluator.ts';

const NAMES: readonly string[] = ['count/services', 'services', 'services.nodeports', 'services.loadbalancers'];

/** pkg/quota/v1/evaluator/core/services.go. */
export const serviceEvaluator: QuotaEvaluator = {
  handles: (operation, subresource) => subresource === '' && (operation === 'CREATE' || operation === 'UPDATE'),
  matchingResources: (names) => names.filter((name) => NAMES.includes(name)),
  matchesScope: () => false,
  usage: (service) => {
    const spec = (service.spec ?? {}) as { type?: string; ports?: unknown; allocateLoadBalancerNodePorts?: boolean };
    const ports = (Array.isArray(spec.ports) ? spec.ports : []) as readonly { nodePort?: number }[];
    const isBalancer = spec.type === 'LoadBalancer';
    const explicit = isBalancer && spec.allocateLoadBalancerNodePorts === false;
    const nodePorts = explicit ? ports.filter((port) => port.nodePort).length : ports.length;
    return {
      'count/services': '1',
      services: '1',
      'services.loadbalancers': isBalancer ? '1' : '0',
      'services.nodeports': isBalancer || spec.type === 'NodePort' ? String(nodePorts) : '0',
    };
  },
};
