import type { Service } from '../../client/objects.ts';
import type { BalancerMember, ClusterFacts } from './cluster-facts.ts';
import { type Cause, keyOf } from './failure.ts';
import { reasonOf } from './no-endpoints.ts';

/** The load balancer had nobody to send to: no targets, or none that its health check finds alive. */
export const unhealthyMembers: Cause = ({ box, rule, origin }, facts) => {
  if (box.kind !== 'lb') return null;
  const members = facts.members(box.name);
  const base = { at: box.id, decided: rule };
  const targets = { object: `LoadBalancer ${box.name}`, field: 'targets', value: origin?.value ?? 'none' };
  if (members.length === 0) {
    return { ...base, cause: 'no-targets', text: `Load balancer ${box.name} has no targets.`, mend: targets };
  }
  if (members.some(({ healthy }) => healthy)) return null;
  const reasons = members.map(({ name, reason }) => `${name}: ${reason || 'not checked yet'}`).join('; ');
  const text = `Load balancer ${box.name} has no healthy target (${reasons}).`;
  const deeper = behind(members, facts);
  return {
    ...base,
    cause: 'unhealthy-members',
    text: deeper ? `${text} ${deeper.text}` : text,
    mend: deeper?.mend ?? targets,
  };
};

/** What is wrong with the Service whose node port the targets are. */
function behind(members: readonly BalancerMember[], facts: ClusterFacts) {
  const [first] = members;
  const service = first && facts.serviceAt(first.address, first.port, facts.isNodeAddress(first.address));
  if (!service) return null;
  const ready = facts
    .slicesOf(service)
    .filter(({ ports }) => (ports ?? []).length > 0)
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready !== false);
  if (ready.length === 0) return reasonOf(service, facts);
  const nodes = new Set(ready.flatMap(({ nodeName }) => nodeName ?? []));
  const isLocal = service.spec.externalTrafficPolicy === 'Local';
  return isLocal && !members.some(({ node }) => node !== null && nodes.has(node))
    ? localOnly(service, [...nodes])
    : null;
}

function localOnly(service: Service, nodes: readonly string[]) {
  const object = `Service ${keyOf(service)}`;
  return {
    text: `${object} has the policy Local, and its pods run on ${nodes.toSorted().join(', ')} only.`,
    mend: { object, field: 'spec.externalTrafficPolicy', value: 'Local' },
  };
}
