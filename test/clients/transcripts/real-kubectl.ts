import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../embedded-cluster.ts';

const TIMEOUT_MS = 90_000;

export interface KubectlCall {
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A kubectl whose context is a namespace, in a working directory of its own. */
export interface Kubectl {
  readonly namespace: string;
  run(call: KubectlCall): Promise<Outcome>;
  writeFile(name: string, content: string): void;
}

/** The real kubectl with `namespace` as its context's, in a folder of that name. Makes and removes the namespace. */
export async function kubectlIn(
  { kubeconfig, directory, namespace }: { kubeconfig: string; directory: string; namespace: string },
  use: (kubectl: Kubectl) => Promise<void>,
): Promise<void> {
  const folder = join(directory, namespace);
  const own = join(directory, `${namespace}.kubeconfig`);
  mkdirSync(folder);
  copyFileSync(kubeconfig, own);
  const kubectl: Kubectl = {
    namespace,
    run: (call) => execute(call, { folder, kubeconfig: own, cache: join(folder, '.cache') }),
    writeFile: (name, content) => writeFileSync(join(folder, name), content),
  };
  await must(kubectl, ['create', 'namespace', namespace]);
  await must(kubectl, ['config', 'set-context', '--current', `--namespace=${namespace}`]);
  // Pods are refused before the namespace has its service account, and do not start before they can know the authority.
  await must(kubectl, ['wait', '--for=create', 'serviceaccount/default', 'configmap/kube-root-ca.crt']);
  try {
    await use(kubectl);
  } finally {
    await must(kubectl, ['delete', 'namespace', namespace, '--wait=false']);
  }
}

function execute(
  { args, stdin = '', environment = {} }: KubectlCall,
  { folder, kubeconfig, cache }: { folder: string; kubeconfig: string; cache: string },
): Promise<Outcome> {
  const binary = process.env['RABBITHOLE_KUBECTL'] ?? 'kubectl';
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], KUBECONFIG: kubeconfig, KUBECACHEDIR: cache };
  return new Promise((resolve) => {
    const child = execFile(
      binary,
      args,
      {
        cwd: folder,
        env: { ...env, KUBE_EDITOR: 'true', ...environment },
        timeout: TIMEOUT_MS,
        maxBuffer: 64 * 1024 * 1024,
      },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr }),
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end(stdin);
  });
}

async function must(kubectl: Kubectl, args: readonly string[]): Promise<void> {
  const { code, stderr } = await kubectl.run({ args });
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
}
