import { boolean, string } from '../command-line/flag-table.ts';
import { isNotFound, KubectlError } from '../errors.ts';
import { type JsonObject, nameOf, recordsAt, stringAt, valueAt } from '../json.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { entryOf, fileOf, save, withEntry } from '../verbs/config/entries.ts';
import { userName } from './whoami.ts';

const DISPLAY_NAME = 'openshift.io/display-name';
const DESCRIPTION = 'openshift.io/description';

/** The current context, and whether its name is one that oc would have given it. */
function contextOf(session: Session): { name: string; namespace: string; isGenerated: boolean } {
  const { config } = fileOf(session);
  const name = session.flags.string('context') || stringAt(config, 'current-context');
  const context = entryOf(config, 'contexts', name) ?? {};
  const namespace = stringAt(context, 'namespace');
  return {
    name,
    namespace,
    isGenerated: name === nickname(namespace, session.config.server, stringAt(context, 'user')),
  };
}

/** `myapp/10-100-1-10:6443/kubernetes-admin` */
function nickname(namespace: string, server: string, user: string): string {
  return `${namespace}/${hostNickname(server)}/${user.split('/')[0]}`;
}

function hostNickname(server: string): string {
  return server.replace(/^https?:\/\//, '').replaceAll('.', '-');
}

async function listProjects(session: Session): Promise<readonly JsonObject[]> {
  const found = await session.client.json({ path: '/api/v1/namespaces' });
  return [...recordsAt(found, 'items')].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

async function exists(session: Session, name: string): Promise<boolean> {
  try {
    await session.client.json({ path: `/api/v1/namespaces/${encodeURIComponent(name)}` });
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

const displayName = (project: JsonObject): string =>
  String(valueAt(project, 'metadata', 'annotations', DISPLAY_NAME) ?? '');

/** `oc project [NAME]` */
export const project: Verb = {
  name: 'project',
  usage: 'project [NAME]',
  flags: { short: boolean('q') },
  run: async (session, args) => {
    if (args.length > 1)
      throw new KubectlError('error: Only one argument is supported (project name or context name).');
    const [name] = args;
    return name === undefined ? showProject(session) : switchProject(session, name);
  },
};

async function showProject(session: Session): Promise<number> {
  const { name, namespace, isGenerated } = contextOf(session);
  const short = session.flags.boolean('short');
  if (!namespace) {
    if (short) throw new KubectlError('error: no project has been set');
    await session.print('No project has been set. Pass a project name to make that the default.\n');
    return 0;
  }
  if (!(await exists(session, namespace))) {
    const why = "specified in your config or the project doesn't exist";
    throw new KubectlError(`error: you do not have rights to view project "${namespace}" ${why}`);
  }
  const from = isGenerated ? '' : ` from context named "${name}"`;
  await session.print(
    short ? `${namespace}\n` : `Using project "${namespace}"${from} on server "${session.config.server}".\n`,
  );
  return 0;
}

async function switchProject(session: Session, argument: string, checked = false): Promise<number> {
  const { config } = fileOf(session);
  const before = contextOf(session);
  const { server } = session.config;
  const context = checked ? null : entryOf(config, 'contexts', argument);
  let namespace = argument;
  let used = argument;
  if (context) {
    namespace = stringAt(context, 'namespace');
    save(session, { ...config, 'current-context': argument });
  } else {
    if (!checked && !(await exists(session, argument))) throw await unknownProject(session, argument);
    used = await addContext(session, argument);
  }
  if (session.flags.boolean('short')) await session.print(`${namespace}\n`);
  else if (namespace === '') await session.print(`Now using context named "${used}" on server "${server}".\n`);
  else if (before.namespace === namespace)
    await session.print(`Already on project "${namespace}" on server "${server}".\n`);
  else if (!context) await session.print(`Now using project "${namespace}" on server "${server}".\n`);
  else await session.print(`Now using project "${namespace}" from context named "${used}" on server "${server}".\n`);
  return 0;
}

/** A context of its own for each project, which shares cluster and user with the current one. */
async function addContext(session: Session, namespace: string): Promise<string> {
  const { config } = fileOf(session);
  const current = entryOf(config, 'contexts', stringAt(config, 'current-context')) ?? {};
  const name = nickname(namespace, session.config.server, await userName(session));
  save(session, { ...withEntry(config, 'contexts', name, { ...current, namespace }), 'current-context': name });
  return name;
}

async function unknownProject(session: Session, name: string): Promise<KubectlError> {
  const projects = await listProjects(session);
  const shown = projects.map((each) => {
    const title = displayName(each);
    return `* ${title && title !== nameOf(each) ? `${title} (${nameOf(each)})` : nameOf(each)}`;
  });
  const list = shown.length > 1 ? `\nYour projects are:\n${shown.join('\n')}` : '';
  return new KubectlError(`error: A project named "${name}" does not exist on "${session.config.server}".${list}`);
}

/** `oc projects` */
export const projects: Verb = {
  name: 'projects',
  usage: 'projects',
  flags: { short: boolean('q') },
  run: async (session, args) => {
    if (args.length > 0) throw new KubectlError('error: no arguments should be passed');
    const all = await listProjects(session);
    if (session.flags.boolean('short')) {
      await session.print(`${all.map(nameOf).join('\n')}\n`);
      return 0;
    }
    const { name, namespace, isGenerated } = contextOf(session);
    const current = namespace || 'default';
    const lines = all.map((each) => {
      const title = displayName(each);
      const mark = nameOf(each) === current ? '  * ' : '    ';
      return `\n${mark}${nameOf(each)}${title && title !== nameOf(each) ? ` - ${title}` : ''}`;
    });
    const head =
      "You have access to the following projects and can switch between them with ' project <projectname>':\n";
    const from = isGenerated ? '' : ` from context named "${name}"`;
    await session.print(
      `${head}${lines.join('')}\n\nUsing project "${current}"${from} on server "${session.config.server}".\n`,
    );
    return 0;
  },
};

/** `oc new-project NAME`: a namespace with the annotations that a project request leaves. */
export const newProject: Verb = {
  name: 'new-project',
  usage: 'new-project NAME [--display-name=DISPLAYNAME] [--description=DESCRIPTION]',
  flags: { 'display-name': string(), description: string(), 'skip-config-write': boolean() },
  run: async (session, args) => {
    const { flags } = session;
    const [name, ...others] = args;
    if (name === undefined || others.length > 0) throw new KubectlError('error: must have exactly one argument');
    if (await exists(session, name))
      throw new KubectlError(
        `Error from server (AlreadyExists): project.project.openshift.io "${name}" already exists`,
      );
    const annotations = {
      [DESCRIPTION]: flags.string('description'),
      [DISPLAY_NAME]: flags.string('display-name'),
      'openshift.io/requester': await userName(session),
    };
    const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, annotations } };
    await session.client.json({ method: 'POST', path: '/api/v1/namespaces', body });
    if (flags.boolean('skip-config-write')) {
      const { server } = session.config;
      await session.print(
        `Project "${name}" created on server "${server}".\n\nTo switch to this project and start adding applications, use:\n\n    oc project ${name}\n`,
      );
      return 0;
    }
    await switchProject(session, name, true);
    await session.print(NEXT_STEPS);
    return 0;
  },
};

/** What oc says of the next steps, without the commands that this oc does not have. */
const NEXT_STEPS = `
You can add applications to this project with kubectl's verbs. For example, try:

    oc create deployment hello-node --image=registry.k8s.io/e2e-test-images/agnhost:2.53 -- /agnhost serve-hostname

`;
