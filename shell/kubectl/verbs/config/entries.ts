import { FileError } from '../../../../cluster/machinery/file-system.ts';
import { named } from '../../client/kubeconfig.ts';
import {
  absolutePath,
  type Kubeconfigs,
  originOf,
  readKubeconfig,
  readKubeconfigs,
} from '../../client/kubeconfig-files.ts';
import { canonical, ENTRY_FIELD, type EntryList } from '../../client/kubeconfig-format.ts';
import { KubectlError } from '../../errors.ts';
import { type JsonObject, jsonEqual, recordAt, recordsAt, stringAt } from '../../json.ts';
import { klogLine } from '../../klog.ts';
import { toYaml } from '../../printers/yaml.ts';
import { absolute } from '../../resources/absolute-path.ts';
import type { Session } from '../../session.ts';

/** The kubeconfig in use, and the file that the messages name. */
export interface ConfigFile {
  readonly path: string;
  readonly config: JsonObject;
}

const kubeconfigsOf = (session: Session): Kubeconfigs =>
  readKubeconfigs(session.process, session.flags.string('kubeconfig'));

export function fileOf(session: Session): ConfigFile {
  const { defaultPath, merged, files } = kubeconfigsOf(session);
  const loaded = files.find(({ config }) => config !== null);
  if (loaded && session.flags.integer('v') >= 6)
    session.aside(klogLine(session, 'I', 'loader.go:402', `Config loaded from file:  ${loaded.path}`));
  return { path: defaultPath, config: merged };
}

const LISTS: readonly EntryList[] = ['clusters', 'users', 'contexts'];

/**
 * Writes what `config` has otherwise than the files in use: each entry to the file it is from, new ones to the
 * default file (clientcmd.ModifyConfig). `origins` tells where an entry that was renamed is from.
 */
export function save(session: Session, config: JsonObject, renamed: Readonly<Record<string, string>> = {}): void {
  const before = kubeconfigsOf(session);
  const after = canonical(config);
  const files = new Map<string, JsonObject>();
  const change = (path: string, how: (config: JsonObject) => JsonObject) =>
    files.set(path, how(files.get(path) ?? readKubeconfig(session.process, path) ?? {}));
  const current = stringAt(after, 'current-context');
  if (current !== stringAt(before.merged, 'current-context'))
    for (const path of filesOfCurrent(before, current))
      change(path, (file) => ({ ...file, 'current-context': current }));
  for (const list of LISTS) {
    for (const entry of recordsAt(after, list)) {
      const name = stringAt(entry, 'name');
      if (jsonEqual(entry, named(before.merged, list, name))) continue;
      const path = originOf(before, list, name) ?? originOf(before, list, renamed[name] ?? '') ?? before.defaultPath;
      const content = recordAt(entry, ENTRY_FIELD[list]) ?? {};
      change(path, (file) => withEntry(file, list, name, relative(session, path, content)));
    }
    for (const { name } of recordsAt(before.merged, list)) {
      const path = originOf(before, list, String(name));
      if (path !== undefined && !named(after, list, String(name)))
        change(path, (file) => withoutEntry(file, list, String(name)));
    }
  }
  for (const [path, file] of files) write(session, path, file);
}

/** A context to use goes to the default file; that none is used, to the first one that says otherwise. */
function filesOfCurrent({ files, isExplicit, defaultPath }: Kubeconfigs, current: string): string[] {
  if (current || isExplicit) return [defaultPath];
  const saying = files.find(({ config }) => stringAt(config, 'current-context') !== '');
  return saying ? [saying.path] : [];
}

const PATHS = ['certificate-authority', 'client-certificate', 'client-key'];

/** Files below the kubeconfig's directory are named from there. */
function relative(session: Session, path: string, content: JsonObject): JsonObject {
  const whole = absolutePath(session.process, path);
  const directory = whole.slice(0, whole.lastIndexOf('/') + 1);
  return Object.fromEntries(
    Object.entries(content).map(([field, value]) =>
      PATHS.includes(field) && typeof value === 'string' && value.startsWith(directory)
        ? [field, value.slice(directory.length)]
        : [field, value],
    ),
  );
}

function write(session: Session, path: string, config: JsonObject): void {
  const { files } = session.machine;
  const whole = absolutePath(session.process, path);
  try {
    files.makeDirectory(whole.slice(0, whole.lastIndexOf('/')) || '/', { recursive: true });
    files.write(whole, Buffer.from(toYaml(canonical(config))), 0o600);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new KubectlError(`error: open ${path}.lock: ${error.message.toLowerCase()}`);
  }
}

export const entryOf = (config: JsonObject, list: EntryList, name: string): JsonObject | null =>
  recordAt(named(config, list, name), ENTRY_FIELD[list]);

/** The config with this entry in place of the one of its name, or after the others. */
export function withEntry(config: JsonObject, list: EntryList, name: string, entry: JsonObject): JsonObject {
  const item = { name, [ENTRY_FIELD[list]]: entry };
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
