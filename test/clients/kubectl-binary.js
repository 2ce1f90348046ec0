// Finds the pinned kubectl, or builds it with Go from its own modules; the build is kept by version.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const VERSION = 'v1.34.4';

/** The path of a kubectl of VERSION, or undefined with one loud line that says what is missing. */
export function kubectlBinary() {
  const named = process.env.RABBITHOLE_KUBECTL;
  if (named) return named;
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'rabbithole', VERSION);
  // Its name stands in some of its texts.
  const binary = join(cache, 'kubectl');
  if (existsSync(binary)) return binary;
  if (spawnSync('go', ['version']).status !== 0) {
    console.log(
      `SKIPPED: no kubectl ${VERSION} at ${binary} and no Go to build it. Install Go, or name one in RABBITHOLE_KUBECTL.`,
    );
    return undefined;
  }
  console.log(`Building kubectl ${VERSION} (about two minutes, once) …`);
  mkdirSync(cache, { recursive: true });
  const [major, minor] = VERSION.slice(1).split('.');
  const set = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
    .flatMap((name) => [
      `-X ${name}.gitVersion=${VERSION}`,
      `-X ${name}.gitMajor=${major}`,
      `-X ${name}.gitMinor=${minor}`,
    ])
    .join(' ');
  const build = spawnSync('go', ['build', '-trimpath', '-ldflags', `-s -w ${set}`, '-o', `${binary}.new`, '.'], {
    cwd: fileURLToPath(new URL('./kubectl/', import.meta.url)),
    env: { ...process.env, CGO_ENABLED: '0' },
    stdio: 'inherit',
  });
  if (build.status !== 0) {
    console.log(`SKIPPED: kubectl ${VERSION} could not be built.`);
    return undefined;
  }
  renameSync(`${binary}.new`, binary);
  return binary;
}
