import { type FlagTable, string } from '../command-line/flag-table.ts';
import { isNotFound, KubectlError } from '../errors.ts';
import { type JsonObject, recordAt, recordsAt, stringAt } from '../json.ts';
import { readFile } from '../resources/manifests.ts';
import type { Session } from '../session.ts';
import type { Generator } from '../verbs/create/generator.ts';
import { generatorGroup } from '../verbs/create.ts';

const COMMON: FlagTable = {
  hostname: string(),
  'insecure-policy': string(),
  port: string(),
  service: string(),
  'wildcard-policy': string(),
};
const CERTIFICATES: FlagTable = { cert: string(), key: string(), 'ca-cert': string() };

/** Flags that name files, and the field their contents go to. */
const FILES: Readonly<Record<string, string>> = {
  cert: 'certificate',
  key: 'key',
  'ca-cert': 'caCertificate',
  'dest-ca-cert': 'destinationCACertificate',
};

const route = (termination: string, flags: FlagTable): Generator => ({
  name: termination,
  usage: `route ${termination} [NAME] --service=SERVICE`,
  flags: { ...COMMON, ...flags },
  object: (session, args) => securedRoute(session, args, termination),
});

/** `oc create route edge|passthrough|reencrypt` (openshift/oc pkg/cli/create). */
export const createRoute = generatorGroup({
  name: 'route',
  usage: 'route',
  children: [
    route('edge', { ...CERTIFICATES, path: string() }),
    route('passthrough', {}),
    route('reencrypt', { ...CERTIFICATES, 'dest-ca-cert': string(), path: string() }),
  ],
});

async function securedRoute(session: Session, args: readonly string[], termination: string): Promise<JsonObject> {
  const { flags } = session;
  if (args.length > 1) throw new KubectlError('error: multiple names provided. Please specify at most one');
  if (!flags.changed('service')) throw new KubectlError('error: required flag(s) "service" not set');
  const service = serviceName(flags.string('service'));
  const made = await unsecuredRoute(session, { name: args[0] ?? '', service, port: flags.string('port') });
  const policy = flags.string('insecure-policy');
  const contents = Object.entries(FILES).flatMap(([flag, field]) => {
    const path = flag in flagsOf(termination) ? flags.string(flag) : '';
    return path ? [[field, readFile(session, path).toString()]] : [];
  });
  const tls = {
    ...Object.fromEntries(contents),
    termination,
    ...(policy && { insecureEdgeTerminationPolicy: policy }),
  };
  return withSpec(session, made, { tls, ...(termination !== 'passthrough' && pathOf(session)) });
}

const flagsOf = (termination: string): FlagTable =>
  termination === 'passthrough'
    ? {}
    : { ...CERTIFICATES, ...(termination === 'reencrypt' && { 'dest-ca-cert': string() }) };

function pathOf({ flags }: Session): JsonObject {
  return flags.string('path') ? { path: flags.string('path') } : {};
}

/** The flags that all routes share. */
export function withSpec({ flags }: Session, made: JsonObject, more: JsonObject): JsonObject {
  const host = flags.string('hostname');
  const wildcardPolicy = flags.string('wildcard-policy');
  const spec = { ...recordAt(made, 'spec'), ...(host && { host }), ...(wildcardPolicy && { wildcardPolicy }), ...more };
  return { ...made, spec };
}

/** `frontend`, `svc/frontend` */
function serviceName(text: string): string {
  if (text === '') throw new KubectlError('error: you need to provide a service name via --service');
  const [type, name] = text.split('/');
  if (name === undefined) return text;
  if (['svc', 'service', 'services'].includes(type ?? '')) return name;
  throw new KubectlError(`error: cannot expose ${type} as routes`);
}

export interface RouteOrder {
  /** '': as the service. */
  readonly name: string;
  readonly service: string;
  readonly port: string;
  /** Names a port where the service's has no name. */
  readonly forcePort?: boolean;
}

/** route.UnsecuredRoute */
export async function unsecuredRoute(session: Session, order: RouteOrder): Promise<JsonObject> {
  const { name, service, port, forcePort = false } = order;
  const head = { apiVersion: 'route.openshift.io/v1', kind: 'Route' };
  const to = { kind: '', name: service, weight: null };
  const path = `/api/v1/namespaces/${session.namespace}/services/${encodeURIComponent(service)}`;
  const found = await session.client.json({ path }).catch((error: unknown) => {
    if (isNotFound(error)) return null;
    throw error;
  });
  if (!found) {
    if (!port)
      throw new KubectlError('error: you need to provide a route port via --port when exposing a non-existent service');
    return { ...head, metadata: { name: name || service }, spec: { to, port: routePort(port) } };
  }
  const tcp = recordsAt(found, 'spec', 'ports').find((each) => (each['protocol'] ?? 'TCP') === 'TCP');
  if (!tcp) throw new KubectlError(`error: service "${service}" doesn't support TCP`);
  const own = stringAt(tcp, 'name') || (forcePort ? String(tcp['targetPort'] ?? '') : '');
  const chosen = port || own;
  const labels = recordAt(found, 'metadata', 'labels');
  return {
    ...head,
    metadata: { name: name || service, ...(labels && { labels }) },
    spec: { to, ...(chosen && { port: routePort(chosen) }) },
  };
}

function routePort(text: string): JsonObject {
  return { targetPort: /^\d+$/.test(text) ? Number(text) : text };
}
