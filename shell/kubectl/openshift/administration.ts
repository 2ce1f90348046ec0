import { boolean } from '../command-line/flag-table.ts';
import { isNotFound, KubectlError } from '../errors.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { certificate } from '../verbs/certificate.ts';
import { cordon, drain, uncordon } from '../verbs/cordon.ts';
import { taint } from '../verbs/taint.ts';
import { top } from '../verbs/top.ts';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';

/** `oc adm policy add-cluster-role-to-user ROLE USER...` and the like: a binding of the role's name. */
function addRole(name: string, isForCluster: boolean, subject: 'User' | 'Group'): Verb {
  const what = subject === 'User' ? 'USER' : 'GROUP';
  return {
    name,
    usage: `adm policy ${name} <role> <${what.toLowerCase()}>`,
    flags: { 'rolebinding-name': { kind: 'string', default: '' }, quiet: boolean('q') },
    run: async (session, args) => {
      const [role, ...names] = args;
      if (role === undefined || names.length === 0)
        throw new KubectlError(
          `error: you must specify at least two arguments: <role> <${what.toLowerCase()}> [${what.toLowerCase()}]...`,
        );
      await bind(session, { role, names, isForCluster, subject });
      const shown = names.length === 1 ? `"${names[0]}"` : `[${names.map((each) => `"${each}"`).join(' ')}]`;
      await session.print(`clusterrole.rbac.authorization.k8s.io/${role} added: ${shown}\n`);
      return 0;
    },
  };
}

interface Binding {
  readonly role: string;
  readonly names: readonly string[];
  readonly isForCluster: boolean;
  readonly subject: 'User' | 'Group';
}

async function bind(session: Session, { role, names, isForCluster, subject }: Binding): Promise<void> {
  const { namespace } = session;
  const base = isForCluster ? `${RBAC}/clusterrolebindings` : `${RBAC}/namespaces/${namespace}/rolebindings`;
  const given = session.flags.string('rolebinding-name');
  const taken = async (name: string) =>
    session.client.json({ path: `${base}/${encodeURIComponent(name)}` }).then(
      () => true,
      (error: unknown) => {
        if (isNotFound(error)) return false;
        throw error;
      },
    );
  let name = given || role;
  for (let number = 0; await taken(name); number++) name = `${given || role}-${number}`;
  const subjects = names.map((each) => ({ kind: subject, apiGroup: 'rbac.authorization.k8s.io', name: each }));
  const body = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: isForCluster ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects,
  };
  await session.client.json({ method: 'POST', path: base, body });
}

const policy: Verb = {
  name: 'policy',
  usage: 'adm policy',
  flags: {},
  isGroup: true,
  children: [
    addRole('add-cluster-role-to-group', true, 'Group'),
    addRole('add-cluster-role-to-user', true, 'User'),
    addRole('add-role-to-group', false, 'Group'),
    addRole('add-role-to-user', false, 'User'),
  ],
  run: () => Promise.resolve(1),
};

/** `oc adm`: what kubectl has under its own name, and policies. */
export const administration: Verb = {
  name: 'adm',
  usage: 'adm',
  flags: {},
  isGroup: true,
  children: [certificate, cordon, drain, policy, taint, top, uncordon],
  run: () => Promise.resolve(1),
};
