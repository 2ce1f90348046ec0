import { fileURLToPath } from 'node:url';
import { goBinary } from '../clients/go-binary.js';

export const VERSION = 'v1.34.4';

/** The official end-to-end suite of a Kubernetes version, or undefined with one loud line that says what is missing. */
export function suiteBinary() {
  return goBinary({
    name: 'e2e.test',
    version: VERSION,
    directory: fileURLToPath(new URL('./suite/', import.meta.url)),
    main: 'k8s.io/kubernetes/test/e2e',
    command: ['test', '-c', '-mod=mod'],
    named: 'RABBITHOLE_E2E_TEST',
  });
}
