import { addressOf } from '../trace-context.ts';
import { type Cause, keyOf } from './failure.ts';

/** A node's rules still lead to a pod that is gone, or know nothing of the Service: kube-proxy does not write there. */
export const staleRules: Cause = ({ service, trace, box, rule, kind }, facts) => {
  if (!service) return null;
  const entry = trace.boxes.find(
    ({ kind: of, rewrites }) => of === 'node' && rewrites.some(({ kind: how }) => how === 'DNAT'),
  );
  const target = entry?.rewrites.find(({ kind: how }) => how === 'DNAT')?.after;
  const leads =
    target && kind !== 'status' && !facts.podAt(addressOf(target)) && !facts.isNodeAddress(addressOf(target));
  const node = leads ? (entry.node ?? entry.name) : box.name;
  const unknown = box.kind === 'node' && kind === 'refused' && rule.startsWith('nobody listens on');
  if ((!leads && !unknown) || facts.kubeProxyOn(node)) return null;
  const what = leads
    ? `The rules of ${node} lead to ${addressOf(target)}, which no pod has any more`
    : `${node} has no rule for Service ${keyOf(service)}`;
  return {
    cause: 'stale-rules',
    at: leads ? entry.id : box.id,
    decided: leads ? (entry.decision?.rule ?? rule) : rule,
    text: `${what}: no kube-proxy is running there to write new ones.`,
    mend: { object: 'DaemonSet kube-system/kube-proxy', field: 'spec.template.spec', value: `no Ready pod on ${node}` },
  };
};
