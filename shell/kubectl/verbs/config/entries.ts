import { stringify } from 'yaml';
import { FileError } from '../../../../cluster/machinery/file-system.ts';
import { kubeconfigPath, named, readKubeconfig } from '../../client/kubeconfig.ts';
import { KubectlError } from '../../errors.ts';
import { type JsonObject, recordAt, recordsAt } from '../../json.ts';
import { absolute } from '../../resources/manifests.ts';
import type { Session } from '../../session.ts';

/** The kubeconfig in use and where it is. */
export interface ConfigFile {
  readonly path: string;
  readonly config: JsonObject;
}

export function fileOf(session: Session): ConfigFile {
  const { process, flags } = session;
  const path = kubeconfigPath(process.environment, process.machine, flags.string('kubeconfig'));
  return { path, config: readKubeconfig(process.machine, path) ?? { apiVersion: 'v1', kind: 'Config' } };
}

export function save(session: Session, path: string, config: JsonObject): void {
  session.machine.files.write(path, Buffer.from(stringify(inOrder(config))), 0o600);
}

/** Entries by name, as clientcmd writes its maps. */
function inOrder(config: JsonObject): JsonObject {
  const sorted = (list: EntryList) =>
    [...recordsAt(config, list)].sort((a, b) => (String(a['name']) < String(b['name']) ? -1 : 1));
  const lists: readonly EntryList[] = ['clusters', 'contexts', 'users'];
  return { ...config, ...Object.fromEntries(lists.map((list) => [list, sorted(list)])) };
}

export type EntryList = 'clusters' | 'contexts' | 'users';
const FIELD: Readonly<Record<EntryList, string>> = { clusters: 'cluster', contexts: 'context', users: 'user' };

export const entryOf = (config: JsonObject, list: EntryList, name: string): JsonObject | null =>
  recordAt(named(config, list, name), FIELD[list]);

/** The config with this entry in place of the one of its name, or after the others. */
export function withEntry(config: JsonObject, list: EntryList, name: string, entry: JsonObject): JsonObject {
  const item = { name, [FIELD[list]]: entry };
  const items = recordsAt(config, list);
  const known = items.some((each) => each['name'] === name);
  return { ...config, [list]: known ? items.map((each) => (each['name'] === name ? item : each)) : [...items, item] };
}

export function withoutEntry(config: JsonObject, list: EntryList, name: string): JsonObject {
  return { ...config, [list]: recordsAt(config, list).filter((each) => each['name'] !== name) };
}

/** A certificate or key: its path, or with --embed-certs its content. */
export function fileValue(session: Session, flag: string, embed: boolean): Record<string, string | undefined> {
  const path = session.flags.string(flag);
  if (!session.flags.changed(flag)) return {};
  if (!embed) return { [flag]: path === '' ? '' : absolute(session, path), [`${flag}-data`]: undefined };
  try {
    const bytes = Buffer.from(session.machine.files.read(absolute(session, path)));
    return { [`${flag}-data`]: bytes.toString('base64'), [flag]: undefined };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new KubectlError(`error: could not stat ${flag} file ${path}: stat ${path}: ${error.message.toLowerCase()}`);
  }
}
