import { fileURLToPath } from 'node:url';
import { goBinary } from '../../clients/go-binary.js';

export const VERSION = 'v1.34.4';

/** A real control plane as one program (`components/`), compiled with Go once and kept by version; undefined without Go. */
export function controlPlaneBinary(): string | undefined {
  const stamps = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((name) => [
    [`${name}.gitVersion`, VERSION],
    [`${name}.gitMajor`, '1'],
    [`${name}.gitMinor`, '34'],
  ]);
  const directory = fileURLToPath(new URL('./components/', import.meta.url));
  return goBinary({ name: 'control-plane', version: VERSION, directory, variables: Object.fromEntries(stamps) });
}
