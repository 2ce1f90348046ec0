import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const VERSION = 'v1.34.4';

/** A real control plane as one program (`components/`), compiled with Go once and kept by version; undefined without Go. */
export function controlPlaneBinary(): string | undefined {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'rabbithole', VERSION);
  const binary = join(cache, 'control-plane');
  if (existsSync(binary)) return binary;
  if (spawnSync('go', ['version']).status !== 0) return undefined;
  console.error(`compiling a real control plane ${VERSION} (about five minutes, once) …`);
  mkdirSync(cache, { recursive: true });
  const stamp = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
    .map((name) => `-X ${name}.gitVersion=${VERSION} -X ${name}.gitMajor=1 -X ${name}.gitMinor=34`)
    .join(' ');
  const { status } = spawnSync('go', ['build', '-trimpath', '-ldflags', `-s -w ${stamp}`, '-o', `${binary}.new`, '.'], {
    cwd: fileURLToPath(new URL('./components/', import.meta.url)),
    env: { ...process.env, CGO_ENABLED: '0' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) return undefined;
  renameSync(`${binary}.new`, binary);
  return binary;
}
