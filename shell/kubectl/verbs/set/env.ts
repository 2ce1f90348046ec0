import { readAll } from '../../../../cluster/machinery/byte-stream.ts';
import { boolean, string, strings } from '../../command-line/flag-table.ts';
import { KubectlError, UsageError } from '../../errors.ts';
import { isRecord, type JsonObject, type MutableJson, recordAt, recordsAt, stringAt } from '../../json.ts';
import { selectedBy } from '../../resources/selected.ts';
import type { Target } from '../../resources/target.ts';
import type { Session } from '../../session.ts';
import type { Verb } from '../../verb.ts';
import { refuseVariable } from '../create/data-sources.ts';
import {
  changeEach,
  containersIn,
  matchesName,
  objectsToSet,
  podSpecOf,
  refuseLocalServer,
  SET_FLAGS,
  Unfit,
} from './change.ts';

interface Wanted {
  readonly set: readonly JsonObject[];
  readonly remove: readonly string[];
}

export const env: Verb = {
  name: 'env',
  usage: 'set env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N',
  flags: {
    ...SET_FLAGS,
    containers: string('c', '*'),
    env: strings('e'),
    from: string(),
    keys: strings(undefined, true),
    list: boolean(),
    overwrite: boolean(undefined, true),
    prefix: string(),
    resolve: boolean(),
  },
  run: async (session, args) => {
    const { flags } = session;
    const { resources, changes } = split(args);
    refuseLocalServer(session);
    if (flags.strings('filename').length === 0 && !flags.string('kustomize') && resources.length === 0)
      throw new KubectlError(
        'error: one or more resources must be specified as <resource> <name> or <resource>/<name>',
      );
    if (flags.boolean('list') && flags.string('output'))
      throw new KubectlError('error: --list and --output may not be specified together');
    if (flags.strings('keys').length > 0 && !flags.string('from'))
      throw new KubectlError('error: when specifying --keys, a configmap or secret must be provided with --from');
    const wanted = await variables(session, [...flags.strings('env'), ...changes]);
    const targets = await objectsToSet(session, resources);
    if (flags.boolean('list')) return list(session, targets, wanted);
    return changeEach(session, targets, {
      word: 'env updated',
      failure: 'failed to patch env update to pod template:',
      apply: (object, target) => change(session, object, target, wanted),
    });
  },
};

/** Resources come first, then what is set (`A=b`) and taken away (`A-`). */
function split(args: readonly string[]): { resources: string[]; changes: string[] } {
  const isChange = (text: string) => /^.+=/s.test(text) || text.endsWith('-');
  const first = args.findIndex(isChange);
  if (first < 0) return { resources: [...args], changes: [] };
  const changes = args.slice(first);
  if (!changes.every(isChange))
    throw new UsageError(`all resources must be specified before environment changes: ${args.join(' ')}`, 'set env');
  return { resources: args.slice(0, first), changes };
}

async function variables(session: Session, texts: readonly string[]): Promise<Wanted> {
  const set: JsonObject[] = [];
  const remove: string[] = [];
  for (const text of texts) {
    const equals = text.indexOf('=');
    if (text === '-') set.push(...lines(Buffer.from(await readAll(session.process.stdin)).toString('utf8')));
    else if (equals >= 0) {
      refuseVariable(text.slice(0, equals));
      set.push(variable(text, equals));
    } else if (text.endsWith('-')) remove.push(text.slice(0, -1));
    else throw new KubectlError(`error: unknown environment variable: ${text}`);
  }
  if (remove.some((name) => texts.some((text) => text.startsWith(`${name}=`))))
    throw new KubectlError('error: can not both modify and remove the same environment variable in the same command');
  set.push(...(await fromObject(session)));
  const prefix = session.flags.string('prefix');
  return { set: set.map((each) => (prefix ? { ...each, name: `${prefix}${String(each['name'])}` } : each)), remove };
}

const variable = (text: string, equals: number): JsonObject => ({
  name: text.slice(0, equals),
  value: text.slice(equals + 1),
});

function lines(text: string): JsonObject[] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, ''))
    .filter((line) => line.includes('='))
    .map((line) => variable(line, line.indexOf('=')));
}

/** --from: a variable for each key of a ConfigMap or Secret. */
async function fromObject(session: Session): Promise<JsonObject[]> {
  const from = session.flags.string('from');
  if (!from) return [];
  const found: JsonObject[] = [];
  for (const { resource, object, name } of await selectedBy(session, [from], { fetch: true })) {
    const field = resource.kind === 'Secret' ? 'secretKeyRef' : 'configMapKeyRef';
    if (!['Secret', 'ConfigMap'].includes(resource.kind))
      throw new KubectlError('error: unsupported resource specified in --from');
    const keys = session.flags.strings('keys');
    for (const key of Object.keys(recordAt(object, 'data') ?? {}).sort())
      if (keys.length === 0 || keys.includes(key))
        found.push({ name: nameForKey(session, key), valueFrom: { [field]: { name, key } } });
  }
  return found;
}

function nameForKey(session: Session, key: string): string {
  const name = key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase();
  if (name !== key) session.warn(`key ${key} transferred to ${name}`);
  return name;
}

function change(session: Session, object: MutableJson, target: Target, wanted: Wanted): void {
  for (const container of chosen(session, object, target)) {
    const present = recordsAt(container, 'env');
    if (!session.flags.boolean('overwrite')) refuseOverwrite(present, wanted.set);
    const next = updated(present, wanted);
    if (next.length > 0) container['env'] = next;
    else delete container['env'];
  }
}

function chosen(session: Session, object: MutableJson, target: Target): MutableJson[] {
  const spec = podSpecOf(object, target);
  const pattern = session.flags.string('containers');
  const found = [...containersIn(spec, 'containers'), ...containersIn(spec, 'initContainers')].filter((container) =>
    matchesName(String(container['name']), pattern),
  );
  if (found.length === 0)
    session.warn(`${target.resource.kind}/${target.name} does not have any containers matching "${pattern}"`);
  return found;
}

function refuseOverwrite(present: readonly JsonObject[], set: readonly JsonObject[]): void {
  for (const { name } of set) {
    const known = present.find((each) => each['name'] === name);
    if (known && 'value' in known)
      throw new Unfit(`'${String(name)}' already has a value (${stringAt(known, 'value')}), and --overwrite is false`);
    if (known) throw new Unfit(`'${String(name)}' already has a value, and --overwrite is false`);
  }
}

/** set/helper.go updateEnv: what is there keeps its place. */
function updated(present: readonly JsonObject[], { set, remove }: Wanted): JsonObject[] {
  const covered = new Set<unknown>(remove);
  const next: JsonObject[] = [];
  for (const each of present) {
    const { name } = each;
    if (covered.has(name)) continue;
    const newer = set.find((other) => other['name'] === name);
    if (newer) covered.add(name);
    next.push(newer ?? each);
  }
  for (const each of set) {
    if (covered.has(each['name'])) continue;
    covered.add(each['name']);
    next.push(each);
  }
  return next;
}

async function list(session: Session, targets: readonly Target[], wanted: Wanted): Promise<number> {
  for (const target of targets) {
    let containers: MutableJson[];
    try {
      containers = chosen(session, structuredClone(target.object!) as MutableJson, target);
    } catch (error) {
      if (error instanceof Unfit) continue;
      throw error;
    }
    for (const container of containers) {
      await session.print(`# ${target.resource.kind} ${target.name}, container ${stringAt(container, 'name')}\n`);
      for (const item of updated(recordsAt(container, 'env'), wanted)) await session.print(await shown(session, item));
    }
  }
  return 0;
}

async function shown(session: Session, item: JsonObject): Promise<string> {
  const name = stringAt(item, 'name');
  const from = item['valueFrom'];
  if (!isRecord(from)) return `${name}=${stringAt(item, 'value')}\n`;
  if (session.flags.boolean('resolve')) {
    const value = await resolved(session, from);
    if (value !== null) return `${name}=${value}\n`;
  }
  return `# ${name} from ${referenceText(from)}\n`;
}

async function resolved(session: Session, from: JsonObject): Promise<string | null> {
  for (const [field, type] of [
    ['configMapKeyRef', 'configmaps'],
    ['secretKeyRef', 'secrets'],
  ] as const) {
    const reference = recordAt(from, field);
    if (!reference) continue;
    const path = `/api/v1/namespaces/${session.namespace}/${type}/${encodeURIComponent(stringAt(reference, 'name'))}`;
    const value = stringAt(await session.client.json({ path }), 'data', stringAt(reference, 'key'));
    return type === 'secrets' ? Buffer.from(value, 'base64').toString('utf8') : value;
  }
  return null;
}

function referenceText(from: JsonObject): string {
  const key = (field: string) => `${stringAt(from, field, 'name')}, key ${stringAt(from, field, 'key')}`;
  if (recordAt(from, 'configMapKeyRef')) return `configmap ${key('configMapKeyRef')}`;
  if (recordAt(from, 'secretKeyRef')) return `secret ${key('secretKeyRef')}`;
  if (recordAt(from, 'fieldRef')) return `field path ${stringAt(from, 'fieldRef', 'fieldPath')}`;
  if (recordAt(from, 'resourceFieldRef')) {
    const container = stringAt(from, 'resourceFieldRef', 'containerName');
    return `resource field ${container ? `${container}, ` : ''}${stringAt(from, 'resourceFieldRef', 'resource')}`;
  }
  return 'invalid valueFrom';
}
