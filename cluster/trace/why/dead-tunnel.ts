import type { Cause } from './failure.ts';

const NO_WAY = /no answer to ARP on the underlay|no tunnel ends here/;
const PORT_RULE = /dport 8472|--dports? \S*8472/;

/** The packet was lost between two nodes, inside the CNI's tunnel. */
export const deadTunnel: Cause = ({ box, rule, trace }) => {
  const isRule = PORT_RULE.test(rule) || box.received?.to.endsWith(':8472') === true;
  if (!isRule && !NO_WAY.test(rule)) return null;
  const tunnel = trace.legs.findLast((leg) => leg.tunnel)?.tunnel;
  const isAnswer = trace.result.kind !== 'answered' && trace.result.at !== trace.boxes.at(-1)?.id;
  const [from, to] = isAnswer ? [tunnel?.toNode, tunnel?.fromNode] : [tunnel?.fromNode, tunnel?.toNode];
  const way = tunnel ? ` from ${from} to ${to}` : ` at ${box.name}`;
  return {
    cause: 'dead-tunnel',
    at: box.id,
    decided: rule,
    text: `The tunnel between the nodes (VXLAN, UDP 8472) lost the ${isAnswer ? 'answer' : 'packet'}${way}.`,
    mend: {
      object: `Node ${box.node ?? box.name}`,
      field: isRule ? 'iptables' : 'flannel.1',
      value: isRule ? rule : 'no way to the other node',
    },
  };
};
