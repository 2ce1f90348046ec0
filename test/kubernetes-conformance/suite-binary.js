// Finds the official end-to-end suite of a Kubernetes version, or compiles it with Go; the build is kept by version.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const VERSION = 'v1.34.4';

/** The path of e2e.test, or undefined with one loud line that says what is missing. */
export function suiteBinary() {
  const named = process.env.RABBITHOLE_E2E_TEST;
  if (named) return named;
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'rabbithole', VERSION);
  const binary = join(cache, 'e2e.test');
  if (existsSync(binary)) return binary;
  if (spawnSync('go', ['version']).status !== 0) {
    console.log(
      `SKIPPED: no e2e.test of Kubernetes ${VERSION} at ${binary} and no Go to compile it. Install Go >= 1.26.`,
    );
    return undefined;
  }
  console.log(`Compiling the end-to-end suite of Kubernetes ${VERSION} (about seven minutes, once) …`);
  mkdirSync(cache, { recursive: true });
  const compile = spawnSync('go', ['test', '-c', '-mod=mod', '-o', `${binary}.new`, 'k8s.io/kubernetes/test/e2e'], {
    cwd: fileURLToPath(new URL('./suite/', import.meta.url)),
    env: { ...process.env, CGO_ENABLED: '0' },
    stdio: 'inherit',
  });
  if (compile.status !== 0) {
    console.log(`SKIPPED: the end-to-end suite of Kubernetes ${VERSION} could not be compiled.`);
    return undefined;
  }
  renameSync(`${binary}.new`, binary);
  return binary;
}
