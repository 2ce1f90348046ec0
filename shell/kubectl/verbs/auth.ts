import { boolean, PRINT_FLAGS, string } from '../command-line/flag-table.ts';
import { KubectlError, Quiet } from '../errors.ts';
import { listAt, stringAt } from '../json.ts';
import { Columns } from '../printers/columns.ts';
import { objectPrinter } from '../printers/output.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { listRules } from './auth/rules.ts';

const KNOWN_VERBS = new Set(
  '* get list watch create update patch delete deletecollection use bind impersonate escalate approve sign attest'.split(
    ' ',
  ),
);

const canI: Verb = {
  name: 'can-i',
  usage: 'auth can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  flags: {
    'all-namespaces': boolean('A'),
    list: boolean(),
    'no-headers': boolean(),
    quiet: boolean('q'),
    subresource: string(),
  },
  run: async (session, args) => {
    if (session.flags.boolean('list')) {
      if (args.length > 0) throw new KubectlError('error: list option must be specified with no arguments');
      return listRules(session);
    }
    const [verb, type = ''] = args;
    if (!verb || !type || args.length > 2)
      throw new KubectlError(
        "error: you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
      );
    if (!KNOWN_VERBS.has(verb) && !type.startsWith('/')) session.warn(`verb '${verb}' is not a known verb\n`);
    const { flags } = session;
    const [wanted = '', name] = type.startsWith('/') ? [type] : type.split('/');
    const resource = type.startsWith('/') || wanted === '*' ? null : await known(session, wanted);
    const namespace = flags.boolean('all-namespaces') || resource?.namespaced === false ? '' : session.namespace;
    const spec = type.startsWith('/')
      ? { nonResourceAttributes: { path: type, verb } }
      : {
          resourceAttributes: {
            ...(namespace && { namespace }),
            verb,
            group: resource?.group ?? '',
            resource: resource?.name ?? wanted,
            ...(name && { name }),
            ...(flags.string('subresource') && { subresource: flags.string('subresource') }),
          },
        };
    const review = await session.client.json({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec },
    });
    const allowed = stringAt(review, 'status', 'allowed') === 'true';
    if (resource?.namespaced === false)
      await session.error(
        `Warning: resource '${resource.name}' is not namespace scoped${resource.group ? ` in group '${resource.group}'` : ''}\n\n`,
      );
    if (!flags.boolean('quiet')) await session.print(`${allowed ? 'yes' : 'no'}\n`);
    if (!allowed) throw new Quiet();
    return 0;
  },
};

/** A type that the server does not have is asked for all the same. */
async function known(session: Session, type: string): Promise<Awaited<ReturnType<Session['resource']>> | null> {
  try {
    return await session.resource(type);
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    await session.error(`Warning: the server doesn't have a resource type '${type}'\n\n`);
    return null;
  }
}

const whoami: Verb = {
  name: 'whoami',
  usage: 'auth whoami',
  flags: PRINT_FLAGS,
  run: async (session) => {
    const review = await session.client.json({
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
    });
    const printer = objectPrinter(session, { typed: true });
    if (printer) await session.print(printer(review));
    else {
      const user = (field: string) => stringAt(review, 'status', 'userInfo', field);
      const rows = [
        ['ATTRIBUTE', 'VALUE'],
        ['Username', user('username')],
      ];
      if (user('uid')) rows.push(['UID', user('uid')]);
      rows.push(['Groups', `[${listAt(review, 'status', 'userInfo', 'groups').join(' ')}]`]);
      await session.print(new Columns().format(rows));
    }
    return 0;
  },
};

const children = [canI, whoami];

export const auth: Verb = {
  name: 'auth',
  usage: 'auth SUBCOMMAND',
  flags: {},
  isGroup: true,
  children,
  run: () => Promise.resolve(1),
};
