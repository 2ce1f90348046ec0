import { isIP } from 'node:net';
import { createServingCredentials } from '../../cluster/apiserver/certificates.ts';

/** PEM texts. `ca` is what a kubeconfig trusts. */
export interface ServingCertificate {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** A certificate for this process, signed by an authority of its own, good for this machine's loopback and `host`. */
export function createServingCertificate(host: string): Promise<ServingCertificate> {
  return createServingCredentials(Date.now(), [{ type: isIP(host) ? 'ip' : 'dns', value: host }]);
}
