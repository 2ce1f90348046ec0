import { execFile } from 'node:child_process';
import type { ClusterOnPort, Outcome } from './embedded-cluster.ts';

/** Runs an unmodified program against the cluster; its home and caches are the cluster's directory. Informers stream their first list. */
export function runProgram(on: ClusterOnPort, binary: string, args: readonly string[]): Promise<Outcome> {
  const env = {
    ...process.env,
    KUBECONFIG: `${on.directory}/kubeconfig`,
    KUBE_FEATURE_WatchListClient: 'true',
    HELM_CACHE_HOME: `${on.directory}/helm-cache`,
    HELM_CONFIG_HOME: `${on.directory}/helm-config`,
    HELM_DATA_HOME: `${on.directory}/helm-data`,
  };
  return new Promise((resolve) => {
    execFile(binary, args, { cwd: on.directory, env, timeout: 50_000 }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr }),
    );
  });
}
