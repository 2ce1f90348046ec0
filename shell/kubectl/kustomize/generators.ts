import {
  isRecord,
  type JsonObject,
  listAt,
  type MutableJson,
  recordAt,
  recordsAt,
  stringAt,
  stringMapAt,
} from '../json.ts';
import type { Session } from '../session.ts';
import { nameHash } from '../verbs/create/name-hash.ts';
import { readText } from './kustomization.ts';
import { fail, type Resource, resourceOf } from './resource.ts';
import { rename } from './transform.ts';

/** ConfigMaps and Secrets that a kustomization makes; `merge` and `replace` change those that are there. */
export function generate(session: Session, directory: string, fields: JsonObject, resources: Resource[]): void {
  const options = recordAt(fields, 'generatorOptions');
  for (const [field, kind] of [
    ['configMapGenerator', 'ConfigMap'],
    ['secretGenerator', 'Secret'],
  ] as const)
    for (const entry of recordsAt(fields, field)) {
      const made = objectOf(session, directory, entry, kind, options);
      const hashed = setting(entry, options, 'disableNameSuffixHash') !== true;
      place(resources, resourceOf(made, hashed), stringAt(entry, 'behavior'));
    }
}

function setting(entry: JsonObject, options: JsonObject | null, name: string): unknown {
  return recordAt(entry, 'options')?.[name] ?? options?.[name];
}

function objectOf(
  session: Session,
  directory: string,
  entry: JsonObject,
  kind: 'ConfigMap' | 'Secret',
  options: JsonObject | null,
): MutableJson {
  const data: Record<string, string> = {};
  const add = (key: string, value: string) => {
    if (Object.hasOwn(data, key))
      fail(`accumulating resources: configmap ${stringAt(entry, 'name')} illegally repeats the key \`${key}\``);
    data[key] = kind === 'Secret' ? Buffer.from(value).toString('base64') : value;
  };
  for (const literal of listAt(entry, 'literals').map(String)) {
    const equals = literal.indexOf('=');
    if (equals <= 0) fail(`loading KV pairs: literal source: invalid literal source ${literal}, expected key=value`);
    add(literal.slice(0, equals), literal.slice(equals + 1).replace(/^(["'])(.*)\1$/s, '$2'));
  }
  for (const file of listAt(entry, 'files').map(String)) {
    const equals = file.indexOf('=');
    const path = file.slice(equals + 1);
    add(equals > 0 ? file.slice(0, equals) : path.slice(path.lastIndexOf('/') + 1), readText(session, directory, path));
  }
  for (const path of [...listAt(entry, 'envs').map(String), ...[stringAt(entry, 'env')].filter(Boolean)])
    for (const [key, value] of variables(readText(session, directory, path))) add(key, value);
  const labels = pairs(entry, options, 'labels');
  const annotations = pairs(entry, options, 'annotations');
  const namespace = stringAt(entry, 'namespace');
  return {
    apiVersion: 'v1',
    kind,
    ...(Object.keys(data).length > 0 && { data }),
    metadata: {
      name: stringAt(entry, 'name'),
      ...(namespace && { namespace }),
      ...(Object.keys(labels).length > 0 && { labels }),
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    ...(kind === 'Secret' && { type: stringAt(entry, 'type') || 'Opaque' }),
    ...(setting(entry, options, 'immutable') === true && { immutable: true }),
  };
}

function pairs(entry: JsonObject, options: JsonObject | null, field: string): Record<string, string> {
  return Object.fromEntries([...stringMapAt(options, field), ...stringMapAt(entry, 'options', field)]);
}

function variables(text: string): [string, string][] {
  return text
    .split('\n')
    .map((line) => line.trimStart())
    .filter((line) => line && !line.startsWith('#'))
    .map((line): [string, string] => {
      const equals = line.indexOf('=');
      return equals < 0 ? [line, ''] : [line.slice(0, equals), line.slice(equals + 1)];
    });
}

function place(resources: Resource[], made: Resource, behavior: string): void {
  const kind = made.object['kind'];
  const name = stringAt(made.object, 'metadata', 'name');
  const present = resources.findIndex((each) => each.object['kind'] === kind && each.formerNames.has(name));
  if (present < 0) {
    if (behavior === 'merge' || behavior === 'replace')
      fail(
        `id resid.ResId{Gvk:resid.Gvk{Group:"", Version:"v1", Kind:"${String(kind)}", isClusterScoped:false}, Name:"${name}", Namespace:""} does not exist; cannot merge or replace`,
      );
    resources.push(made);
    return;
  }
  if (behavior !== 'merge' && behavior !== 'replace')
    fail(
      `id resid.ResId{Gvk:resid.Gvk{Group:"", Version:"v1", Kind:"${String(kind)}", isClusterScoped:false}, Name:"${name}", Namespace:""} exists; behavior must be merge or replace`,
    );
  const before = resources[present]!;
  const merged = (field: string) => ({
    ...(behavior === 'merge' && recordAt(before.object, field)),
    ...recordAt(made.object, field),
  });
  const data = merged('data');
  const object: MutableJson = { ...before.object, ...(Object.keys(data).length > 0 && { data }) };
  resources[present] = { ...before, object };
}

/** The suffix of generated names: of what the objects hold in the end. */
export function addHashes(resources: readonly Resource[]): void {
  for (const resource of resources) {
    if (!resource.needsHash) continue;
    const { object } = resource;
    const name = stringAt(object, 'metadata', 'name');
    const { kind, type, binaryData } = object;
    // kustomize looks for a field called `metadata/name`, which none has.
    const content = {
      kind,
      name: '',
      data: isRecord(object['data']) ? object['data'] : '',
      ...(kind === 'Secret' && { type }),
      ...(binaryData !== undefined && { binaryData }),
    };
    rename(resource, `${name}-${nameHash(content)}`);
  }
}
