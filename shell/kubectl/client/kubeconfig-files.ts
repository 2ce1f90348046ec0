import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Machine } from '../../../cluster/machinery/machine.ts';
import { KubectlError } from '../errors.ts';
import { type JsonObject, recordsAt, stringAt } from '../json.ts';
import { canonical, type EntryList, parseKubeconfig } from './kubeconfig-format.ts';

/** Where kubectl runs: what decides which kubeconfig files it reads. */
export interface Surroundings {
  readonly machine: Machine;
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
}

/** One file of the chain. `path` as it was given; `config` is null where there is none. */
export interface KubeconfigFile {
  readonly path: string;
  readonly config: JsonObject | null;
}

/** Every file that counts, the first one strongest (clientcmd.ClientConfigLoadingRules). */
export interface Kubeconfigs {
  readonly files: readonly KubeconfigFile[];
  /** --kubeconfig named the only one. */
  readonly isExplicit: boolean;
  /** All files as one. */
  readonly merged: JsonObject;
  /** The file that new entries go to (clientcmd.PathOptions.GetDefaultFilename). */
  readonly defaultPath: string;
}

/** A path of the command line or the environment as the machine's files know it. */
export function absolutePath({ workingDirectory }: Surroundings, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${workingDirectory}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export function readKubeconfigs(surroundings: Surroundings, flag: string): Kubeconfigs {
  const { environment, machine } = surroundings;
  const listed = [...new Set((environment['KUBECONFIG'] ?? '').split(':').filter(Boolean))];
  const home = `${environment['HOME'] ?? '/root'}/.kube/config`;
  const paths = flag ? [flag] : listed.length > 0 ? listed : [home];
  const files = paths.map((path) => ({ path, config: readKubeconfig(surroundings, path) }));
  const existing = paths.find((path) => machine.files.exists(absolutePath(surroundings, path)));
  return { files, isExplicit: flag !== '', merged: merge(files), defaultPath: existing ?? paths.at(-1)! };
}

/** Read files by their text: a learner's commands read the same one over and over. */
const parsed = new Map<string, JsonObject>();
const MAX_PARSED = 100;

export function readKubeconfig(surroundings: Surroundings, path: string): JsonObject | null {
  const text = textOf(surroundings, path);
  if (text === null) return null;
  const key = `${path}\n${text}`;
  const known = parsed.get(key);
  if (known) return known;
  const config = parseKubeconfig(text, path);
  if (parsed.size >= MAX_PARSED) parsed.clear();
  parsed.set(key, config);
  return config;
}

function textOf(surroundings: Surroundings, path: string): string | null {
  const { files } = surroundings.machine;
  const whole = absolutePath(surroundings, path);
  if (!files.exists(whole)) return null;
  try {
    return Buffer.from(files.read(whole)).toString('utf8');
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const doing = error.code === 'EISDIR' ? 'read' : 'open';
    throw new KubectlError(
      `error: error loading config file "${path}": ${doing} ${path}: ${error.message.toLowerCase()}`,
    );
  }
}

/** The first file that has a name, or a current context, decides about it. */
function merge(files: readonly KubeconfigFile[]): JsonObject {
  const configs = files.flatMap(({ config }) => (config ? [config] : []));
  const all = (list: EntryList) => configs.flatMap((config) => recordsAt(config, list));
  return canonical({
    clusters: all('clusters'),
    users: all('users'),
    contexts: all('contexts'),
    'current-context': configs.map((config) => stringAt(config, 'current-context')).find(Boolean) ?? '',
  });
}

/** The file that an entry is from. */
export function originOf({ files }: Kubeconfigs, list: EntryList, name: string): string | undefined {
  return files.find(({ config }) => recordsAt(config, list).some((entry) => entry['name'] === name))?.path;
}
