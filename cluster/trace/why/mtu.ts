import type { Cause } from './failure.ts';

/** A packet was longer than a link on its way takes, and might not be cut. */
export const mtu: Cause = ({ box, rule }) => {
  const found = /^longer than the MTU of (\S+): (\d+)$/.exec(rule);
  if (!found) return null;
  const [, device = '', size = ''] = found;
  return {
    cause: 'mtu',
    at: box.id,
    decided: rule,
    text: `A packet was longer than ${device} of ${box.name} takes (MTU ${size}). Small answers pass, large ones do not.`,
    mend: { object: `Node ${box.node ?? box.name}`, field: `${device} mtu`, value: size },
  };
};
