import type { Cause } from './failure.ts';

/** A node can track no further connection. */
export const tableFull: Cause = ({ box, rule }) => {
  if (!rule.startsWith('nf_conntrack: table full')) return null;
  return {
    cause: 'table-full',
    at: box.id,
    decided: rule,
    text: `${box.name} tracks as many connections as it can, and dropped this one.`,
    mend: { object: `Node ${box.node ?? box.name}`, field: 'net.netfilter.nf_conntrack_max', value: 'reached' },
  };
};
