import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Prediction } from '../../cluster/trace/predict/prediction.ts';
import { ingressNginx, startTrafficCluster, type TrafficCluster } from '../helpers/traffic-cluster.ts';

// The table of variations of one design: a load balancer, a NodePort, an ingress controller, an application. Each row is
// computed twice, by tracing requests and by thinking them through, and both must agree.

const RED = `cat > /tmp/red.yaml <<'END'
apiVersion: apps/v1
kind: Deployment
metadata: {name: red}
spec:
  replicas: 1
  selector: {matchLabels: {app: red}}
  template:
    metadata: {labels: {app: red}}
    spec:
      nodeName: node2
      containers:
      - name: red
        image: ghcr.io/rabbithole-labs/colour:1.0
        args: [--colour, red, --port, "8080"]
        ports: [{name: http, containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: red}
spec:
  type: NodePort
  selector: {app: red}
  ports: [{port: 80, targetPort: http, nodePort: 30080}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: red}
spec:
  ingressClassName: nginx
  rules:
  - http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: red, port: {number: 80}}}}]}
END
kubectl apply -f /tmp/red.yaml
`;
const LB = 'http://34.123.45.67/';
const LOCAL = 'type: NodePort\n  externalTrafficPolicy: Local';

let traffic: TrafficCluster;

beforeEach(async () => {
  traffic = await startTrafficCluster();
  await traffic.run(RED);
  traffic.cluster.cloud.createLoadBalancer({ name: 'lb', address: '34.123.45.67', port: 80 });
});
afterEach(() => traffic.close());

interface Row {
  /** Hops from the load balancer (from the start where there is none); null: never arrives. */
  readonly hops: number | null;
  readonly extraLegs: number;
}

const SAMPLES = 60;

async function traced(url: string, from?: string): Promise<Row> {
  const traces = [];
  for (let index = 0; index < SAMPLES; index++)
    traces.push(await traffic.cluster.traces.probe(url, { timeoutMs: 3000, origin: 'check', ...(from && { from }) }));
  const hops = new Set(
    traces.map(({ result, counters }) =>
      result.kind === 'answered' ? (counters.hopsFromLoadBalancer ?? counters.hopsFromClient) : null,
    ),
  );
  expect(hops.size).toBe(1);
  const extra = traces.filter(({ counters }) => counters.extraLegs > 0).length;
  return { hops: [...hops][0] ?? null, extraLegs: extra / SAMPLES };
}

function predicted({ paths, notFollowed }: Prediction): Row {
  expect(notFollowed).toBe(0);
  const hops = new Set(
    paths.map(({ trace: { result, counters } }) =>
      result.kind === 'answered' ? (counters.hopsFromLoadBalancer ?? counters.hopsFromClient) : null,
    ),
  );
  expect(hops.size).toBe(1);
  const extraLegs = paths
    .filter(({ trace }) => trace.counters.extraLegs > 0)
    .reduce((sum, { probability }) => sum + probability, 0);
  return { hops: [...hops][0] ?? null, extraLegs };
}

async function expectRow(url: string, { hops, extraLegs }: Row, from?: string): Promise<void> {
  const thought = predicted(await traffic.cluster.traces.predict(url, from ? { from } : {}));
  expect(thought.hops).toBe(hops);
  expect(thought.extraLegs).toBeCloseTo(extraLegs, 9);
  const seen = await traced(url, from);
  expect(seen.hops).toBe(hops);
  expect(Math.abs(seen.extraLegs - extraLegs)).toBeLessThan(extraLegs === 0 || extraLegs === 1 ? 1e-9 : 0.25);
}

async function targets(...names: string[]): Promise<void> {
  await traffic.run(`lb target add lb ${names.join(' ')}`);
}

describe('an ingress behind a load balancer', () => {
  test('V1: one replica that is on no target: 3, and always an extra leg', async () => {
    await traffic.run(ingressNginx());
    await targets('node3:32000', 'node4:32000');
    await expectRow(LB, { hops: 3, extraLegs: 1 });
  });

  test('V2: the replica is on one of two targets: 3, an extra leg for half', async () => {
    await traffic.run(ingressNginx({ pod: 'nodeName: node3' }));
    await targets('node3:32000', 'node4:32000');
    await expectRow(LB, { hops: 3, extraLegs: 0.5 });
  });

  test('V3: all four nodes are targets: 3, an extra leg for three quarters', async () => {
    await traffic.run(ingressNginx());
    await targets('node1:32000', 'node2:32000', 'node3:32000', 'node4:32000');
    await expectRow(LB, { hops: 3, extraLegs: 0.75 });
  });

  test('V4: Local, and no target runs the replica: never arrives, refused, or dropped where nobody checks', async () => {
    await traffic.run(ingressNginx({ service: LOCAL }));
    await targets('node3:32000', 'node4:32000');
    await traffic.shell('sleep 60');
    await expectRow(LB, { hops: null, extraLegs: 0 });
    expect((await traffic.trace(LB)).result.kind).toBe('refused');
    await traffic.run('lb set lb health-check=off');
    const { paths } = await traffic.cluster.traces.predict(LB);
    expect(paths.map(({ probability, trace }) => [probability, trace.result.kind, trace.boxes.at(-1)?.name])).toEqual([
      [0.5, 'timed-out', 'node3'],
      [0.5, 'timed-out', 'node4'],
    ]);
    expect((await traffic.trace(LB)).result.kind).toBe('timed-out');
  });

  test('V5: Local, the replica is on one target: 3, no extra leg, the client is seen', async () => {
    await traffic.run(ingressNginx({ pod: 'nodeName: node3', service: LOCAL }));
    await targets('node3:32000', 'node4:32000');
    await traffic.shell('sleep 60');
    await expectRow(LB, { hops: 3, extraLegs: 0 });
    expect((await traffic.trace(LB)).boxes[3]?.peer).toMatch(/^203\.0\.113\.10:/);
  });

  test('V6: the application is on the ingress’s node: still 3', async () => {
    await traffic.run(ingressNginx({ pod: 'nodeName: node2' }));
    await targets('node3:32000');
    await expectRow(LB, { hops: 3, extraLegs: 1 });
  });

  test('V7: no ingress: 2', async () => {
    await targets('node3:30080', 'node4:30080');
    await expectRow(LB, { hops: 2, extraLegs: 1 });
  });

  test('V8: the ingress sends to the ClusterIP: 3, with a rewrite more', async () => {
    await traffic.run(ingressNginx());
    await targets('node3:32000');
    const before = (await traffic.trace(LB)).counters.rewrites;
    await traffic.run('kubectl annotate ingress red nginx.ingress.kubernetes.io/service-upstream=true');
    await expectRow(LB, { hops: 3, extraLegs: 1 });
    expect((await traffic.trace(LB)).counters.rewrites).toBe(before + 1);
  });

  test('V9: hostNetwork: 2, node and proxy are one box', async () => {
    await traffic.run(ingressNginx({ pod: 'hostNetwork: true\n      nodeName: node3' }));
    await targets('node3:80');
    await expectRow(LB, { hops: 2, extraLegs: 0 });
  });

  test('V10: targets are pods: 2 through an ingress, 1 to the application', async () => {
    await traffic.run(ingressNginx());
    await traffic.run('lb set lb targets=pods');
    const ingress = (
      await traffic.run("kubectl get pods -n ingress-nginx -o jsonpath='{.items[0].metadata.name}'")
    ).trim();
    await targets(`ingress-nginx/${ingress}:80`);
    await expectRow(LB, { hops: 2, extraLegs: 0 });
    const red = (await traffic.run("kubectl get pods -o jsonpath='{.items[0].metadata.name}'")).trim();
    await traffic.run(`lb target remove lb ingress-nginx/${ingress}:80; lb target add lb ${red}:8080`);
    await expectRow(LB, { hops: 1, extraLegs: 0 });
  });

  test('V11: the load balancer reads HTTP itself: 1 to pods, 2 through a NodePort', async () => {
    await traffic.run('lb set lb mode=http; lb target add lb node3:30080');
    await expectRow(LB, { hops: 2, extraLegs: 1 });
    const red = (await traffic.run("kubectl get pods -o jsonpath='{.items[0].metadata.name}'")).trim();
    await traffic.run(`lb target remove lb node3:30080; lb set lb targets=pods; lb target add lb ${red}:8080`);
    await expectRow(LB, { hops: 1, extraLegs: 0 });
  });

  test('a load balancer that ends TCP: the same hops, a connection more, its address at the ingress under Local', async () => {
    await traffic.run(ingressNginx({ pod: 'nodeName: node3', service: LOCAL }));
    await traffic.run('lb set lb mode=proxy; lb target add lb node3:32000');
    await expectRow(LB, { hops: 3, extraLegs: 0 });
    const trace = await traffic.trace(LB);
    expect(trace.counters.connections).toBe(3);
    expect(trace.boxes[3]?.peer).toMatch(/^10\.100\.0\.2/);
  });
});

describe('without a load balancer', () => {
  test('V13: a client at a node port: 2 to the application, 3 through an ingress', async () => {
    await traffic.run(ingressNginx());
    await expectRow('http://10.100.1.12:30080/', { hops: 2, extraLegs: 1 });
    await expectRow('http://10.100.1.12:32000/', { hops: 3, extraLegs: 1 });
  });

  test('V14: a pod at a ClusterIP: 1', async () => {
    await traffic.run('kubectl run probe --image=nginx:1.27 --overrides=\'{"spec":{"nodeName":"node1"}}\'');
    await expectRow('http://red/', { hops: 1, extraLegs: 0 }, 'pod/default/probe');
  });
});
