import { execFile } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Outcome } from '../embedded-cluster.ts';
import type { Kubectl } from './run-script.ts';

const MANIFESTS = fileURLToPath(new URL('./manifests/', import.meta.url));
const TIMEOUT_MS = 90_000;

/** The real kubectl in the folder of manifests, with `namespace` as its context's. Makes and removes the namespace. */
export async function kubectlIn(
  { kubeconfig, directory, namespace }: { kubeconfig: string; directory: string; namespace: string },
  run: (kubectl: Kubectl) => Promise<void>,
): Promise<void> {
  const own = join(directory, `${namespace}.kubeconfig`);
  copyFileSync(kubeconfig, own);
  const kubectl: Kubectl = (args, stdin) => execute(args, stdin, own, join(directory, 'cache'));
  await must(kubectl, ['create', 'namespace', namespace]);
  await must(kubectl, ['config', 'set-context', '--current', `--namespace=${namespace}`]);
  try {
    await run(kubectl);
  } finally {
    await must(kubectl, ['delete', 'namespace', namespace, '--wait=false']);
  }
}

function execute(args: readonly string[], stdin: string, kubeconfig: string, cache: string): Promise<Outcome> {
  const binary = process.env['RABBITHOLE_KUBECTL'] ?? 'kubectl';
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], KUBECONFIG: kubeconfig, KUBECACHEDIR: cache };
  return new Promise((resolve) => {
    const child = execFile(
      binary,
      args,
      { cwd: MANIFESTS, env: { ...env, KUBE_EDITOR: 'true' }, timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr }),
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end(stdin);
  });
}

async function must(kubectl: Kubectl, args: readonly string[]): Promise<void> {
  const { code, stderr } = await kubectl(args, '');
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
}
