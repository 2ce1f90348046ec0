import { type JsonObject, nameOf, recordAt, recordsAt, stringAt, stringMapAt, valueAt } from '../json.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

/** `oc status`: the Services of the project, each with its Routes and what runs behind it. */
export const status: Verb = {
  name: 'status',
  usage: 'status',
  flags: {},
  run: async (session) => {
    const { namespace, config } = session;
    const at = (group: string, plural: string) => listOf(session, `${group}/namespaces/${namespace}/${plural}`);
    const services = await at('/api/v1', 'services');
    const routes = await at('/apis/route.openshift.io/v1', 'routes');
    const deployments = await at('/apis/apps/v1', 'deployments');
    const parts = services.flatMap((service) => describe(service, routes, deployments));
    const loose = deployments.filter((each) => !services.some((service) => isBehind(service, each)));
    const head = `In project ${namespace} on server ${config.server}\n\n`;
    const lines = [...parts, ...loose.flatMap((each) => [...describeDeployment(each, ''), ''])];
    const closing =
      lines.length > 0
        ? "View details with 'oc describe <resource>/<name>' or list resources with 'oc get all'.\n"
        : 'You have no services, deployment configs, or build configs.\n';
    await session.print(`${head}${lines.map((line) => `${line}\n`).join('')}${lines.length > 0 ? '\n' : ''}${closing}`);
    return 0;
  },
};

async function listOf(session: Session, path: string): Promise<readonly JsonObject[]> {
  return recordsAt(await session.client.json({ path }), 'items');
}

function describe(service: JsonObject, routes: readonly JsonObject[], deployments: readonly JsonObject[]): string[] {
  const exposing = routes.filter((route) => stringAt(route, 'spec', 'to', 'name') === nameOf(service));
  const [port] = recordsAt(service, 'spec', 'ports');
  const numbers = port
    ? ` ${String(port['port'])}${port['targetPort'] === port['port'] ? '' : ` -> ${String(port['targetPort'])}`}`
    : '';
  const address = stringAt(service, 'spec', 'clusterIP');
  const heads =
    exposing.length > 0
      ? exposing.map((route) => `${urlOf(route)} to pod port ${portOf(route, port)} (svc/${nameOf(service)})`)
      : [`svc/${nameOf(service)} - ${address === 'None' ? 'headless' : address}${numbers}`];
  const behind = deployments.filter((each) => isBehind(service, each));
  return [...heads, ...behind.flatMap((each) => describeDeployment(each, '  ')), ''];
}

function urlOf(route: JsonObject): string {
  const tls = recordAt(route, 'spec', 'tls');
  return `${tls ? 'https' : 'http'}://${stringAt(route, 'spec', 'host')}${stringAt(route, 'spec', 'path')}`;
}

function portOf(route: JsonObject, port: JsonObject | undefined): string {
  return String(valueAt(route, 'spec', 'port', 'targetPort') ?? port?.['targetPort'] ?? '<all>');
}

function isBehind(service: JsonObject, deployment: JsonObject): boolean {
  const selector = stringMapAt(service, 'spec', 'selector');
  const labels = new Map(stringMapAt(deployment, 'spec', 'template', 'metadata', 'labels'));
  return selector.length > 0 && selector.every(([key, value]) => labels.get(key) === value);
}

function describeDeployment(deployment: JsonObject, indent: string): string[] {
  const images = recordsAt(deployment, 'spec', 'template', 'spec', 'containers').map((each) => stringAt(each, 'image'));
  const revision = stringAt(deployment, 'metadata', 'annotations', 'deployment.kubernetes.io/revision') || '1';
  const ready = Number(valueAt(deployment, 'status', 'readyReplicas') ?? 0);
  const wanted = Number(valueAt(deployment, 'spec', 'replicas') ?? 1);
  const pods = ready === wanted ? `${ready} ${ready === 1 ? 'pod' : 'pods'}` : `${ready}/${wanted} pods`;
  return [
    `${indent}deployment/${nameOf(deployment)} deploys ${images.join(',')}`,
    `${indent}  deployment #${revision} running - ${pods}`,
  ];
}
