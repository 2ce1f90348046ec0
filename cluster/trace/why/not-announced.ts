import type { Cause } from './failure.ts';

/** The provider's edge does not announce the address yet. */
export const notAnnounced: Cause = ({ box, rule, trace }) => {
  if (!rule.includes('not announced yet')) return null;
  const address = trace.boxes[0]?.sent?.to.split(':')[0] ?? '';
  return {
    cause: 'not-announced',
    at: box.id,
    decided: rule,
    text: `${address} is allocated, and the provider's edge does not announce it yet: it takes some seconds after the status is set.`,
    mend: null,
  };
};
