import type { EntryList } from '../../client/kubeconfig-format.ts';
import { boolean, string, strings } from '../../command-line/flag-table.ts';
import { KubectlError, UsageError } from '../../errors.ts';
import { usageOf } from '../../help.ts';
import { isRecord, type JsonObject, type MutableJson, mutableCopy, stringAt } from '../../json.ts';
import type { Session } from '../../session.ts';
import type { Verb } from '../../verb.ts';
import { entryOf, fileOf, fileValue, save, withEntry, withoutEntry } from './entries.ts';

/** Prints the help on standard output and ends, as these verbs do when their arguments are wrong in number. */
async function helpAnd(session: Session, verb: Verb, message: string): Promise<never> {
  await session.print(usageOf(verb));
  throw new KubectlError(message);
}

const defined = (entry: Record<string, unknown>): JsonObject =>
  Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined && value !== ''));

export const setCluster: Verb = {
  name: 'set-cluster',
  usage:
    'config set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]',
  flags: { 'embed-certs': boolean(), 'proxy-url': string() },
  run: async (session, args) => {
    const { flags } = session;
    const [name, ...others] = args;
    if (name === undefined || others.length > 0)
      return helpAnd(session, setCluster, `error: unexpected args: [${args.join(' ')}]`);
    const { config } = fileOf(session);
    const known = entryOf(config, 'clusters', name);
    const entry = defined({
      ...known,
      ...(flags.changed('server') && { server: flags.string('server') }),
      ...(flags.changed('tls-server-name') && { 'tls-server-name': flags.string('tls-server-name') }),
      ...(flags.changed('insecure-skip-tls-verify') && {
        'insecure-skip-tls-verify': flags.boolean('insecure-skip-tls-verify') || undefined,
      }),
      ...(flags.changed('proxy-url') && { 'proxy-url': flags.string('proxy-url') }),
      ...fileValue(session, 'certificate-authority', flags.boolean('embed-certs')),
    });
    save(session, withEntry(config, 'clusters', name, entry));
    await session.print(`Cluster "${name}" set.\n`);
    return 0;
  },
};

export const setCredentials: Verb = {
  name: 'set-credentials',
  usage:
    'config set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password]',
  flags: {
    'auth-provider': string(),
    'auth-provider-arg': strings(),
    'embed-certs': boolean(),
    'exec-api-version': string(),
    'exec-arg': strings(),
    'exec-command': string(),
    'exec-env': strings(),
  },
  run: async (session, args) => {
    const { flags } = session;
    const [name, ...others] = args;
    if (name === undefined || others.length > 0)
      return helpAnd(session, setCredentials, `error: unexpected args: [${args.join(' ')}]`);
    const basic = flags.string('username') || flags.string('password');
    if (flags.string('token') && basic)
      throw new KubectlError(
        'error: you cannot specify more than one authentication method at the same time: --token, --username/--password',
      );
    const { config } = fileOf(session);
    const given = (field: string) => flags.changed(field) && { [field]: flags.string(field) };
    const entry = defined({
      ...entryOf(config, 'users', name),
      ...(flags.string('token') && { username: undefined, password: undefined }),
      ...(basic && { token: undefined }),
      ...given('token'),
      ...given('username'),
      ...given('password'),
      ...fileValue(session, 'client-certificate', flags.boolean('embed-certs')),
      ...fileValue(session, 'client-key', flags.boolean('embed-certs')),
    });
    save(session, withEntry(config, 'users', name, entry));
    await session.print(`User "${name}" set.\n`);
    return 0;
  },
};

const remove = (word: string, list: EntryList): Verb => {
  const verb: Verb = {
    name: `delete-${word}`,
    usage: `config delete-${word} NAME`,
    flags: {},
    run: async (session, [name]) => {
      if (name === undefined) {
        if (word === 'user') throw new UsageError('user to delete is required', 'config delete-user');
        await session.print(usageOf(verb));
        return 0;
      }
      const { path, config } = fileOf(session);
      if (!entryOf(config, list, name)) throw new KubectlError(`error: cannot delete ${word} ${name}, not in ${path}`);
      if (word === 'context' && stringAt(config, 'current-context') === name)
        await session.error(
          'warning: this removed your active context, use "kubectl config use-context" to select a different one\n',
        );
      save(session, withoutEntry(config, list, name));
      await session.print(`deleted ${word} ${name} from ${path}\n`);
      return 0;
    },
  };
  return verb;
};

export const deleteCluster = remove('cluster', 'clusters');
export const deleteContext = remove('context', 'contexts');
export const deleteUser = remove('user', 'users');

export const renameContext: Verb = {
  name: 'rename-context',
  usage: 'config rename-context CONTEXT_NAME NEW_NAME',
  flags: {},
  run: async (session, args) => {
    const [from, to, ...others] = args;
    if (from === undefined || to === undefined || others.length > 0)
      return helpAnd(session, renameContext, `error: unexpected args: [${args.join(' ')}]`);
    const { path, config } = fileOf(session);
    const entry = entryOf(config, 'contexts', from);
    if (!entry) throw new KubectlError(`error: cannot rename the context "${from}", it's not in ${path}`);
    if (entryOf(config, 'contexts', to))
      throw new KubectlError(
        `error: cannot rename the context "${from}", the context "${to}" already exists in ${path}`,
      );
    const renamed = withEntry(withoutEntry(config, 'contexts', from), 'contexts', to, entry);
    const isCurrent = stringAt(config, 'current-context') === from;
    save(session, isCurrent ? { ...renamed, 'current-context': to } : renamed, { [to]: from });
    await session.print(`Context "${from}" renamed to "${to}".\n`);
    return 0;
  },
};

/** `contexts.NAME.namespace`, `current-context`: the holder of the last part, lists of names looked up by them. */
function holderOf(config: MutableJson, property: string, make: boolean): { holder: MutableJson; key: string } {
  const parts = property.split('.');
  const key = parts.pop()!;
  const [list, name, ...rest] = parts;
  if (list === undefined) {
    if (!['current-context', 'kind', 'apiVersion'].includes(key))
      throw new KubectlError(`error: unable to parse ${property} after [] at api.Config`);
    return { holder: config, key };
  }
  const field = ({ clusters: 'cluster', contexts: 'context', users: 'user' } as Record<string, string>)[list];
  if (field === undefined) throw new KubectlError(`error: unable to parse ${property} after [] at api.Config`);
  if (name === undefined) return { holder: { list, field }, key };
  if (!Array.isArray(config[list])) config[list] = [];
  const items = config[list] as MutableJson[];
  let item = items.find((each) => each['name'] === name);
  if (!item && make) {
    item = { name, [field]: {} };
    items.push(item);
  }
  let holder = item?.[field];
  for (const part of rest) holder = isRecord(holder) ? holder[part] : undefined;
  if (!isRecord(holder)) throw new KubectlError(`error: current map key \`${name}\` is invalid`);
  return { holder: holder as MutableJson, key };
}

export const setProperty: Verb = {
  name: 'set',
  usage: 'config set PROPERTY_NAME PROPERTY_VALUE',
  flags: { 'set-raw-bytes': boolean() },
  run: async (session, args) => {
    const [property, value, ...others] = args;
    if (property === undefined || value === undefined || others.length > 0)
      return helpAnd(session, setProperty, `error: unexpected args: [${args.join(' ')}]`);
    const { config } = fileOf(session);
    const copy = mutableCopy(config);
    const { holder, key } = holderOf(copy, property, true);
    // Bytes are in base64 in the file, and so they are given unless --set-raw-bytes says otherwise.
    const bytes = key.endsWith('-data') && session.flags.boolean('set-raw-bytes');
    const text = bytes ? Buffer.from(value).toString('base64') : value;
    holder[key] = value === 'true' || value === 'false' ? value === 'true' : text;
    save(session, copy);
    await session.print(`Property "${property}" set.\n`);
    return 0;
  },
};

export const unsetProperty: Verb = {
  name: 'unset',
  usage: 'config unset PROPERTY_NAME',
  flags: {},
  run: async (session, args) => {
    const [property, ...others] = args;
    if (property === undefined || others.length > 0)
      return helpAnd(session, unsetProperty, `error: unexpected args: [${args.join(' ')}]`);
    const { config } = fileOf(session);
    const copy = mutableCopy(config);
    const { holder, key } = holderOf(copy, property, false);
    if (typeof holder['list'] === 'string' && typeof holder['field'] === 'string') {
      const list = holder['list'] as EntryList;
      save(session, withoutEntry(copy, list, key));
    } else {
      if (key === 'current-context') holder[key] = '';
      else delete holder[key];
      save(session, copy);
    }
    await session.print(`Property "${property}" unset.\n`);
    return 0;
  },
};
