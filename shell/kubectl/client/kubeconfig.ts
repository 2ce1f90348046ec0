import type { Machine } from '../../../cluster/machinery/machine.ts';
import { KubectlError } from '../errors.ts';
import { type JsonObject, listAt, recordAt, recordsAt, stringAt } from '../json.ts';
import { absolutePath, type Kubeconfigs, originOf, readKubeconfigs, type Surroundings } from './kubeconfig-files.ts';
import type { EntryList } from './kubeconfig-format.ts';
import { type ChosenConfig, confirmUsable } from './kubeconfig-validation.ts';

/** Where a cluster is and how to prove who asks (k8s.io/client-go/tools/clientcmd/api/v1). */
export interface ClientConfig {
  /** e.g. https://10.100.1.10:6443 */
  readonly server: string;
  readonly namespace: string;
  readonly certificateAuthority?: string;
  readonly insecure: boolean;
  readonly serverName?: string;
  readonly token?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly username?: string;
  readonly password?: string;
  readonly impersonate?: Impersonation;
}

/** --as, --as-group, --as-uid. */
export interface Impersonation {
  readonly user: string;
  readonly groups: readonly string[];
  readonly uid: string;
}

/** What the command line says over the file. Empty strings mean unsaid. */
export interface ConfigOverrides {
  readonly kubeconfig: string;
  readonly context: string;
  readonly cluster: string;
  readonly user: string;
  readonly server: string;
  readonly token: string;
  readonly insecure: boolean;
  readonly certificateAuthority: string;
  readonly serverName: string;
  readonly impersonate: Impersonation;
  /** Flags that stand for a user's fields of their name: client-certificate, client-key, username, password. */
  readonly flags: Readonly<Record<string, string>>;
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

export function named(config: JsonObject | null, list: string, name: string): JsonObject | null {
  return recordsAt(config, list).find((item) => item['name'] === name) ?? null;
}

export function loadConfig(surroundings: Surroundings, overrides: ConfigOverrides): ClientConfig {
  const { machine, environment } = surroundings;
  const kubeconfigs = readKubeconfigs(surroundings, overrides.kubeconfig);
  const { merged, files } = kubeconfigs;
  if (files.every(({ config }) => config === null)) {
    if (overrides.kubeconfig) throw new KubectlError(`error: stat ${overrides.kubeconfig}: no such file or directory`);
    const inCluster = serviceAccountConfig(machine, environment);
    if (inCluster) return applyOverrides(inCluster, overrides);
  }
  const contextName = overrides.context || stringAt(merged, 'current-context');
  const context = recordAt(named(merged, 'contexts', contextName), 'context');
  if (contextName && !context) {
    throw new KubectlError(`Error in configuration: context was not found for specified context: ${contextName}`);
  }
  const clusterName = overrides.cluster || stringAt(context, 'cluster');
  const userName = overrides.user || stringAt(context, 'user');
  const cluster = recordAt(named(merged, 'clusters', clusterName), 'cluster');
  const user = recordAt(named(merged, 'users', userName), 'user');
  if (overrides.cluster && !cluster && !overrides.server)
    throw new KubectlError(`error: no server found for cluster "${overrides.cluster}"`);
  if (overrides.user && !user) throw new KubectlError(`error: auth info "${overrides.user}" does not exist`);
  const chosen: ChosenConfig = {
    cluster: withFlags(overrides, inPlace(surroundings, kubeconfigs, 'clusters', clusterName, cluster)),
    clusterName,
    user: withUserFlags(overrides, inPlace(surroundings, kubeconfigs, 'users', userName, user)),
    userName,
    read: (path) => readMaterial(surroundings, path),
  };
  confirmUsable(chosen);
  return applyOverrides(fromFile(chosen, context), overrides);
}

const PATHS = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];

/** An entry whose paths no longer depend on the file that it is from. */
function inPlace(
  surroundings: Surroundings,
  kubeconfigs: Kubeconfigs,
  list: EntryList,
  name: string,
  entry: JsonObject | null,
): JsonObject {
  const origin = absolutePath(surroundings, originOf(kubeconfigs, list, name) ?? '');
  const directory = origin.slice(0, origin.lastIndexOf('/'));
  const moved = PATHS.filter((field) => stringAt(entry, field)).map((field): [string, string] => {
    const path = stringAt(entry, field);
    return [field, path.startsWith('/') ? path : absolutePath({ ...surroundings, workingDirectory: directory }, path)];
  });
  return { ...entry, ...Object.fromEntries(moved) };
}

/** What a flag says stands for the path and for the content alike. */
function withFlags({ certificateAuthority, insecure }: ConfigOverrides, cluster: JsonObject): JsonObject {
  if (!certificateAuthority && !insecure) return cluster;
  const { 'certificate-authority': _path, 'certificate-authority-data': _data, ...others } = cluster;
  return certificateAuthority ? { ...others, 'certificate-authority': certificateAuthority } : others;
}

function withUserFlags({ flags, impersonate, token }: ConfigOverrides, user: JsonObject): JsonObject {
  const given = Object.entries({ ...flags, token }).filter(([, value]) => value !== '');
  const without = Object.fromEntries(
    Object.entries(user).filter(([field]) => !given.some(([name]) => field === `${name}-data`)),
  );
  return {
    ...without,
    ...Object.fromEntries(given),
    ...(impersonate.user && { as: impersonate.user }),
    ...(impersonate.uid && { 'as-uid': impersonate.uid }),
    ...(impersonate.groups.length > 0 && { 'as-groups': impersonate.groups }),
  };
}

function fromFile({ cluster, user, read }: ChosenConfig, context: JsonObject | null): ClientConfig {
  if (recordAt(user, 'exec')) {
    throw new KubectlError('error: exec plugin: this kubectl runs no credential plugins; use a token');
  }
  const material = (holder: JsonObject, name: string): string | undefined => {
    const data = stringAt(holder, `${name}-data`);
    if (data) return Buffer.from(data, 'base64').toString('utf8');
    const file = stringAt(holder, name);
    return file ? read(file) : undefined;
  };
  const groups = listAt(user, 'as-groups').map(String);
  const impersonate = { user: stringAt(user, 'as'), groups, uid: stringAt(user, 'as-uid') };
  const certificateAuthority = material(cluster, 'certificate-authority');
  if (certificateAuthority !== undefined && !isPem(certificateAuthority))
    throw new KubectlError('error: unable to load root certificates: unable to parse bytes as PEM block');
  // A certificate that cannot be read is shown to nobody; the request goes on without.
  const clientCertificate = material(user, 'client-certificate');
  const shown = clientCertificate !== undefined && isPem(clientCertificate);
  return {
    server: stringAt(cluster, 'server') || 'http://localhost:8080',
    namespace: stringAt(context, 'namespace'),
    insecure: cluster['insecure-skip-tls-verify'] === true,
    ...present('certificateAuthority', certificateAuthority),
    ...present('serverName', stringAt(cluster, 'tls-server-name')),
    ...present('token', stringAt(user, 'token') || (read(stringAt(user, 'tokenFile')) ?? '').trim()),
    ...(shown && present('clientCertificate', clientCertificate)),
    ...(shown && present('clientKey', material(user, 'client-key'))),
    ...present('username', stringAt(user, 'username')),
    ...present('password', stringAt(user, 'password')),
    ...(impersonate.user && { impersonate }),
  };
}

const isPem = (text: string): boolean => /^-----BEGIN [A-Z ]+-----$/m.test(text);

function serviceAccountConfig(machine: Machine, environment: Readonly<Record<string, string>>): ClientConfig | null {
  const host = environment['KUBERNETES_SERVICE_HOST'];
  const port = environment['KUBERNETES_SERVICE_PORT'];
  if (!host || !port || !machine.files.exists(`${SERVICE_ACCOUNT}/token`)) return null;
  const optional = (name: string) => {
    const path = `${SERVICE_ACCOUNT}/${name}`;
    return machine.files.exists(path) ? readText(machine, path) : undefined;
  };
  return {
    server: `https://${host}:${port}`,
    namespace: optional('namespace') ?? '',
    insecure: false,
    ...present('token', optional('token')),
    ...present('certificateAuthority', optional('ca.crt')),
  };
}

function applyOverrides(config: ClientConfig, overrides: ConfigOverrides): ClientConfig {
  const server = overrides.server || config.server;
  return {
    ...config,
    server: /^[a-z][a-z0-9+.-]*:\/\//i.test(server) ? server.replace(/\/+$/, '') : `http://${server}`,
    insecure: overrides.insecure || config.insecure,
    ...(overrides.token && { token: overrides.token }),
    ...(overrides.serverName && { serverName: overrides.serverName }),
    ...(overrides.impersonate.user && { impersonate: overrides.impersonate }),
  };
}

/** The file's text; throws `FileError`. */
function readMaterial(surroundings: Surroundings, path: string): string | undefined {
  return path
    ? Buffer.from(surroundings.machine.files.read(absolutePath(surroundings, path))).toString('utf8')
    : undefined;
}

function readText(machine: Machine, path: string): string {
  return Buffer.from(machine.files.read(path)).toString('utf8');
}

function present<K extends string>(key: K, value: string | undefined): { [name in K]?: string } {
  return (value ? { [key]: value } : {}) as { [name in K]?: string };
}
