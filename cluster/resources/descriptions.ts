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

/** What `keep` wrote; `version` is the package's that the texts came from. */
interface Kept {
  readonly version: string;
  readonly descriptions: Readonly<Record<string, Described>>;
}

/**
 * Read from the installed packages of type declarations once for an installation, then from a file beside them: the texts
 * are theirs and no part of this repository. An installation without the packages has the file from its build, or no texts.
 */
function load(): Readonly<Record<string, Described>> {
  const kept = readKept();
  const client = packageFolder('@kubernetes/client-node');
  if (!client) return kept?.descriptions ?? {};
  const { version } = JSON.parse(readFileSync(join(client, 'package.json'), 'utf8')) as { version: string };
  if (kept?.version === version) return kept.descriptions;
  const descriptions = collectDescriptions(client, packageFolder('kubernetes-types'));
  keep({ version, descriptions });
  return descriptions;
}

const FILE = fileURLToPath(new URL('../../node_modules/.cache/rabbithole/api-descriptions.json', import.meta.url));

function readKept(): Kept | undefined {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as Kept;
  } catch {
    return undefined;
  }
}

function keep(kept: Kept): void {
  try {
    mkdirSync(dirname(FILE), { recursive: true });
    // Others may be about to read it.
    writeFileSync(`${FILE}.${process.pid}`, JSON.stringify(kept));
    renameSync(`${FILE}.${process.pid}`, FILE);
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
