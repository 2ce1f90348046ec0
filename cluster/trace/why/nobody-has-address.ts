import type { Cause } from './failure.ts';

/** The last node asked by ARP, and nobody answered. */
export const nobodyHasAddress: Cause = ({ box, rule, trace }) => {
  const address = /^no answer to ARP for (\S+)/.exec(rule)?.[1];
  if (!address) return null;
  const origin = trace.boxes.findLast(({ decision }) => decision?.origin)?.decision?.origin ?? null;
  return {
    cause: 'nobody-has-address',
    at: box.id,
    decided: rule,
    text: `Nobody has the address ${address}: ${box.name} asked for it by ARP and got no answer.`,
    mend: origin,
  };
};
