import type { Cause } from './failure.ts';

const LOST = /no answer to ARP on the underlay|no tunnel ends here|--dport 8472|--dports? \S*8472/;

/** The packet was lost between two nodes, inside the CNI's tunnel. */
export const deadTunnel: Cause = ({ box, rule, trace }) => {
  if (!LOST.test(rule)) return null;
  const tunnel = trace.legs.findLast((leg) => leg.tunnel)?.tunnel;
  const way = tunnel ? ` from ${tunnel.fromNode} to ${tunnel.toNode}` : ` at ${box.name}`;
  const isRule = rule.includes('8472');
  return {
    cause: 'dead-tunnel',
    at: box.id,
    decided: rule,
    text: `The tunnel between the nodes (VXLAN, UDP 8472) lost the packet${way}.`,
    mend: {
      object: `Node ${box.node ?? box.name}`,
      field: isRule ? 'iptables' : 'flannel.1',
      value: isRule ? rule : 'no way to the other node',
    },
  };
};
