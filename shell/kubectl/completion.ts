import type { Complete, CompletionContext } from '../commands/command.ts';
import { ApiClient } from './client/api-client.ts';
import { discover } from './client/discovery.ts';
import { loadConfig } from './client/kubeconfig.ts';
import { findResource, pathOf } from './client/resource-mapper.ts';
import { GLOBAL_FLAGS } from './command-line/flag-table.ts';
import { nameOf, recordsAt } from './json.ts';
import type { Verb } from './verb.ts';
import { VERBS } from './verbs.ts';

const NO_OVERRIDES = {
  kubeconfig: '',
  context: '',
  cluster: '',
  user: '',
  server: '',
  token: '',
  insecure: false,
  certificateAuthority: '',
  serverName: '',
  impersonate: { user: '', groups: [], uid: '' },
};

/** Verbs whose first argument is a pod. */
const POD_VERBS = new Set(['logs', 'exec']);
/** Verbs whose arguments are a type and then names. */
const TYPE_VERBS = new Set([
  'get',
  'describe',
  'delete',
  'edit',
  'scale',
  'label',
  'annotate',
  'patch',
  'expose',
  'wait',
  'status',
  'restart',
  'undo',
  'history',
  'pause',
  'resume',
]);

/** Verbs, flags, namespaces, types and names for `kubectl …`. */
export const completeKubectl: Complete = async (words, index, context) => {
  const word = words[index] ?? '';
  const before = words.slice(1, index);
  const { verb, siblings, rest } = verbIn(before);
  if (word.startsWith('-')) return flagsOf(verb).filter((flag) => flag.startsWith(word));
  const last = words[index - 1];
  if (last === '-n' || last === '--namespace') return names(context, 'namespaces', '');
  if (last === '-o' || last === '--output') return outputsOf(verb);
  if (last === '-f' || last === '--filename') return undefined;
  if (!verb || siblings.length > 0) return siblings.map(({ name }) => name);
  const namespace = namespaceIn(before);
  if (POD_VERBS.has(verb.name)) return rest.length === 0 ? names(context, 'pods', namespace) : [];
  if (verb.name === 'cordon' || verb.name === 'uncordon' || verb.name === 'drain') return names(context, 'nodes', '');
  if (!TYPE_VERBS.has(verb.name)) return undefined;
  if (rest.length > 0) return names(context, rest[0]!, namespace);
  const slash = word.indexOf('/');
  if (slash > 0) {
    const type = word.slice(0, slash);
    return (await names(context, type, namespace)).map((name) => `${type}/${name}`);
  }
  return types(context);
};

function verbIn(words: readonly string[]): { verb: Verb | null; siblings: readonly Verb[]; rest: string[] } {
  let verb: Verb | null = null;
  let siblings: readonly Verb[] = VERBS;
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word.startsWith('-')) {
      if (word === '-n' || word === '--namespace' || word === '-o' || word === '-l') at++;
      continue;
    }
    const found = siblings.find(({ name, aliases }) => name === word || aliases?.includes(word));
    if (found) {
      verb = found;
      siblings = found.children ?? [];
    } else rest.push(word);
  }
  return { verb, siblings: rest.length > 0 ? [] : siblings, rest };
}

function flagsOf(verb: Verb | null): string[] {
  return Object.entries({ ...GLOBAL_FLAGS, ...verb?.flags }).map(([name, { alone }]) =>
    alone === undefined ? `--${name}=` : `--${name}`,
  );
}

/** The table's own columns and the object printers; other verbs print objects or names only. */
function outputsOf(verb: Verb | null): string[] {
  const objects = ['json', 'name', 'yaml', 'jsonpath='];
  return verb?.name === 'get' ? [...objects, 'wide', 'custom-columns='] : objects;
}

function namespaceIn(words: readonly string[]): string {
  const at = words.findIndex((word) => word === '-n' || word === '--namespace');
  const attached = words.find((word) => word.startsWith('--namespace='));
  return at >= 0 ? (words[at + 1] ?? '') : (attached?.slice('--namespace='.length) ?? '');
}

async function withClient<T>(
  context: CompletionContext,
  use: (client: ApiClient) => Promise<T>,
  otherwise: T,
): Promise<T> {
  try {
    const config = loadConfig(context.machine, context.environment, NO_OVERRIDES);
    const client = new ApiClient(context.machine, config, context.signal, () => {});
    try {
      return await use(client);
    } finally {
      client.close();
    }
  } catch {
    // No answer completes to nothing: the command itself will say why.
    return otherwise;
  }
}

function types(context: CompletionContext): Promise<string[]> {
  return withClient(
    context,
    async (client) =>
      (await discover(context.machine, client)).resources
        .filter(({ verbs }) => verbs.includes('list'))
        .map(({ name }) => name),
    [],
  );
}

function names(context: CompletionContext, type: string, namespace: string): Promise<string[]> {
  return withClient(
    context,
    async (client) => {
      const resource = findResource(await discover(context.machine, client), type);
      if (!resource) return [];
      const list = await client.json({ path: pathOf(resource, namespace || client.config.namespace || 'default') });
      return recordsAt(list, 'items').map(nameOf);
    },
    [],
  );
}
