import type { Topology } from '../../../server/schemas/topology.ts';
import type { Trace } from '../../../server/schemas/trace.ts';

const enough = 20;

/**
 * What part of a listener's requests each of its targets was given, in percent, by `load balancer address:port`; none
 * before 20 requests. `since`: the last request before the targets changed, by load balancer; older ones say nothing.
 */
export function observedShares(
  balancers: Topology['loadBalancers'],
  traces: readonly Trace[],
  since: Readonly<Record<string, number>>,
): Map<string, number> {
  const shares = new Map<string, number>();
  for (const balancer of balancers) {
    const sent = traces.flatMap((trace) => {
      const to = trace.boxes.find((box) => box.id === balancer.id)?.sent?.to;
      return to !== undefined && trace.id > (since[balancer.id] ?? 0) ? [to] : [];
    });
    for (const { address, port, listener } of balancer.members) {
      const to = `${address}:${port}`;
      const pool = balancer.members.filter((member) => member.listener === listener);
      const given = sent.filter((one) => pool.some((member) => one === `${member.address}:${member.port}`));
      if (given.length < enough) continue;
      shares.set(`${balancer.id} ${to}`, Math.round((100 * given.filter((one) => one === to).length) / given.length));
    }
  }
  return shares;
}
