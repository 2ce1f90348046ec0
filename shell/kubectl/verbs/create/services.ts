import { type FlagTable, integer, string, strings } from '../../command-line/flag-table.ts';
import { KubectlError } from '../../errors.ts';
import type { JsonObject } from '../../json.ts';
import type { Session } from '../../session.ts';
import { type Generator, type GeneratorGroup, nameOf, required } from './generator.ts';

const TCP: FlagTable = { tcp: strings(undefined, true) };

function service(type: string, session: Session, args: readonly string[]): JsonObject {
  const { flags } = session;
  const name = nameOf(session, args, `create service ${type.toLowerCase()}`);
  const pairs = flags.strings('tcp');
  const clusterIP = flags.string('clusterip');
  if (type !== 'ExternalName' && clusterIP !== 'None' && pairs.length === 0)
    throw new KubectlError('error: at least one tcp port specifier must be provided');
  const externalName = flags.string('external-name');
  if (
    type === 'ExternalName' &&
    !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(externalName)
  )
    throw new KubectlError(`error: invalid service external name ${externalName}`);
  const nodePort = flags.integer('node-port');
  const ports = pairs.map((pair) => ({
    name: pair.replaceAll(':', '-'),
    protocol: 'TCP',
    ...portsOf(pair),
    ...(nodePort > 0 && { nodePort }),
  }));
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name, labels: { app: name } },
    spec: {
      ...(ports.length > 0 && { ports }),
      selector: { app: name },
      ...(clusterIP && { clusterIP }),
      type,
      ...(externalName && { externalName }),
    },
    status: { loadBalancer: {} },
  };
}

/** `80`, `80:8080`, `80:web` (create_service.go parsePorts). */
function portsOf(pair: string): { port: number; targetPort: number | string } {
  const [first = '', second] = pair.split(':');
  const refuse = (why: string) => {
    throw new KubectlError(`error: strconv.ParseUint: parsing ${JSON.stringify(first)}: ${why}`);
  };
  if (!/^\d+$/.test(first)) refuse('invalid syntax');
  const port = Number(first);
  if (port > 65535) refuse('value out of range');
  if (second === undefined) return { port, targetPort: port };
  if (!/^[-+]?\d+$/.test(second)) {
    const problems = portNameProblems(second);
    if (problems.length > 0) throw new KubectlError(`error: ${problems.join(',')}`);
    return { port, targetPort: second };
  }
  const targetPort = Number(second);
  if (targetPort < 1 || targetPort > 65535) throw new KubectlError('error: must be between 1 and 65535, inclusive');
  return { port, targetPort };
}

/** apimachinery's IsValidPortName. */
function portNameProblems(name: string): string[] {
  const problems: string[] = [];
  if (name.length > 15) problems.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(name))
    problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) problems.push('must contain at least one letter (a-z)');
  if (name.includes('--')) problems.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) problems.push('must not begin or end with a hyphen');
  return problems;
}

const child = (type: string, usage: string, flags: FlagTable): Generator => ({
  name: type.toLowerCase(),
  usage: `service ${type.toLowerCase()} NAME ${usage} [--dry-run=server|client|none]`,
  flags: { ...TCP, ...flags },
  failure: `failed to create ${type} service:`,
  object: (session, args) => {
    if (type === 'ExternalName') required(session, 'external-name');
    return service(type, session, args);
  },
});

export const services: GeneratorGroup = {
  name: 'service',
  aliases: ['svc'],
  usage: 'service',
  children: [
    child('ClusterIP', '[--tcp=<port>:<targetPort>]', { clusterip: string() }),
    child('ExternalName', '--external-name external.name', { 'external-name': string() }),
    child('LoadBalancer', '[--tcp=port:targetPort]', {}),
    child('NodePort', '[--tcp=port:targetPort]', { 'node-port': integer() }),
  ],
};
