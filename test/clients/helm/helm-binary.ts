import { fileURLToPath } from 'node:url';
import { goBinary } from '../go-binary.js';

const VERSIONS = { 3: 'v3.22.0', 4: 'v4.3.1' };

/** The path of helm 3 or 4, or undefined with one loud line that says what is missing. */
export function helmBinary(major: 3 | 4): string | undefined {
  const version = VERSIONS[major];
  return goBinary({
    name: 'helm',
    version: `helm-${version}`,
    directory: fileURLToPath(new URL(`./v${major}/`, import.meta.url)),
    main: `helm.sh/helm/v${major}/cmd/helm`,
    variables: { [`helm.sh/helm/v${major}/internal/version.version`]: version },
    named: `RABBITHOLE_HELM${major}`,
  });
}
