import { afterEach, expect, test } from 'vitest';
import { startTrafficCluster, type TrafficCluster, webManifests } from '../helpers/traffic-cluster.ts';

let traffic: TrafficCluster;
afterEach(() => traffic.close());

const REQUESTS = 10_000;
const AT_ONCE = 100;
/** Of the normal distribution: an error below 1e-5 on each side. */
const DEVIATIONS = 4.5;

test('10,000 requests over three endpoints fall as predicted', async () => {
  traffic = await startTrafficCluster();
  await traffic.run(webManifests({ replicas: 3 }));
  const url = 'http://10.100.1.13:30080/';
  const { paths, notFollowed } = await traffic.cluster.traces.predict(url);
  expect(notFollowed).toBe(0);
  expect(paths).toHaveLength(3);
  for (const { probability } of paths) expect(probability).toBeCloseTo(1 / 3, 8);
  const seen = new Map<string, number>();
  for (let sent = 0; sent < REQUESTS; sent += AT_ONCE) {
    const probes = Array.from({ length: AT_ONCE }, () => traffic.cluster.traces.probe(url, { origin: 'check' }));
    for (const { boxes } of await Promise.all(probes)) {
      const pod = boxes.at(-1)?.id ?? '';
      seen.set(pod, (seen.get(pod) ?? 0) + 1);
    }
  }
  for (const { probability, trace } of paths) {
    const expected = probability * REQUESTS;
    const bound = DEVIATIONS * Math.sqrt(expected * (1 - probability));
    expect(Math.abs((seen.get(trace.boxes.at(-1)?.id ?? '') ?? 0) - expected)).toBeLessThan(bound);
  }
}, 60_000);

test('a prediction changes nothing: no counter, no connection, no turn', async () => {
  traffic = await startTrafficCluster();
  await traffic.run(webManifests({ replicas: 3 }));
  traffic.cluster.cloud.createLoadBalancer({ name: 'lb', address: '34.123.45.67', port: 80 });
  await traffic.run('lb set lb health-check=off; lb target add lb node3:30080 node4:30080');
  const state = () =>
    ['node3', 'node4'].map((name) => {
      const { network } = traffic.cluster.node(name)!;
      return [network.rules({ counters: true }).replace(/^#.*$/gm, ''), network.conntrack().length];
    });
  const before = state();
  const first = await traffic.cluster.traces.predict('http://34.123.45.67/');
  expect(first.paths).toHaveLength(6);
  for (const { probability } of first.paths) expect(probability).toBeCloseTo(1 / 6, 8);
  expect(await traffic.cluster.traces.predict('http://34.123.45.67/')).toEqual(first);
  expect(state()).toEqual(before);
});

test('IPVS sends as often to each of its real servers', async () => {
  traffic = await startTrafficCluster();
  await traffic.run(webManifests({ replicas: 3 }));
  await traffic.run('ssh node1 ipvsadm -A -t 10.100.1.10:8080 -s rr');
  const pods = (await traffic.run("kubectl get pods -l app=web -o jsonpath='{.items[*].status.podIP}'"))
    .trim()
    .split(' ');
  for (const pod of pods) await traffic.run(`ssh node1 ipvsadm -a -t 10.100.1.10:8080 -r ${pod}:8080 -m`);
  const { paths } = await traffic.cluster.traces.predict('http://10.100.1.10:8080/');
  expect(paths.map(({ probability }) => Math.round(probability * 1000))).toEqual([333, 333, 333]);
});
