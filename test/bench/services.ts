import { ENDPOINT_SLICES, NODES, SERVICES } from '../../cluster/client/resources.ts';
import { createKubeProxy } from '../../cluster/kube-proxy/create-kube-proxy.ts';
import { FakeInformers } from '../../cluster/kube-proxy/fake-informers.ts';
import { DEFAULT_CONFIGURATION, type ProxyMode } from '../../cluster/kube-proxy/proxy-configuration.ts';
import { SeededRandom } from '../../cluster/machinery/random.ts';
import { VirtualClock } from '../../cluster/machinery/virtual-clock.ts';
import { createNetwork } from '../../cluster/network/create-network.ts';
import { addNode, addUnderlay } from '../../cluster/network/flannel-layout.ts';
import { report } from './child.ts';
import { percentile, type Row } from './table.ts';

/** Rules of a large cluster after one of its endpoints has changed, on all four nodes. */
const SERVICES_COUNT = 5_000;
const ROUNDS = 60;
const WARM_UP = 5;
const TARGET_MS = 20;

function service(index: number) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: `team-${index % 50}`, name: `service-${index}` },
    spec: {
      type: index % 10 === 0 ? 'NodePort' : 'ClusterIP',
      clusterIP: `10.${96 + (index >> 12)}.${(index >> 4) & 255}.${((index & 15) << 4) + 2}`,
      selector: { app: `service-${index}` },
      ports: [
        { port: 80, targetPort: 8080, protocol: 'TCP', ...(index % 10 === 0 && { nodePort: 30_000 + index / 10 }) },
      ],
    },
  };
}

/** Three endpoints on three nodes; `round` changes the first one's address. */
function slice(index: number, round: number) {
  const endpoints = [1, 2, 3].map((node) => ({
    addresses: [`192.168.${node}.${2 + ((index + (node === 1 ? round : 0)) % 250)}`],
    nodeName: `node${node}`,
    conditions: { ready: true, serving: true, terminating: false },
  }));
  const name = `service-${index}`;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace: `team-${index % 50}`, name: `${name}-x`, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints,
    ports: [{ port: 8080, protocol: 'TCP' }],
  };
}

async function measure(mode: ProxyMode, rounds: number): Promise<Row[]> {
  const clock = new VirtualClock();
  const network = createNetwork({ clock, random: new SeededRandom(1) });
  const underlay = addUnderlay(network);
  const informers = new FakeInformers();
  const nodes = [1, 2, 3, 4].map((index) => addNode(network, underlay, { index, name: `node${index}`, others: [] }));
  for (const { host, address } of nodes) {
    const status = { addresses: [{ type: 'InternalIP', address }] };
    informers.put(NODES, { apiVersion: 'v1', kind: 'Node', metadata: { name: host.hostname }, spec: {}, status });
  }
  for (let index = 0; index < SERVICES_COUNT; index++) {
    informers.put(SERVICES, service(index));
    informers.put(ENDPOINT_SLICES, slice(index, 0));
  }
  const proxies = nodes.map(({ host }) => createKubeProxy({ nodeName: host.hostname, host, informers, clock }));
  const configuration = { ...DEFAULT_CONFIGURATION, mode, clusterCIDR: '192.168.0.0/16' };
  const beganMs = performance.now();
  await Promise.all(proxies.map((proxy) => proxy.start(configuration).ready));
  const first = performance.now() - beganMs;
  const times: number[] = [];
  for (let round = 1; round <= rounds + WARM_UP; round++) {
    const startedMs = performance.now();
    const written = Promise.all(
      proxies.map((proxy) => new Promise<void>((resolve) => void proxy.onSync(() => resolve()))),
    );
    informers.put(ENDPOINT_SLICES, slice((round * 37) % SERVICES_COUNT, round));
    await written;
    if (round > WARM_UP) times.push(performance.now() - startedMs);
  }
  for (const proxy of proxies) proxy.stop();
  const median = percentile(times, 0.5);
  const wanted = mode === 'iptables';
  return [
    {
      what: `${SERVICES_COUNT} Services, one endpoint changes, 4 nodes, ${mode}, p50`,
      measured: `${median.toFixed(1)} ms`,
      target: wanted ? `< ${TARGET_MS} ms` : '',
      reached: wanted ? median < TARGET_MS : null,
    },
    { what: '  p95', measured: `${percentile(times, 0.95).toFixed(1)} ms`, target: '', reached: null },
    { what: '  all rules at the start', measured: `${Math.round(first)} ms`, target: '', reached: null },
  ];
}

report([...(await measure('iptables', ROUNDS)), ...(await measure('ipvs', 5))]);
