import { named } from '../client/kubeconfig.ts';
import { boolean, PRINT_FLAGS, string } from '../command-line/flag-table.ts';
import { KubectlError } from '../errors.ts';
import { isRecord, type JsonObject, mutableCopy, recordAt, recordsAt, stringAt } from '../json.ts';
import { Columns } from '../printers/columns.ts';
import { toOrderedJson } from '../printers/json.ts';
import { objectPrinter } from '../printers/output.ts';
import { toYaml } from '../printers/yaml.ts';
import type { Verb } from '../verb.ts';
import {
  deleteCluster,
  deleteContext,
  deleteUser,
  renameContext,
  setCluster,
  setCredentials,
  setProperty,
  unsetProperty,
} from './config/change.ts';
import { fileOf, save } from './config/entries.ts';

const view: Verb = {
  name: 'view',
  usage: 'config view',
  flags: { ...PRINT_FLAGS, flatten: boolean(), merge: boolean(undefined, true), minify: boolean(), raw: boolean() },
  run: async (session) => {
    const { flags } = session;
    if (!flags.boolean('merge') && !flags.string('kubeconfig'))
      throw new KubectlError('error: if merge==false a precise file must be specified');
    const { config } = fileOf(session);
    const shown = mutableCopy(config);
    if (flags.boolean('minify')) minify(shown, flags.string('context') || stringAt(config, 'current-context'));
    const printed = flags.boolean('raw') || flags.boolean('flatten') ? shown : hidden(shown);
    const printer = flags.changed('output') ? objectPrinter(session, { typed: true }) : null;
    const isJson = flags.string('output') === 'json';
    await session.print(isJson ? toOrderedJson(printed) : printer ? printer(printed as JsonObject) : toYaml(printed));
    return 0;
  },
};

function minify(config: Record<string, unknown>, name: string): void {
  const context = recordAt(named(config, 'contexts', name), 'context');
  if (!context) throw new KubectlError(`error: cannot locate context ${name}`);
  const only = (list: string, wanted: string) => recordsAt(config, list).filter((item) => item['name'] === wanted);
  const cluster = stringAt(context, 'cluster');
  if (cluster && !named(config, 'clusters', cluster)) throw new KubectlError(`error: cannot locate cluster ${cluster}`);
  const user = stringAt(context, 'user');
  if (user && !named(config, 'users', user)) throw new KubectlError(`error: cannot locate user ${user}`);
  config['current-context'] = name;
  config['contexts'] = only('contexts', name);
  config['clusters'] = only('clusters', cluster);
  config['users'] = only('users', user);
}

const SECRETS: Readonly<Record<string, string>> = {
  'certificate-authority-data': 'DATA+OMITTED',
  'client-certificate-data': 'DATA+OMITTED',
  'client-key-data': 'DATA+OMITTED',
  token: 'REDACTED',
  password: 'REDACTED',
};

function hidden(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hidden);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, SECRETS[key] ?? hidden(item)]));
}

const getContexts: Verb = {
  name: 'get-contexts',
  usage: 'config get-contexts [(-o|--output=)name)]',
  flags: { 'no-headers': boolean(), output: string('o') },
  run: async (session, args) => {
    const { config } = fileOf(session);
    const current = stringAt(config, 'current-context');
    const contexts = recordsAt(config, 'contexts').filter(
      (item) => args.length === 0 || args.includes(stringAt(item, 'name')),
    );
    const missing = args.filter((wanted) => !named(config, 'contexts', wanted));
    const output = session.flags.string('output');
    if (output && output !== 'name')
      throw new KubectlError(
        `error: --output ${output} is not available in kubectl config get-contexts; resetting to default output format`,
      );
    if (session.flags.string('output') === 'name') {
      await session.print(contexts.map((item) => `${stringAt(item, 'name')}\n`).join(''));
      return 0;
    }
    const rows = contexts.map((item) => {
      const name = stringAt(item, 'name');
      const part = (field: string) => stringAt(item, 'context', field);
      return [name === current ? '*' : '', name, part('cluster'), part('user'), part('namespace')];
    });
    const head = ['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE'];
    await session.print(new Columns().format(session.flags.boolean('no-headers') ? rows : [head, ...rows]));
    if (missing.length > 0)
      throw new KubectlError(missing.map((wanted) => `error: context ${wanted} not found`).join('\n'));
    return 0;
  },
};

const namesOf = (name: string, list: string): Verb => ({
  name,
  usage: `config ${name}`,
  flags: {},
  run: async (session) => {
    const names = recordsAt(fileOf(session).config, list).map((item) => stringAt(item, 'name'));
    await session.print(['NAME', ...names].map((line) => `${line}\n`).join(''));
    return 0;
  },
});

const currentContext: Verb = {
  name: 'current-context',
  usage: 'config current-context',
  flags: {},
  run: async (session) => {
    const current = stringAt(fileOf(session).config, 'current-context');
    if (!current) throw new KubectlError('error: current-context is not set');
    await session.print(`${current}\n`);
    return 0;
  },
};

const useContext: Verb = {
  name: 'use-context',
  aliases: ['use'],
  usage: 'config use-context CONTEXT_NAME',
  flags: {},
  run: async (session, [name = '']) => {
    const { config } = fileOf(session);
    if (!named(config, 'contexts', name)) throw new KubectlError(`error: no context exists with the name: "${name}"`);
    save(session, { ...config, 'current-context': name });
    await session.print(`Switched to context "${name}".\n`);
    return 0;
  },
};

const setContext: Verb = {
  name: 'set-context',
  usage:
    'config set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]',
  flags: { current: boolean() },
  run: async (session, args) => {
    const { flags } = session;
    const { config } = fileOf(session);
    const name = flags.boolean('current') ? stringAt(config, 'current-context') : (args[0] ?? '');
    if (!name)
      throw new KubectlError(
        flags.boolean('current')
          ? 'error: no current context is set'
          : 'error: you must specify a non-empty context name or --current',
      );
    const known = named(config, 'contexts', name);
    const context = { ...recordAt(known, 'context') } as Record<string, unknown>;
    for (const field of ['cluster', 'user', 'namespace'])
      if (flags.changed(field)) context[field] = flags.string(field);
    const others = recordsAt(config, 'contexts').filter((item) => item['name'] !== name);
    const contexts = known
      ? recordsAt(config, 'contexts').map((item) => (item['name'] === name ? { name, context } : item))
      : [...others, { name, context }];
    save(session, { ...config, contexts });
    await session.print(`Context "${name}" ${known ? 'modified' : 'created'}.\n`);
    return 0;
  },
};

const children = [
  view,
  namesOf('get-clusters', 'clusters'),
  namesOf('get-users', 'users'),
  getContexts,
  currentContext,
  useContext,
  setContext,
  setCluster,
  setCredentials,
  setProperty,
  unsetProperty,
  deleteCluster,
  deleteContext,
  deleteUser,
  renameContext,
];

export const config: Verb = {
  name: 'config',
  usage: 'config SUBCOMMAND',
  flags: {},
  isGroup: true,
  children,
  run: () => Promise.resolve(1),
};
