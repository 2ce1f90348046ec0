import { type Cause, keyOf } from './failure.ts';

/** A traffic policy Local, and the node that has the packet runs no ready pod of the Service. */
export const noLocalEndpoint: Cause = ({ service, box, rule, kind }, facts) => {
  if (!service || kind !== 'timed-out' || box.kind !== 'node') return null;
  const external = service.spec.externalTrafficPolicy === 'Local';
  const internal = service.spec.internalTrafficPolicy === 'Local';
  if (!(external || internal)) return null;
  const ready = facts
    .slicesOf(service)
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready !== false);
  if (ready.length === 0 || ready.some(({ nodeName }) => nodeName === box.name)) return null;
  const nodes = [...new Set(ready.flatMap(({ nodeName }) => nodeName ?? []))].sort();
  const field = external ? 'spec.externalTrafficPolicy' : 'spec.internalTrafficPolicy';
  return {
    cause: 'no-local-endpoint',
    at: box.id,
    decided: rule,
    text: `${box.name} runs no ready pod of Service ${keyOf(service)} (${nodes.join(', ')} ${nodes.length === 1 ? 'does' : 'do'}), and its policy Local forbids sending to another node.`,
    mend: { object: `Service ${keyOf(service)}`, field, value: 'Local' },
  };
};
