import { type Cause, keyOf } from './failure.ts';

/** A ClusterIP is known to nodes only: from outside no way leads to it. */
export const clusterAddressOutside: Cause = ({ trace, box, rule }, facts) => {
  const [start] = trace.boxes;
  const [address, port] = (start?.sent?.to ?? '').split(':');
  if (start?.kind !== 'client' || !address || trace.boxes.some(({ kind }) => kind === 'node')) return null;
  const service = facts.serviceAt(address, Number(port), false);
  if (service?.spec.clusterIP !== address) return null;
  return {
    cause: 'cluster-address-outside',
    at: box.id,
    decided: rule,
    text: `${address} is the ClusterIP of Service ${keyOf(service)}: rules on the nodes know it, and no route leads to it from outside.`,
    mend: { object: `Service ${keyOf(service)}`, field: 'spec.type', value: service.spec.type ?? 'ClusterIP' },
  };
};
