/** The checks that /readyz and /livez name, as far as this server has what they look at. */
const CHECKS = [
  'ping',
  'log',
  'etcd',
  'informer-sync',
  'poststarthook/start-apiserver-admission-initializer',
  'poststarthook/bootstrap-controller',
  'poststarthook/start-system-namespaces-controller',
  'poststarthook/apiservice-discovery-controller',
];

/** /healthz, /livez, /readyz: `ok`, or each check with ?verbose. */
export function healthText(path: string, verbose: boolean, ready: boolean): { status: number; text: string } {
  const name = path.slice(1);
  if (!ready && name === 'readyz') {
    return { status: 500, text: `[-]poststarthook/bootstrap-controller failed: not finished\n${name} check failed\n` };
  }
  if (!verbose) return { status: 200, text: 'ok' };
  return { status: 200, text: `${CHECKS.map((check) => `[+]${check} ok\n`).join('')}${name} check passed\n` };
}
