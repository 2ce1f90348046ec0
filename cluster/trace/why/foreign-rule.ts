import type { Cause } from './failure.ts';

/** A rule that nothing in the API wrote: by hand, or by another program. */
export const foreignRule: Cause = ({ box, rule, origin }) => {
  const found = /-j (DROP|REJECT)\b/.exec(rule);
  if (!found || origin || rule.includes('KUBE-')) return null;
  return {
    cause: 'foreign-rule',
    at: box.id,
    decided: rule,
    text: `A rule on ${box.name} that no object of the API wrote ${found[1] === 'DROP' ? 'drops' : 'rejects'} the packet.`,
    mend: { object: `Node ${box.node ?? box.name}`, field: 'iptables', value: rule },
  };
};
