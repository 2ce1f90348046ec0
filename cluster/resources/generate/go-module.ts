import { execFileSync } from 'node:child_process';

/** Folder of a Go module in the local module cache, fetched through the Go proxy when it is not there yet. */
export function goModuleFolder(modulePath: string, version: string): string {
  const answer = execFileSync('go', ['mod', 'download', '-json', `${modulePath}@${version}`], { encoding: 'utf8' });
  const { Dir } = JSON.parse(answer) as { Dir?: string };
  if (!Dir) throw new Error(`go mod download gave no folder for ${modulePath}@${version}`);
  return Dir;
}
