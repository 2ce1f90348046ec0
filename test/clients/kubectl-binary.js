import { fileURLToPath } from 'node:url';
import { goBinary } from './go-binary.js';

export const VERSION = 'v1.34.4';

/** The path of a kubectl of VERSION, or undefined with one loud line that says what is missing. */
export function kubectlBinary() {
  const [major, minor] = VERSION.slice(1).split('.');
  const variables = Object.fromEntries(
    ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((name) => [
      [`${name}.gitVersion`, VERSION],
      [`${name}.gitMajor`, major],
      [`${name}.gitMinor`, minor],
    ]),
  );
  const directory = fileURLToPath(new URL('./kubectl/', import.meta.url));
  return goBinary({ name: 'kubectl', version: VERSION, directory, variables, named: 'RABBITHOLE_KUBECTL' });
}
