import { LineCounter, parseAllDocuments } from 'yaml';
import { KubectlError } from '../errors.ts';
import { isRecord, type JsonObject, recordAt, recordsAt, stringAt } from '../json.ts';
import { goYamlProblem } from '../resources/yaml-problem.ts';

export type EntryList = 'clusters' | 'contexts' | 'users';

/** The field that holds an entry's own content, beside its name. */
export const ENTRY_FIELD: Readonly<Record<EntryList, string>> = {
  clusters: 'cluster',
  contexts: 'context',
  users: 'user',
};

const GO_TYPE: Readonly<Record<EntryList, string>> = { clusters: 'Cluster', contexts: 'Context', users: 'AuthInfo' };

/** Fields of an entry in the order of k8s.io/client-go/tools/clientcmd/api/v1, and those it always writes. */
const FIELDS: Readonly<Record<EntryList, readonly string[]>> = {
  clusters: [
    'server',
    'tls-server-name',
    'insecure-skip-tls-verify',
    'certificate-authority',
    'certificate-authority-data',
    'proxy-url',
    'disable-compression',
    'extensions',
  ],
  contexts: ['cluster', 'user', 'namespace', 'extensions'],
  users: [
    'client-certificate',
    'client-certificate-data',
    'client-key',
    'client-key-data',
    'token',
    'tokenFile',
    'as',
    'as-uid',
    'as-groups',
    'as-user-extra',
    'username',
    'password',
    'auth-provider',
    'exec',
    'extensions',
  ],
};
const ALWAYS: Readonly<Record<EntryList, readonly string[]>> = {
  clusters: ['server'],
  contexts: ['cluster', 'user'],
  users: [],
};
const NO_STRING = new Set([
  'insecure-skip-tls-verify',
  'disable-compression',
  'extensions',
  'as-groups',
  'as-user-extra',
  'auth-provider',
  'exec',
]);

/** A kubeconfig's text as clientcmd decodes it; `path` as the messages name it. */
export function parseKubeconfig(text: string, path: string): JsonObject {
  const refuse = (why: string): never => {
    throw new KubectlError(`error: error loading config file "${path}": ${why}`);
  };
  const lines = new LineCounter();
  const [document] = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: false, maxAliasCount: 1000 } as never);
  if (!document) return canonical({});
  const problem = document.errors[0];
  if (problem) return refuse(goYamlProblem(problem, text, lines));
  const value: unknown = document.toJS();
  if (value === null || value === undefined) return canonical({});
  if (!isRecord(value))
    return refuse(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${goKind(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    );
  const [kind, version] = [stringAt(value, 'kind') || 'Config', stringAt(value, 'apiVersion') || 'v1'];
  if (kind !== 'Config' || version !== 'v1')
    return refuse(`no kind "${kind}" is registered for version "${version}" in scheme "pkg/runtime/scheme.go:110"`);
  checkTypes(value, refuse);
  return canonical(value);
}

function checkTypes(config: JsonObject, refuse: (why: string) => never): void {
  for (const list of LISTS) {
    const entries = config[list];
    if (entries === undefined || entries === null) continue;
    if (!Array.isArray(entries))
      refuse(
        `json: cannot unmarshal ${goKind(entries)} into Go struct field Config.${list} of type []v1.Named${GO_TYPE[list]}`,
      );
    for (const entry of recordsAt(config, list)) {
      const content = recordAt(entry, ENTRY_FIELD[list]);
      for (const field of FIELDS[list]) checkField(list, field, content?.[field], refuse);
    }
  }
}

function checkField(list: EntryList, field: string, value: unknown, refuse: (why: string) => never): void {
  if (value === undefined || value === null || NO_STRING.has(field)) return;
  const at = `${GO_TYPE[list]}.${list}.${ENTRY_FIELD[list]}.${field}`;
  if (typeof value !== 'string') {
    refuse(
      `json: cannot unmarshal ${goKind(value)} into Go struct field ${at} of type ${field.endsWith('-data') ? '[]uint8' : 'string'}`,
    );
  } else if (field.endsWith('-data')) {
    const wrong = value.replace(/[\r\n]/g, '').search(/[^A-Za-z0-9+/=]/);
    if (wrong >= 0) refuse(`illegal base64 data at input byte ${wrong}`);
  }
}

/** What encoding/json calls a value's kind. */
function goKind(value: unknown): string {
  if (typeof value === 'boolean') return 'bool';
  return Array.isArray(value) ? 'array' : typeof value;
}

const LISTS: readonly EntryList[] = ['clusters', 'users', 'contexts'];

/** The known fields only, entries by name and each name once, lists that are empty as null: as clientcmd writes it. */
export function canonical(config: JsonObject): JsonObject {
  const [clusters, users, contexts] = LISTS.map((list) => canonicalEntries(config, list));
  return {
    kind: 'Config',
    apiVersion: 'v1',
    clusters,
    users,
    contexts,
    'current-context': stringAt(config, 'current-context'),
    ...(Array.isArray(config['extensions']) && { extensions: config['extensions'] }),
  };
}

function canonicalEntries(config: JsonObject, list: EntryList): JsonObject[] | null {
  const byName = new Map<string, JsonObject>();
  for (const entry of recordsAt(config, list)) {
    const name = stringAt(entry, 'name');
    if (!byName.has(name)) byName.set(name, canonicalEntry(list, recordAt(entry, ENTRY_FIELD[list]) ?? {}));
  }
  if (byName.size === 0) return null;
  return [...byName]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, content]) => ({ name, [ENTRY_FIELD[list]]: content }));
}

function canonicalEntry(list: EntryList, content: JsonObject): JsonObject {
  const written = FIELDS[list].flatMap((field): [string, unknown][] => {
    const value = content[field];
    const isEmpty = value === undefined || value === null || value === '' || value === false;
    if (!isEmpty) return [[field, value]];
    return ALWAYS[list].includes(field) ? [[field, '']] : [];
  });
  return Object.fromEntries(written);
}
