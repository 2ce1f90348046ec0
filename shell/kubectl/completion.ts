import type { Complete, CompletionContext } from '../commands/command.ts';
import { GLOBAL_FLAGS } from './command-line/flag-table.ts';
import { clusterNames, containerNames, contextNames, resourceNames, resourceTypes } from './completion-sources.ts';
import type { Verb } from './verb.ts';
import { VERBS } from './verbs.ts';

/** Printers of `-o`, in kubectl's order; `get` has its own besides. */
const PRINTERS = [
  'json',
  'yaml',
  'name',
  'go-template',
  'go-template-file',
  'template',
  'templatefile',
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
];
const GET_PRINTERS = ['custom-columns', 'custom-columns-file', 'wide'];

/** Verbs that take the types of kubectl's own list first. */
const FIXED_TYPES: Readonly<Record<string, readonly string[]>> = {
  scale: ['deployment', 'replicaset', 'replicationcontroller', 'statefulset'],
  autoscale: ['deployment', 'replicaset', 'replicationcontroller', 'statefulset'],
  expose: ['pod', 'service', 'replicationcontroller', 'deployment', 'replicaset'],
  taint: ['node'],
  top: ['node', 'pod'],
};
const ROLLED_OUT = ['deployment', 'daemonset', 'statefulset'];
const ROLLOUT_VERBS = new Set(['history', 'pause', 'restart', 'resume', 'status', 'undo']);

const TYPE_VERBS = new Set([
  'get',
  'describe',
  'delete',
  'edit',
  'label',
  'annotate',
  'patch',
  'wait',
  'explain',
  'events',
]);
/** Verbs whose first argument is a pod, or another type's object that has pods. */
const POD_VERBS = new Set(['logs', 'exec', 'attach', 'port-forward', 'debug']);
const NODE_VERBS = new Set(['cordon', 'uncordon', 'drain']);
const SHELLS = ['bash', 'fish', 'powershell', 'zsh'];

/** Where the cursor is in a kubectl command line. */
interface Place {
  readonly verb: Verb | null;
  /** The words before the verb, e.g. `rollout`. */
  readonly parents: readonly string[];
  readonly children: readonly Verb[];
  /** Arguments given already. */
  readonly given: readonly string[];
  readonly word: string;
  readonly namespace: string;
  readonly isAfterDashes: boolean;
}

/** Verbs, flags and their values, namespaces, types and names for `kubectl …`, as kubectl's own completion offers. */
export const completeKubectl: Complete = async (words, index, context) => {
  const word = words[index] ?? '';
  const before = words.slice(1, index);
  const place = placeOf(before, word);
  if (place.isAfterDashes) return undefined;
  const attached = /^(--[a-z-]+)=(.*)$/.exec(word);
  if (attached) {
    const values = await flagValues(attached[1]!, place, context);
    return values?.map((value) => `${attached[1]}=${value}`) ?? [];
  }
  const flag = flagBefore(before, place.verb);
  if (flag) return flagValues(flag, place, context);
  if (word.startsWith('-')) return flagsOf(place.verb, word).filter((name) => name.startsWith(word));
  if (place.children.length > 0) return place.children.map(({ name }) => name);
  return argumentsOf(place, context);
};

function placeOf(before: readonly string[], word: string): Place {
  let verb: Verb | null = null;
  let children: readonly Verb[] = VERBS;
  const parents: string[] = [];
  const given: string[] = [];
  let namespace = '';
  let isAfterDashes = false;
  for (let at = 0; at < before.length; at++) {
    const one = before[at]!;
    if (one === '--') isAfterDashes = true;
    else if (one.startsWith('-')) {
      if (/^(-n|--namespace)$/.test(one)) namespace = before[at + 1] ?? '';
      namespace = /^--namespace=(.*)$/.exec(one)?.[1] ?? /^-n(.+)$/.exec(one)?.[1] ?? namespace;
      if (takesNextWord(one, verb)) at++;
    } else {
      const found =
        given.length === 0 ? children.find(({ name, aliases }) => name === one || aliases?.includes(one)) : undefined;
      if (found) {
        if (verb) parents.push(verb.name);
        verb = found;
        children = found.children ?? [];
      } else given.push(one);
    }
  }
  return { verb, parents, children: given.length > 0 ? [] : children, given, word, namespace, isAfterDashes };
}

/** The definition of a flag as typed, `-n` or `--namespace`. */
function definitionOf(flag: string, verb: Verb | null) {
  const table = { ...GLOBAL_FLAGS, ...verb?.flags };
  if (flag.startsWith('--')) return table[flag.slice(2)];
  return Object.values(table).find(({ short }) => short === flag.at(-1));
}

function takesNextWord(flag: string, verb: Verb | null): boolean {
  if (flag.includes('=')) return false;
  const definition = definitionOf(flag, verb);
  return definition !== undefined && definition.alone === undefined && (flag.startsWith('--') || flag.length === 2);
}

/** The flag whose value the word under the cursor is. */
function flagBefore(before: readonly string[], verb: Verb | null): string | null {
  const last = before.at(-1);
  return last?.startsWith('-') && last !== '--' && takesNextWord(last, verb) ? last : null;
}

/** Undefined: files. */
async function flagValues(
  flag: string,
  place: Place,
  context: CompletionContext,
): Promise<readonly string[] | undefined> {
  const short = flag.startsWith('--') ? '' : flag.at(-1);
  if (short === 'n' || flag === '--namespace') return resourceNames(context, 'namespaces', '');
  if (short === 'o' || flag === '--output')
    return place.verb?.name === 'get' ? [...PRINTERS, ...GET_PRINTERS] : PRINTERS;
  if (flag === '--context') return contextNames(context);
  if (flag === '--cluster') return clusterNames(context, 'clusters');
  if (flag === '--user') return clusterNames(context, 'users');
  if (flag === '--dry-run') return ['client', 'none', 'server'];
  if ((short === 'c' || flag === '--container') && place.given[0] !== undefined)
    return containerNames(context, place.given[0].replace(/^pods?\//, ''), place.namespace);
  const isPath =
    /^--(filename|kustomize|kubeconfig|from-file|from-env-file|patch-file|cert|key|certificate-authority|client-.*)$/.test(
      flag,
    );
  return short === 'f' || short === 'k' || isPath ? undefined : [];
}

function flagsOf(verb: Verb | null, word: string): string[] {
  const table = Object.entries({ ...GLOBAL_FLAGS, ...verb?.flags });
  const long = table.map(([name]) => `--${name}`).sort();
  if (word.startsWith('--')) return long;
  return [...long, ...table.flatMap(([, { short }]) => (short ? [`-${short}`] : []))];
}

async function argumentsOf(place: Place, context: CompletionContext): Promise<readonly string[] | undefined> {
  const { verb, given, word, namespace, parents } = place;
  const name = verb?.name ?? '';
  const others = (names: readonly string[]) => names.filter((one) => !given.includes(one));
  if (parents[0] === 'config')
    return /^(use|delete|rename|set)-context$/.test(name) && given.length === 0 ? contextNames(context) : [];
  if (parents[0] === 'certificate') return others(await resourceNames(context, 'certificatesigningrequests', ''));
  if (name === 'completion') return given.length === 0 ? SHELLS : [];
  if (NODE_VERBS.has(name)) return others(await resourceNames(context, 'nodes', ''));
  if (POD_VERBS.has(name)) return podArguments(place, context);
  if (name === 'cp') return copyArguments(place, context);
  const fixed = parents[0] === 'rollout' && ROLLOUT_VERBS.has(name) ? ROLLED_OUT : FIXED_TYPES[name];
  if (!fixed && !TYPE_VERBS.has(name) && parents[0] !== 'set') return verb ? [] : undefined;
  if (given.length > 0 && !given[0]!.includes('/')) {
    if (name === 'explain') return [];
    return others(await resourceNames(context, given[0]!, namespace));
  }
  const slash = word.indexOf('/');
  if (slash > 0) return typedNames(context, word.slice(0, slash), namespace);
  return fixed ?? resourceTypes(context);
}

async function typedNames(context: CompletionContext, type: string, namespace: string): Promise<string[]> {
  return (await resourceNames(context, type, namespace)).map((name) => `${type}/${name}`);
}

async function podArguments(place: Place, context: CompletionContext): Promise<readonly string[]> {
  const { given, word, namespace, verb } = place;
  if (given.length > 0) {
    return verb?.name === 'logs' && given.length === 1
      ? containerNames(context, given[0]!.replace(/^pods?\//, ''), namespace)
      : [];
  }
  const slash = word.indexOf('/');
  if (slash > 0) return typedNames(context, word.slice(0, slash), namespace);
  return resourceNames(context, 'pods', namespace);
}

/** Local files, and pods with a colon; files of a pod are not looked at. */
async function copyArguments(place: Place, context: CompletionContext): Promise<readonly string[] | undefined> {
  if (place.given.length > 1 || place.word.includes(':')) return [];
  const pods = (await resourceNames(context, 'pods', place.namespace)).filter((name) => name.startsWith(place.word));
  return pods.length > 0 && place.word !== '' ? pods.map((name) => `${name}:`) : undefined;
}
