import { boolean, string } from '../command-line/flag-table.ts';
import { ConnectionError, KubectlError, StatusError } from '../errors.ts';
import { type JsonObject, recordsAt, stringAt } from '../json.ts';
import { toJson } from '../printers/json.ts';
import { toYaml } from '../printers/yaml.ts';
import type { Verb } from '../verb.ts';
import { dump } from './cluster-info-dump.ts';

const CLIENT = { gitVersion: 'v1.34.4', major: '1', minor: '34', platform: 'linux/amd64', compiler: 'gc' };
const KUSTOMIZE = 'v5.7.1';

export const version: Verb = {
  name: 'version',
  usage: 'version',
  flags: { client: boolean(), output: string('o') },
  run: async (session, args) => {
    const { flags } = session;
    if (args.length > 0) throw new KubectlError(`error: extra arguments: [${args.join(' ')}]`);
    if (!['', 'json', 'yaml'].includes(flags.string('output')))
      throw new KubectlError("error: --output must be 'yaml' or 'json'");
    const server = flags.boolean('client')
      ? null
      : await session.client.json({ path: '/version', query: { timeout: '32s' } }).catch(toFailure);
    if (server instanceof Error) {
      const own = { clientVersion: CLIENT, kustomizeVersion: KUSTOMIZE };
      await session.print(textOf(own, flags.string('output')));
      throw server;
    }
    const document = { clientVersion: CLIENT, kustomizeVersion: KUSTOMIZE, ...(server && { serverVersion: server }) };
    await session.print(textOf(document, flags.string('output')));
    return 0;
  },
};

/** A server that cannot be asked does not keep kubectl from telling its own version. */
function toFailure(error: unknown): Error {
  if (error instanceof ConnectionError || error instanceof StatusError) return error;
  throw error;
}

function textOf(document: JsonObject, output: string): string {
  if (output === 'json') return toJson(document).replaceAll('    ', '  ');
  if (output === 'yaml') return toYaml(document);
  const server = stringAt(document, 'serverVersion', 'gitVersion');
  const own = `Client Version: ${CLIENT.gitVersion}\nKustomize Version: ${KUSTOMIZE}\n`;
  return server ? `${own}Server Version: ${server}\n` : own;
}

export const clusterInfo: Verb = {
  name: 'cluster-info',
  usage: 'cluster-info',
  flags: {},
  children: [dump],
  run: async (session) => {
    const further = "\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n";
    const found = session.discovery().then(() =>
      session.client.json({
        path: '/api/v1/namespaces/kube-system/services',
        query: { labelSelector: 'kubernetes.io/cluster-service=true' },
      }),
    );
    const services = await found.catch(async (error: unknown) => {
      await session.print(further);
      throw error;
    });
    const { server } = session.config;
    const paint = (text: string, colour: number) =>
      session.process.stdoutIsTerminal ? `\u001b[0;${colour}m${text}\u001b[0m` : text;
    let text = `${paint('Kubernetes control plane', 32)} is running at ${paint(server, 33)}\n`;
    for (const service of recordsAt(services, 'items')) {
      const name = stringAt(service, 'metadata', 'name');
      const label = stringAt(service, 'metadata', 'labels', 'kubernetes.io/name') || name;
      const port = stringAt(recordsAt(service, 'spec', 'ports')[0], 'name');
      const url = `${server}/api/v1/namespaces/kube-system/services/${name}${port ? `:${port}` : ''}/proxy`;
      text += `${paint(label, 32)} is running at ${paint(url, 33)}\n`;
    }
    await session.print(`${text}${further}`);
    return 0;
  },
};
