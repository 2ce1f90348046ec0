import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Cluster } from './cluster.ts';
import { createCluster } from './create-cluster.ts';
import { SeededRandom } from './machinery/random.ts';
import { VirtualClock } from './machinery/virtual-clock.ts';

const SEED = 20_260_105;
const ADMINISTRATOR = { name: 'test', groups: ['system:masters'] };

let cluster: Cluster;
let stopClock: () => void;

beforeEach(async () => {
  const clock = new VirtualClock();
  cluster = await createCluster({
    nodes: 4,
    clock,
    random: new SeededRandom(SEED),
    token: 'token',
    pace: 'instant',
    addons: ['cloud=manual', 'ingress'],
    programs: () => ({ find: () => undefined, names: () => [] }),
    logger: {
      error: (details, message) => {
        throw new Error(`${message} (seed ${SEED}): ${JSON.stringify(details)}`);
      },
    },
  });
  stopClock = clock.runFreely();
  await cluster.settled();
});

afterEach(() => {
  cluster.close();
  stopClock();
});

async function create(path: string, object: object): Promise<void> {
  const { status, body } = await cluster.api.send({ method: 'POST', path, body: object, user: ADMINISTRATOR });
  if (status >= 400) throw new Error(JSON.stringify(body));
}

async function list(path: string): Promise<{ metadata: { name: string }; spec: Record<string, unknown> }[]> {
  const { body } = await cluster.api.send({ method: 'GET', path, user: ADMINISTRATOR });
  return (body as { items: { metadata: { name: string }; spec: Record<string, unknown> }[] }).items;
}

async function createApp(replicas: number): Promise<void> {
  const labels = { app: 'web' };
  const container = { name: 'web', image: 'ghcr.io/rabbithole-labs/colour:1.0', args: ['--colour', 'blue'] };
  await create('/apis/apps/v1/namespaces/default/deployments', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  });
  await create('/api/v1/namespaces/default/services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { type: 'NodePort', selector: labels, ports: [{ port: 80, targetPort: 8080, nodePort: 30_080 }] },
  });
  await cluster.settled();
}

test('a bare cluster has four ready nodes, a kube-proxy on each, and DNS', async () => {
  expect(cluster.topology().nodes.map(({ name, address, ready }) => `${name} ${address} ${ready}`)).toEqual([
    'node1 10.100.1.10 true',
    'node2 10.100.1.11 true',
    'node3 10.100.1.12 true',
    'node4 10.100.1.13 true',
  ]);
  const pods = await list('/api/v1/namespaces/kube-system/pods');
  const proxies = pods.filter((pod) => pod.metadata.name.startsWith('kube-proxy-'));
  expect(proxies.map((pod) => pod.spec['nodeName']).sort()).toEqual(['node1', 'node2', 'node3', 'node4']);
  expect(cluster.node('node3')?.network.rules({ table: 'nat' })).toContain(
    '-A KUBE-SERVICES -d 10.96.0.1/32 -p tcp -m comment --comment "default/kubernetes:https cluster IP" -m tcp --dport 443 -j KUBE-SVC-NPX46M4PTMTKRN6Y',
  );
});

test('a request to any node’s port reaches a pod, and its trace tells by which field', async () => {
  await createApp(1);
  const trace = await cluster.traces.probe('http://10.100.1.13:30080/');
  expect(trace.result).toMatchObject({ kind: 'answered', status: 200 });
  expect(trace.boxes.map((box) => box.kind)).toEqual(['client', 'node', 'pod']);
  expect(trace.boxes[1]?.decision?.origin).toEqual({
    object: 'Service default/web',
    field: 'spec.ports[0].nodePort',
    value: '30080',
  });
});

test('without endpoints the node refuses, by the rule that says so', async () => {
  await createApp(0);
  const trace = await cluster.traces.probe('http://10.100.1.10:30080/');
  expect(trace.result).toMatchObject({
    kind: 'refused',
    at: 'node/node1',
    rule: expect.stringContaining('default/web has no endpoints'),
  });
});
