import type { HostedCluster } from '../../server/drivers/embedded/hosted-cluster.ts';
import { benchLab, startHere } from './bench-lab.ts';
import { report } from './child.ts';
import { percentile, type Row } from './table.ts';

/** Requests a second, each on a connection of its own and traced. */
const ROUTES = [
  { what: 'client → load balancer → NodePort → pod', url: 'http://34.123.45.68/', target: 4_000 },
  { what: 'client → load balancer → NodePort → ingress → pod', url: 'http://34.123.45.67/', target: 2_500 },
];
const FIRST_BYTE_MS = 1;
const MEASURE_MS = 3_000;
const PARALLEL = 8;
const WARM_UP = 4_000;
const ONE_BY_ONE = 300;

/** Beside the ingress's, a load balancer whose targets are a NodePort of the application itself. */
const DIRECT = { name: 'lb-direct', address: '34.123.45.68', port: 80, targets: [] };
const SET_UP = `
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Service
metadata: {name: direct}
spec:
  type: NodePort
  selector: {app: red}
  ports: [{name: http, port: 80, targetPort: http, nodePort: 32001}]
YAML
lb target add lb-direct node3:32001
lb target add lb-direct node4:32001
`;

async function startCluster(): Promise<HostedCluster> {
  const lab = benchLab();
  const { cloud } = lab.start;
  const withDirect = { ...cloud, loadBalancers: [...(cloud.loadBalancers ?? []), DIRECT] };
  const cluster = await startHere({ ...lab, start: { ...lab.start, cloud: withDirect } }, 1);
  for (const step of lab.steps.slice(0, 3)) if (step.solution) await cluster.run(step.solution, 'learner');
  await cluster.run(SET_UP, 'learner');
  await cluster.settled();
  return cluster;
}

async function isAnswered(cluster: HostedCluster, url: string, origin: 'learner' | 'check'): Promise<boolean> {
  const { result } = await cluster.probe(url, origin);
  return result.kind === 'answered' && result.status === 200;
}

/** Waits for the load balancer's health checks, then for the optimising compiler. */
async function warmUp(cluster: HostedCluster, url: string): Promise<void> {
  let answered = 0;
  for (let tries = 0; tries < 2 * WARM_UP; tries++) {
    if (await isAnswered(cluster, url, 'check')) answered++;
    else await new Promise((resolve) => setTimeout(resolve, 20));
    if (answered === WARM_UP) return;
  }
  throw new Error(`${url} does not answer through its load balancer`);
}

/** How many are answered in a second of `PARALLEL` clients; CPU time of each in µs. */
async function rate(cluster: HostedCluster, url: string): Promise<{ perSecond: number; cpuMicroseconds: number }> {
  const cpu = process.cpuUsage();
  const end = performance.now() + MEASURE_MS;
  let answered = 0;
  const one = async () => {
    while (performance.now() < end) if (await isAnswered(cluster, url, 'learner')) answered++;
  };
  await Promise.all(Array.from({ length: PARALLEL }, one));
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: answered / (MEASURE_MS / 1000), cpuMicroseconds: (user + system) / answered };
}

/** From nothing to the whole short answer with its trace, one request at a time: an upper bound of the first byte. */
async function answerTime(cluster: HostedCluster, url: string): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < ONE_BY_ONE; count++) {
    const startedMs = performance.now();
    await isAnswered(cluster, url, 'learner');
    times.push(performance.now() - startedMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return percentile(times, 0.5);
}

const cluster = await startCluster();
const rows: Row[] = [];
for (const { what, url, target } of ROUTES) {
  await warmUp(cluster, url);
  const { perSecond, cpuMicroseconds } = await rate(cluster, url);
  const answerMs = await answerTime(cluster, url);
  rows.push(
    {
      what: `requests traced, ${what}`,
      measured: `${Math.round(perSecond)}/s`,
      target: `> ${target}/s`,
      reached: perSecond > target,
    },
    { what: '  CPU time of each', measured: `${Math.round(cpuMicroseconds)} µs`, target: '', reached: null },
    {
      what: '  answered when idle, p50',
      measured: `${answerMs.toFixed(2)} ms`,
      target: `< ${FIRST_BYTE_MS} ms`,
      reached: answerMs < FIRST_BYTE_MS,
    },
  );
}
report(rows);
