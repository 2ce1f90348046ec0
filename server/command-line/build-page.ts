import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Folders and files that the built page is made of, relative to the repository. */
const INPUTS = ['web', 'server/schemas', 'package-lock.json'];
const LEFT_OUT = new Set(['dist', 'node_modules']);

/** The folder with the built page, built first when its inputs changed since the last time. */
export async function buildPage(root: string, log: (line: string) => void): Promise<string> {
  const dist = join(root, 'web/dist');
  const stamp = join(dist, '.inputs');
  // An image holds the built page and not what it was made of.
  if (!existsSync(join(root, 'web/vite.config.ts'))) return dist;
  const inputs = hashOf(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return dist;
  log('building the page …');
  await build(root);
  writeFileSync(stamp, inputs);
  return dist;
}

function hashOf(root: string): string {
  const hash = createHash('sha256');
  const add = (path: string) => {
    const name = path.slice(root.length);
    if (existsSync(path)) {
      hash.update(`${name}\0`);
      hash.update(readFileSync(path));
    }
  };
  const visit = (folder: string) => {
    const entries = readdirSync(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (LEFT_OUT.has(entry.name)) continue;
      if (entry.isDirectory()) visit(join(folder, entry.name));
      else add(join(folder, entry.name));
    }
  };
  for (const input of INPUTS) {
    const path = join(root, input);
    if (input.endsWith('.json')) add(path);
    else visit(path);
  }
  return hash.digest('hex');
}

function build(root: string): Promise<void> {
  const vite = join(dirname(createRequire(join(root, 'package.json')).resolve('vite/package.json')), 'bin/vite.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [vite, 'build', 'web', '--logLevel', 'warn'], {
      cwd: root,
      stdio: 'inherit',
    });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`the page could not be built (vite ended with ${code})`)),
    );
  });
}
