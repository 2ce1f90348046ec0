import type { Cause } from './failure.ts';

/** A NetworkPolicy isolates the pod, and none of its rules allows this connection. */
export const networkPolicy: Cause = ({ box, rule, origin }) => {
  if (!origin?.object.startsWith('NetworkPolicy ')) return null;
  const direction = origin.field === 'spec.egress' ? 'egress' : 'ingress';
  return {
    cause: 'network-policy',
    at: box.id,
    decided: rule,
    text: `${origin.object} isolates the pod, and no policy has a rule in ${origin.field} that allows ${direction} ${origin.value}.`,
    mend: origin,
  };
};
