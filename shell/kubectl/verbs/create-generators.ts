import { boolean, type FlagTable, integer, string, strings } from '../command-line/flag-table.ts';
import { KubectlError, UsageError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { readFile } from '../resources/manifests.ts';
import type { Session } from '../session.ts';

/** What `kubectl create KIND` makes of its arguments and flags. */
export interface Generator {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly usage: string;
  readonly flags: FlagTable;
  readonly children?: readonly Generator[];
  readonly object: (session: Session, args: readonly string[]) => JsonObject;
}

function oneName(args: readonly string[]): string {
  if (args.length === 1) return args[0]!;
  throw new KubectlError(
    `error: exactly one NAME is required, got ${args.length}\nSee 'kubectl create -h' for help and examples`,
  );
}

function required(session: Session, ...names: string[]): void {
  const missing = names.filter((name) => !session.flags.changed(name));
  if (missing.length > 0)
    throw new KubectlError(`error: required flag(s) ${missing.map((name) => `"${name}"`).join(', ')} not set`);
}

const deployment: Generator = {
  name: 'deployment',
  aliases: ['deploy', 'dep'],
  usage: 'deployment NAME --image=image -- [COMMAND] [args...]',
  flags: { image: strings(), port: integer(undefined, '-1'), replicas: integer('r', '1') },
  object: (session, args) => {
    const { flags } = session;
    const name = oneName(flags.dashAt >= 0 ? args.slice(0, flags.dashAt) : args);
    required(session, 'image');
    const command = flags.dashAt >= 0 ? args.slice(flags.dashAt) : [];
    const containers = flags.strings('image').map((image) => ({
      image,
      name: containerName(image),
      resources: {},
      ...(command.length > 0 && { command }),
      ...(flags.integer('port') > 0 && { ports: [{ containerPort: flags.integer('port') }] }),
    }));
    const labels = { app: name };
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { labels, name },
      spec: {
        replicas: flags.integer('replicas'),
        selector: { matchLabels: labels },
        strategy: {},
        template: { metadata: { labels }, spec: { containers } },
      },
      status: {},
    };
  },
};

function containerName(image: string): string {
  return image
    .slice(image.lastIndexOf('/') + 1)
    .split(/[:@]/)[0]!
    .replace(/[^-a-z0-9]/g, '-');
}

const namespace: Generator = {
  name: 'namespace',
  aliases: ['ns'],
  usage: 'namespace NAME',
  flags: {},
  object: (_session, args) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: oneName(args) },
    spec: {},
    status: {},
  }),
};

const SERVICE_FLAGS: FlagTable = { tcp: strings(undefined, true) };

function service(type: string, session: Session, args: readonly string[]): JsonObject {
  const { flags } = session;
  const name = oneName(args);
  const pairs = flags.strings('tcp');
  if (pairs.length === 0 && flags.string('clusterip') !== 'None')
    throw new KubectlError('error: at least one tcp port specifier must be provided');
  const nodePort = type === 'NodePort' ? flags.integer('node-port') : 0;
  const ports = pairs.map((pair) => {
    const [port = '', target = port] = pair.split(':');
    const number = Number(port);
    if (!Number.isInteger(number)) throw new KubectlError(`error: strconv.ParseInt: parsing "${port}": invalid syntax`);
    return {
      name: pair.includes(':') ? `${port}-${target}` : port,
      ...(nodePort > 0 && { nodePort }),
      port: number,
      protocol: 'TCP',
      targetPort: /^\d+$/.test(target) ? Number(target) : target,
    };
  });
  const clusterIP = type === 'ClusterIP' && flags.string('clusterip');
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { labels: { app: name }, name },
    spec: { ports, selector: { app: name }, type, ...(clusterIP && { clusterIP }) },
    status: { loadBalancer: {} },
  };
}

const services: Generator = {
  name: 'service',
  aliases: ['svc'],
  usage: 'service clusterip|nodeport|loadbalancer NAME --tcp=port:targetPort',
  flags: {},
  children: [
    {
      name: 'clusterip',
      usage: 'service clusterip NAME [--tcp=<port>:<targetPort>]',
      flags: { ...SERVICE_FLAGS, clusterip: string() },
      object: (session, args) => service('ClusterIP', session, args),
    },
    {
      name: 'nodeport',
      usage: 'service nodeport NAME [--tcp=port:targetPort]',
      flags: { ...SERVICE_FLAGS, 'node-port': integer() },
      object: (session, args) => service('NodePort', session, args),
    },
    {
      name: 'externalname',
      usage: 'service externalname NAME --external-name external.name [--tcp=port:targetPort]',
      flags: { ...SERVICE_FLAGS, 'external-name': string() },
      object: (session, args) => {
        required(session, 'external-name');
        const name = oneName(args);
        return {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { labels: { app: name }, name },
          spec: { externalName: session.flags.string('external-name'), selector: { app: name }, type: 'ExternalName' },
          status: { loadBalancer: {} },
        };
      },
    },
    {
      name: 'loadbalancer',
      usage: 'service loadbalancer NAME [--tcp=port:targetPort]',
      flags: SERVICE_FLAGS,
      object: (session, args) => service('LoadBalancer', session, args),
    },
  ],
  object: (_session, args) => {
    if (args.length > 0) throw new UsageError(`unknown command "${args.join(' ')}"`, 'create service');
    throw new KubectlError(
      'error: say which: kubectl create service clusterip|externalname|loadbalancer|nodeport NAME',
    );
  },
};

const DATA_FLAGS: FlagTable = { 'from-literal': strings(), 'from-file': strings(), 'append-hash': boolean() };

function dataOf(session: Session): [string, string][] {
  const { flags } = session;
  const entries = flags.strings('from-literal').map((item): [string, string] => {
    const equals = item.indexOf('=');
    if (equals <= 0) throw new KubectlError(`error: invalid literal source ${item}, expected key=value`);
    return [item.slice(0, equals), item.slice(equals + 1)];
  });
  for (const item of flags.strings('from-file')) {
    const equals = item.indexOf('=');
    const path = item.slice(equals + 1);
    entries.push([
      equals > 0 ? item.slice(0, equals) : path.slice(path.lastIndexOf('/') + 1),
      readSource(session, path),
    ]);
  }
  return entries;
}

function readSource(session: Session, path: string): string {
  try {
    return readFile(session, path);
  } catch (error) {
    if (error instanceof KubectlError) throw new KubectlError(error.message.replace('open ', 'error reading '));
    throw error;
  }
}

const configMap: Generator = {
  name: 'configmap',
  aliases: ['cm'],
  usage: 'configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1]',
  flags: DATA_FLAGS,
  object: (session, args) => {
    const entries = dataOf(session);
    return {
      apiVersion: 'v1',
      ...(entries.length > 0 && { data: Object.fromEntries(entries) }),
      kind: 'ConfigMap',
      metadata: { name: oneName(args) },
    };
  },
};

const secret: Generator = {
  name: 'secret',
  usage: 'secret generic NAME [--from-literal=key1=value1]',
  flags: {},
  children: [
    {
      name: 'generic',
      usage: 'secret generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1]',
      flags: { ...DATA_FLAGS, type: string() },
      object: (session, args) => {
        const entries = dataOf(session).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
        const type = session.flags.string('type');
        return {
          apiVersion: 'v1',
          ...(entries.length > 0 && { data: Object.fromEntries(entries) }),
          kind: 'Secret',
          metadata: { name: oneName(args) },
          ...(type && { type }),
        };
      },
    },
    {
      name: 'tls',
      usage: 'secret tls NAME --cert=path/to/cert/file --key=path/to/key/file',
      flags: { cert: string(), key: string() },
      object: (session, args) => {
        required(session, 'cert', 'key');
        const encoded = (flag: string) => Buffer.from(readFile(session, session.flags.string(flag))).toString('base64');
        return {
          apiVersion: 'v1',
          data: { 'tls.crt': encoded('cert'), 'tls.key': encoded('key') },
          kind: 'Secret',
          metadata: { name: oneName(args) },
          type: 'kubernetes.io/tls',
        };
      },
    },
  ],
  object: (_session, args) => {
    if (args.length > 0) throw new UsageError(`unknown command "${args.join(' ')}"`, 'create secret');
    throw new KubectlError('error: say which: kubectl create secret generic|tls NAME');
  },
};

const ingress: Generator = {
  name: 'ingress',
  aliases: ['ing'],
  usage: 'ingress NAME --rule=host/path=service:port[,tls[=secret]]',
  flags: { annotation: strings(), class: string(), 'default-backend': string(), rule: strings() },
  object: (session, args) => {
    const { flags } = session;
    const name = oneName(args);
    if (!flags.changed('rule') && !flags.changed('default-backend')) {
      throw new KubectlError(
        'error: not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
      );
    }
    const annotations = flags
      .strings('annotation')
      .map((item) => [item.slice(0, item.indexOf('=')), item.slice(item.indexOf('=') + 1)]);
    const rules = ingressRules(flags.strings('rule'));
    const tls = ingressTls(flags.strings('rule'));
    return {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { ...(annotations.length > 0 && { annotations: Object.fromEntries(annotations) }), name },
      spec: {
        ...(flags.changed('default-backend') && { defaultBackend: backend(flags.string('default-backend')) }),
        ...(flags.string('class') && { ingressClassName: flags.string('class') }),
        ...(rules.length > 0 && { rules }),
        ...(tls.length > 0 && { tls }),
      },
      status: { loadBalancer: {} },
    };
  },
};

function backend(text: string): JsonObject {
  const [name = '', port = ''] = text.split(':');
  return { service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}

function ingressRules(texts: readonly string[]): JsonObject[] {
  const byHost = new Map<string, JsonObject[]>();
  for (const text of texts) {
    const match = /^([^/=]*)(\/[^=*]*)?(\*)?=([^,:]+:[^,]+)/.exec(text);
    if (!match)
      throw new KubectlError(
        `error: rule ${text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`,
      );
    const [, host = '', path = '/', star, service = ''] = match;
    const paths = byHost.get(host) ?? [];
    paths.push({ backend: backend(service), path: path || '/', pathType: star ? 'Prefix' : 'Exact' });
    byHost.set(host, paths);
  }
  return [...byHost].map(([host, paths]) => ({ ...(host && { host }), http: { paths } }));
}

/** `host/path=svc:port,tls=secret`: one entry a secret, with the hosts that name it. */
function ingressTls(texts: readonly string[]): JsonObject[] {
  const hosts = new Map<string, string[]>();
  for (const text of texts) {
    const match = /,tls(?:=([^,]*))?$/.exec(text);
    if (!match) continue;
    const host = text.slice(0, text.search(/[/=]/));
    hosts.set(match[1] ?? '', [...(hosts.get(match[1] ?? '') ?? []), ...(host ? [host] : [])]);
  }
  return [...hosts].map(([secretName, names]) => ({
    ...(names.length > 0 && { hosts: names }),
    ...(secretName && { secretName }),
  }));
}

const job: Generator = {
  name: 'job',
  usage: 'job NAME --image=image -- [COMMAND] [args...]',
  flags: { from: string(), image: string() },
  object: (session, args) => {
    const { flags } = session;
    const name = oneName(flags.dashAt >= 0 ? args.slice(0, flags.dashAt) : args.slice(0, 1));
    required(session, 'image');
    const command = args.slice(1);
    const container = { ...(command.length > 0 && { command }), image: flags.string('image'), name, resources: {} };
    return {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name },
      spec: { template: { metadata: {}, spec: { containers: [container], restartPolicy: 'Never' } } },
      status: {},
    };
  },
};

const serviceAccount: Generator = {
  name: 'serviceaccount',
  aliases: ['sa'],
  usage: 'serviceaccount NAME',
  flags: {},
  object: (_session, args) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: oneName(args) } }),
};

export const GENERATORS: readonly Generator[] = [
  configMap,
  deployment,
  ingress,
  job,
  namespace,
  secret,
  services,
  serviceAccount,
];
