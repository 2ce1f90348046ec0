import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectDescriptions, type Described } from './collect-descriptions.ts';

export type { Described } from './collect-descriptions.ts';

let all: Readonly<Record<string, Described>> | undefined;

/** What the API's documentation says of a type and its fields; undefined where nothing is installed that would tell. */
export function descriptionsOf(definition: string): Described | undefined {
  all ??= load();
  return all[definition];
}

/**
 * Read from the installed packages of type declarations once for an installation, then from a file beside them: the texts
 * are theirs and no part of this repository.
 */
function load(): Readonly<Record<string, Described>> {
  const client = packageFolder('@kubernetes/client-node');
  const types = packageFolder('kubernetes-types');
  if (!client) return {};
  const { version } = JSON.parse(readFileSync(join(client, 'package.json'), 'utf8')) as { version: string };
  const file = join(dirname(dirname(client)), '.cache', 'rabbithole', `api-descriptions-${version}.json`);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Described>;
  } catch {
    const collected = collectDescriptions(client, types);
    keep(file, collected);
    return collected;
  }
}

function keep(file: string, collected: Readonly<Record<string, Described>>): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Others may be about to read it.
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(collected));
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // An installation that cannot be written to is read again each time.
  }
}

function packageFolder(name: string): string | undefined {
  const paths = createRequire(fileURLToPath(import.meta.url)).resolve.paths(name) ?? [];
  return paths
    .map((path) => join(path, name))
    .find((path) => {
      try {
        readFileSync(join(path, 'package.json'));
        return true;
      } catch {
        return false;
      }
    });
}
