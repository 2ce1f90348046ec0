import { findResource } from '../../client/resource-mapper.ts';
import { string, strings } from '../../command-line/flag-table.ts';
import { KubectlError } from '../../errors.ts';
import type { JsonObject } from '../../json.ts';
import type { Session } from '../../session.ts';
import { type Generator, nameOf } from './generator.ts';

const RBAC = 'rbac.authorization.k8s.io';
const RESOURCE_VERBS = new Set(
  '* get delete list create update patch watch proxy deletecollection use bind escalate impersonate'.split(' '),
);
const URL_VERBS = new Set('* get post put delete patch head options'.split(' '));
/** Verbs that make sense for some resources alone (create_role.go specialVerbs), as `resource.group`. */
const SPECIAL_VERBS: Readonly<Record<string, readonly string[]>> = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'],
  bind: [`roles.${RBAC}`, `clusterroles.${RBAC}`],
  escalate: [`roles.${RBAC}`, `clusterroles.${RBAC}`],
  impersonate: ['users.', 'serviceaccounts.', 'groups.', 'userextras.authentication.k8s.io'],
};
const ROLE_FLAGS = {
  resource: strings(undefined, true),
  'resource-name': strings(),
  verb: strings(undefined, true),
};

interface Wanted {
  readonly name: string;
  readonly group: string;
  readonly subresource: string;
}

export const role: Generator = {
  name: 'role',
  usage:
    'role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]',
  flags: ROLE_FLAGS,
  object: async (session, args) => {
    const name = nameOf(session, args, 'create role');
    const verbs = verbsOf(session);
    if (verbs.length === 0) throw new KubectlError('error: at least one verb must be specified');
    await warnOfVerbs(session, verbs);
    const wanted = wantedOf(session);
    if (wanted.length === 0) throw new KubectlError('error: at least one resource must be specified');
    const rules = await resourceRules(session, verbs, wanted);
    return { kind: 'Role', apiVersion: `${RBAC}/v1`, metadata: { name }, rules };
  },
};

export const clusterRole: Generator = {
  name: 'clusterrole',
  usage:
    'clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]',
  flags: { ...ROLE_FLAGS, 'aggregation-rule': strings(undefined, true), 'non-resource-url': strings(undefined, true) },
  object: async (session, args) => {
    const name = nameOf(session, args, 'create clusterrole');
    const head = { kind: 'ClusterRole', apiVersion: `${RBAC}/v1`, metadata: { name } };
    const aggregated = session.flags.strings('aggregation-rule');
    const verbs = verbsOf(session);
    const wanted = wantedOf(session);
    const urls = session.flags.strings('non-resource-url');
    if (aggregated.length > 0) {
      if (verbs.length + wanted.length + urls.length + session.flags.strings('resource-name').length > 0)
        throw new KubectlError(
          'error: aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames',
        );
      const matchLabels = Object.fromEntries(aggregated.map((pair) => [pair.split('=')[0], pair.split('=')[1] ?? '']));
      return { ...head, rules: null, aggregationRule: { clusterRoleSelectors: [{ matchLabels }] } };
    }
    if (verbs.length === 0) throw new KubectlError('error: at least one verb must be specified');
    if (wanted.length + urls.length === 0)
      throw new KubectlError('error: one of resource or nonResourceURL must be specified');
    if (wanted.length > 0) await warnOfVerbs(session, verbs);
    const rules = await resourceRules(session, verbs, wanted);
    if (urls.length > 0) {
      refuseUrls(verbs, urls);
      rules.push({ verbs, nonResourceURLs: urls });
    }
    return { ...head, rules };
  },
};

function verbsOf(session: Session): string[] {
  const verbs = session.flags.strings('verb');
  return verbs.includes('*') ? ['*'] : [...new Set(verbs)];
}

function wantedOf(session: Session): Wanted[] {
  const wanted: Wanted[] = [];
  for (const text of session.flags.strings('resource')) {
    const slash = text.indexOf('/');
    const whole = slash < 0 ? text : text.slice(0, slash);
    const dot = whole.indexOf('.');
    const one = {
      name: dot < 0 ? whole : whole.slice(0, dot),
      group: dot < 0 ? '' : whole.slice(dot + 1),
      subresource: slash < 0 ? '' : text.slice(slash + 1),
    };
    if (text === '*') return [one];
    wanted.push(one);
  }
  return wanted;
}

async function warnOfVerbs(session: Session, verbs: readonly string[]): Promise<void> {
  for (const verb of verbs)
    if (!RESOURCE_VERBS.has(verb)) await session.error(`Warning: '${verb}' is not a standard resource verb\n`);
}

function refuseUrls(verbs: readonly string[], urls: readonly string[]): void {
  for (const verb of verbs)
    if (!URL_VERBS.has(verb)) throw new KubectlError(`error: invalid verb: '${verb}' for nonResourceURL`);
  for (const url of urls) {
    if (url === '*') continue;
    if (!url.startsWith('/')) throw new KubectlError('error: nonResourceURL should start with /');
    if (url.slice(0, -1).includes('*'))
      throw new KubectlError("error: nonResourceURL only supports wildcard matches when '*' is at the end");
  }
}

/** A rule a group, groups in alphabetical order, with the resources' plural names. */
async function resourceRules(session: Session, verbs: string[], wanted: readonly Wanted[]): Promise<JsonObject[]> {
  const byGroup = new Map<string, string[]>();
  let anything = false;
  for (const one of wanted) {
    if (!one.name) throw new KubectlError('error: resource must be specified if apiGroup/subresource specified');
    anything ||= one.name === '*';
    const found = one.name === '*' ? null : await lookUp(session, one);
    const plural = found?.name ?? one.name;
    const group = found?.group ?? one.group;
    if (!anything) refuseVerbs(verbs, one, plural, group, found !== null);
    const entry = one.subresource ? `${plural}/${one.subresource}` : plural;
    const entries = byGroup.get(group) ?? [];
    if (!entries.includes(entry)) entries.push(entry);
    byGroup.set(group, entries);
  }
  const resourceNames = [...new Set(session.flags.strings('resource-name'))];
  return [...byGroup.keys()].sort().map((group) => ({
    verbs,
    apiGroups: [group],
    resources: byGroup.get(group)!,
    ...(resourceNames.length > 0 && { resourceNames }),
  }));
}

function refuseVerbs(verbs: readonly string[], one: Wanted, plural: string, group: string, known: boolean): void {
  let found = known;
  for (const verb of verbs) {
    const special = SPECIAL_VERBS[verb];
    if (!special) continue;
    if (!special.includes(`${plural}.${group}`))
      throw new KubectlError(`error: can not perform '${verb}' on '${plural}' in group '${group}'`);
    found = true;
  }
  if (found) return;
  const where = one.group ? ` in group "${one.group}"` : '';
  throw new KubectlError(`the server doesn't have a resource type "${one.name}"${where}`);
}

async function lookUp(session: Session, { name, group }: Wanted) {
  const argument = group ? `${name}.${group}` : name;
  return findResource(await session.discovery(), argument) ?? findResource(await session.discovery(true), argument);
}

const SUBJECT_FLAGS = { group: strings(), serviceaccount: strings(), user: strings() };

function subjectsOf(session: Session): JsonObject[] {
  const { flags } = session;
  const people = (kind: string, flag: string) =>
    flags.strings(flag).map((name): JsonObject => ({ kind, apiGroup: RBAC, name }));
  const accounts = flags.strings('serviceaccount').map((text): JsonObject => {
    const [namespace, name, ...rest] = text.split(':');
    if (!namespace || !name || rest.length > 0)
      throw new KubectlError('error: serviceaccount must be <namespace>:<name>');
    return { kind: 'ServiceAccount', name, namespace };
  });
  return [...people('User', 'user'), ...people('Group', 'group'), ...accounts];
}

export const roleBinding: Generator = {
  name: 'rolebinding',
  usage:
    'rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  flags: { ...SUBJECT_FLAGS, clusterrole: string(), role: string() },
  failure: 'failed to create rolebinding:',
  object: (session, args) => {
    const { flags } = session;
    const name = nameOf(session, args, 'create rolebinding');
    const [clusterrole, role] = [flags.string('clusterrole'), flags.string('role')];
    if (Boolean(clusterrole) === Boolean(role))
      throw new KubectlError('error: exactly one of clusterrole or role must be specified');
    const subjects = subjectsOf(session);
    return {
      kind: 'RoleBinding',
      apiVersion: `${RBAC}/v1`,
      metadata: { name },
      ...(subjects.length > 0 && { subjects }),
      roleRef: { apiGroup: RBAC, kind: role ? 'Role' : 'ClusterRole', name: role || clusterrole },
    };
  },
};

export const clusterRoleBinding: Generator = {
  name: 'clusterrolebinding',
  usage:
    'clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  flags: { ...SUBJECT_FLAGS, clusterrole: string() },
  failure: 'failed to create clusterrolebinding:',
  object: (session, args) => {
    if (!session.flags.changed('clusterrole')) throw new KubectlError('error: required flag(s) "clusterrole" not set');
    const name = nameOf(session, args, 'create clusterrolebinding');
    const subjects = subjectsOf(session);
    return {
      kind: 'ClusterRoleBinding',
      apiVersion: `${RBAC}/v1`,
      metadata: { name },
      ...(subjects.length > 0 && { subjects }),
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: session.flags.string('clusterrole') },
    };
  },
};
