import { type Cause, keyOf } from './failure.ts';

/** An https request that a proxy did not serve, and whose Ingress names a Secret that is not there. */
export const tlsSecret: Cause = ({ trace, box, rule }, facts) => {
  const to = trace.boxes[0]?.sent?.to ?? '';
  const isTls = trace.request?.url.startsWith('https://') || to.endsWith(':443');
  if (!isTls) return null;
  const host = trace.request && new URL(trace.request.url).hostname;
  for (const ingress of facts.ingresses()) {
    for (const [index, tls] of (ingress.spec.tls ?? []).entries()) {
      const key = `${ingress.metadata.namespace}/${tls.secretName ?? ''}`;
      if (!tls.secretName || facts.hasSecret(key) || (host && tls.hosts && !tls.hosts.includes(host))) continue;
      return {
        cause: 'tls-secret',
        at: box.id,
        decided: rule,
        text: `Ingress ${keyOf(ingress)} names the Secret ${key}, which does not exist: the controller shows its own certificate.`,
        mend: { object: `Ingress ${keyOf(ingress)}`, field: `spec.tls[${index}].secretName`, value: tls.secretName },
      };
    }
  }
  return null;
};
