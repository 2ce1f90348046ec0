import type { Topology } from '../../../server/schemas/topology.ts';

type Balancer = Topology['loadBalancers'][number];

/** A line in a load balancer's box: a target, a node that is none, or the listener that the lines under it belong to. */
export interface MemberRow {
  /** In full, as it is read out. */
  readonly label: string;
  /** As it fits the box. */
  readonly text: string;
  readonly state: 'healthy' | 'unhealthy' | 'absent' | 'listener';
}

/** Characters that fit a line of the box. */
const room = { address: 16, target: 19 };

export const listenersOf = (balancer: Balancer): number[] => [
  ...new Set([balancer.port, ...balancer.members.map((member) => member.listener)]),
];

/** One listener, and its port fits behind the address; else each listener has a line. */
export const showsPort = (balancer: Balancer): boolean =>
  listenersOf(balancer).length === 1 && `${balancer.address}:${balancer.port}`.length <= room.address;

/** The lines of a load balancer's box, from top to bottom. */
export function memberRows(balancer: Balancer, nodes: readonly string[]): MemberRow[] {
  const listeners = listenersOf(balancer);
  const rows = listeners.flatMap((listener) => {
    const members = balancer.members.filter((member) => member.listener === listener);
    return [
      ...(showsPort(balancer) ? [] : [plain(`port ${listener}`, 'listener')]),
      ...(members.length === 0 ? [plain('no targets', 'absent')] : targets(members)),
    ];
  });
  if (listeners.length > 1 || balancer.members.length === 0) return rows;
  const absent = nodes.filter((node) => !balancer.members.some((member) => member.node === node)).slice(0, 4);
  return [...rows, ...absent.map((node) => plain(`${node} not a target`, 'absent'))];
}

function targets(members: Balancer['members']): MemberRow[] {
  const several = new Set(members.map((member) => member.port)).size > 1;
  return members.map((member) => {
    const state = member.healthy ? 'healthy' : 'unhealthy';
    const target = `${member.node ?? member.address}${several ? `:${member.port}` : ''}`;
    const label = `${target} ${state}`;
    // The dot beside it tells the state, too.
    return { label, text: label.length <= room.target ? label : target, state };
  });
}

const plain = (text: string, state: MemberRow['state']): MemberRow => ({ label: text, text, state });
