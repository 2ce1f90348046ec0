import type { Cause } from './failure.ts';

/** The source is in none of the ranges that may use the load balancer's address. */
export const sourceRanges: Cause = ({ box, rule, origin, trace }) => {
  if (!/KUBE-FW-|source ranges/.test(rule) && !origin?.field.startsWith('spec.loadBalancerSourceRanges')) return null;
  const source = box.received?.from ?? trace.boxes[0]?.sent?.from ?? '';
  return {
    cause: 'source-ranges',
    at: box.id,
    decided: rule,
    text: `${source.split(':')[0]} is in none of the source ranges that may use this address (${origin?.value ?? ''}).`,
    mend: origin,
  };
};
