import { parse } from 'yaml';
import type { Machine } from '../../../cluster/machinery/machine.ts';
import { KubectlError } from '../errors.ts';
import { isRecord, type JsonObject, recordAt, stringAt } from '../json.ts';

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
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The file in use: --kubeconfig, $KUBECONFIG (its first that exists), ~/.kube/config. */
export function kubeconfigPath(environment: Readonly<Record<string, string>>, machine: Machine, flag: string): string {
  if (flag) return flag;
  const listed = (environment['KUBECONFIG'] ?? '').split(':').filter(Boolean);
  if (listed.length > 0) return listed.find((path) => machine.files.exists(path)) ?? listed[0]!;
  return `${environment['HOME'] ?? '/root'}/.kube/config`;
}

export function readKubeconfig(machine: Machine, path: string): JsonObject | null {
  if (!machine.files.exists(path)) return null;
  const text = Buffer.from(machine.files.read(path)).toString('utf8');
  try {
    const document: unknown = parse(text);
    return isRecord(document) ? document : {};
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new KubectlError(`error: error loading config file "${path}": yaml: ${why}`);
  }
}

export function named(config: JsonObject | null, list: string, name: string): JsonObject | null {
  const items = config?.[list];
  if (!Array.isArray(items)) return null;
  return items.filter(isRecord).find((item) => item['name'] === name) ?? null;
}

export function loadConfig(
  machine: Machine,
  environment: Readonly<Record<string, string>>,
  overrides: ConfigOverrides,
): ClientConfig {
  const path = kubeconfigPath(environment, machine, overrides.kubeconfig);
  const file = readKubeconfig(machine, path);
  if (!file) {
    if (overrides.kubeconfig) throw new KubectlError(`error: stat ${path}: no such file or directory`);
    const inCluster = serviceAccountConfig(machine, environment);
    if (inCluster) return applyOverrides(inCluster, overrides);
  }
  const contextName = overrides.context || stringAt(file, 'current-context');
  const context = recordAt(named(file, 'contexts', contextName), 'context');
  if (overrides.context && !context) {
    throw new KubectlError(`Error in configuration: context was not found for specified context: ${overrides.context}`);
  }
  const cluster = recordAt(named(file, 'clusters', overrides.cluster || stringAt(context, 'cluster')), 'cluster');
  const user = recordAt(named(file, 'users', overrides.user || stringAt(context, 'user')), 'user');
  if (overrides.cluster && !cluster && !overrides.server)
    throw new KubectlError(`error: no server found for cluster "${overrides.cluster}"`);
  if (overrides.user && !user) throw new KubectlError(`error: auth info "${overrides.user}" does not exist`);
  const directory = path.slice(0, path.lastIndexOf('/'));
  return applyOverrides(fromFile(machine, directory, context, cluster, user), overrides);
}

function fromFile(
  machine: Machine,
  directory: string,
  context: JsonObject | null,
  cluster: JsonObject | null,
  user: JsonObject | null,
): ClientConfig {
  if (recordAt(user, 'exec')) {
    throw new KubectlError('error: exec plugin: this kubectl runs no credential plugins; use a token');
  }
  const material = (holder: JsonObject | null, name: string): string | undefined => {
    const data = stringAt(holder, `${name}-data`);
    if (data) return Buffer.from(data, 'base64').toString('utf8');
    const file = stringAt(holder, name);
    return file ? readText(machine, file.startsWith('/') ? file : `${directory}/${file}`) : undefined;
  };
  return {
    server: stringAt(cluster, 'server') || 'http://localhost:8080',
    namespace: stringAt(context, 'namespace'),
    insecure: cluster?.['insecure-skip-tls-verify'] === true,
    ...present('certificateAuthority', material(cluster, 'certificate-authority')),
    ...present('serverName', stringAt(cluster, 'tls-server-name')),
    ...present('token', stringAt(user, 'token') || tokenFile(machine, stringAt(user, 'tokenFile'))),
    ...present('clientCertificate', material(user, 'client-certificate')),
    ...present('clientKey', material(user, 'client-key')),
    ...present('username', stringAt(user, 'username')),
    ...present('password', stringAt(user, 'password')),
  };
}

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
    server: /^https?:\/\//.test(server) ? server.replace(/\/+$/, '') : `http://${server}`,
    insecure: overrides.insecure || config.insecure,
    ...(overrides.token && { token: overrides.token }),
    ...(overrides.serverName && { serverName: overrides.serverName }),
    ...((overrides.impersonate.user || overrides.impersonate.groups.length > 0 || overrides.impersonate.uid) && {
      impersonate: overrides.impersonate,
    }),
    ...(overrides.certificateAuthority && { certificateAuthority: overrides.certificateAuthority }),
  };
}

function tokenFile(machine: Machine, path: string): string {
  return path ? readText(machine, path).trim() : '';
}

function readText(machine: Machine, path: string): string {
  try {
    return Buffer.from(machine.files.read(path)).toString('utf8');
  } catch {
    throw new KubectlError(`error: unable to read ${path}: open ${path}: no such file or directory`);
  }
}

function present<K extends string>(key: K, value: string | undefined): { [name in K]?: string } {
  return (value ? { [key]: value } : {}) as { [name in K]?: string };
}
