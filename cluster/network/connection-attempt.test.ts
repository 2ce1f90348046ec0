import { expect, test } from 'vitest';
import { addLoadBalancerHost } from './flannel-layout.ts';
import type { Host } from './network.ts';
import { answerPeerAddress, createTestCluster, readText } from './test-cluster.ts';

type Cluster = ReturnType<typeof createTestCluster>;

/** How a connection fails, and after how many milliseconds of the cluster's time. */
async function failure({ clock }: Cluster, from: Host, address: string, port: number, options = {}) {
  const started = clock.now();
  const failed = from.connect(address, port, options).then(
    () => 'connected',
    (error: { code: string }) => `${error.code} after ${clock.now() - started} ms`,
  );
  await clock.advance(200_000);
  return failed;
}

test('a port that nobody listens on refuses at once', async () => {
  const cluster = createTestCluster();
  expect(await failure(cluster, cluster.client, '10.100.1.10', 8080)).toBe('ECONNREFUSED after 0 ms');
});

test('an address that no pod has is unreachable when ARP has failed, also across the tunnel', async () => {
  const cluster = createTestCluster();
  const pod = cluster.pod('a', 1, '192.168.1.3');
  expect(await failure(cluster, pod, '192.168.1.99', 80)).toBe('EHOSTUNREACH after 3060 ms');
  expect(await failure(cluster, pod, '192.168.2.99', 80)).toBe('EHOSTUNREACH after 3060 ms');
  expect(await failure(cluster, pod, '192.168.2.99', 80, { timeoutMs: 2_000 })).toBe('ETIMEDOUT after 2000 ms');
  expect(cluster.node(2).neighbours()).toContainEqual({ address: '192.168.2.99', device: 'cni0', state: 'FAILED' });
});

test('a SYN to a dead address stays in the table, unreplied', async () => {
  const cluster = createTestCluster();
  const pod = cluster.pod('a', 1, '192.168.1.3');
  const attempt = pod.connect('192.168.2.99', 80, { timeoutMs: 2_000 }).catch(() => 'failed');
  await cluster.clock.advance(2_500);
  await attempt;
  expect(cluster.node(1).conntrack()).toMatchObject([
    { state: 'SYN_SENT', timeoutSeconds: 118, unreplied: true, assured: false },
  ]);
  await cluster.clock.advance(120_000);
  expect(cluster.node(1).conntrack()).toEqual([]);
});

test('what the router does not know times out', async () => {
  const cluster = createTestCluster();
  expect(await failure(cluster, cluster.client, '10.96.0.77', 80, { timeoutMs: 5_000 })).toBe(
    'ETIMEDOUT after 5000 ms',
  );
  expect(await failure(cluster, cluster.client, '10.96.0.77', 80)).toBe('ETIMEDOUT after 134540 ms');
});

test('REJECT is answered six times at once, then once a second', async () => {
  const cluster = createTestCluster();
  cluster.node(1).netfilter.append('filter', 'INPUT', '-p tcp --dport 80 -j REJECT');
  const answers: string[] = [];
  for (let round = 0; round < 7; round++) {
    const started = cluster.clock.now();
    const refused = cluster.client.connect('10.100.1.10', 80).catch((error: { code: string }) => error.code);
    if (round === 6) await cluster.clock.advance(1_020);
    answers.push(`${await refused} after ${cluster.clock.now() - started} ms`);
  }
  expect(answers).toEqual([...Array(6).fill('ECONNREFUSED after 0 ms'), 'ECONNREFUSED after 1020 ms']);
});

test('DROP leaves no entry behind and tells its rule; without it the next SYN passes', async () => {
  const cluster = createTestCluster();
  const node = cluster.node(1);
  answerPeerAddress(node, 80);
  node.netfilter.insert('filter', 'INPUT', 1, '-p tcp -m tcp --dport 80 -j DROP');
  const attempt = cluster.client.connect('10.100.1.10', 80, { timeoutMs: 500 }).catch((error: unknown) => error);
  await cluster.clock.advance(600);
  const { connectionId } = (await attempt) as { connectionId: number };
  expect(cluster.network.connection(connectionId)).toMatchObject({
    outcome: 'ETIMEDOUT',
    endedAt: 'node/node1',
    crossings: [
      { host: 'client' },
      { host: 'router' },
      {
        host: 'node/node1',
        verdict: {
          kind: 'DROP',
          rule: '-A INPUT -p tcp -m tcp --dport 80 -j DROP',
          table: 'filter',
          chain: 'INPUT',
        },
      },
    ],
  });
  expect(node.conntrack()).toEqual([]);
  const later = cluster.client.connect('10.100.1.10', 80);
  await cluster.clock.advance(500);
  expect(cluster.client.sockets()).toMatchObject([{ state: 'SYN_SENT', remote: { address: '10.100.1.10', port: 80 } }]);
  node.netfilter.delete('filter', 'INPUT', 1);
  await cluster.clock.advance(520);
  expect(await readText(await later)).toMatch(/^203\.0\.113\.10:/);
});

test('an answer that a rule stops on its way back never arrives', async () => {
  const cluster = createTestCluster();
  const pod = cluster.pod('a', 1, '192.168.1.3');
  answerPeerAddress(pod, 8080);
  cluster.node(1).netfilter.append('filter', 'FORWARD', '-s 192.168.1.3/32 -j DROP');
  expect(await failure(cluster, cluster.node(2), '192.168.1.3', 8080, { timeoutMs: 900 })).toBe(
    'ETIMEDOUT after 900 ms',
  );
});

test('VXLAN blocked between nodes is silence', async () => {
  const cluster = createTestCluster();
  const pod = cluster.pod('a', 1, '192.168.1.3');
  answerPeerAddress(pod, 8080);
  cluster.node(1).netfilter.append('filter', 'INPUT', '-p udp -m udp --dport 8472 -j DROP');
  expect(await failure(cluster, cluster.node(2), '192.168.1.3', 8080, { timeoutMs: 900 })).toBe(
    'ETIMEDOUT after 900 ms',
  );
});

test('a caller may stop waiting', async () => {
  const cluster = createTestCluster();
  const stop = new AbortController();
  const attempt = cluster.client.connect('10.96.0.77', 80, { signal: stop.signal });
  stop.abort();
  await expect(attempt).rejects.toMatchObject({ code: 'ECANCELED' });
});

test('a pod that reaches itself through a rule sees its node, and its own answer', async () => {
  const cluster = createTestCluster();
  const pod = cluster.pod('a', 1, '192.168.1.3');
  answerPeerAddress(pod, 8080);
  const { netfilter } = cluster.node(1);
  netfilter.append('nat', 'PREROUTING', '-d 10.96.0.9 -p tcp --dport 80 -j DNAT --to-destination 192.168.1.3:8080');
  netfilter.append('nat', 'POSTROUTING', '-s 192.168.1.3 -d 192.168.1.3 -j MASQUERADE');
  expect(await readText(await pod.connect('10.96.0.9', 80))).toMatch(/^192\.168\.1\.1:/);
});

test('neighbours on one bridge talk through their node, which keeps their addresses', async () => {
  const cluster = createTestCluster();
  answerPeerAddress(cluster.pod('a', 1, '192.168.1.3'), 8080);
  const socket = await cluster.pod('b', 1, '192.168.1.4').connect('192.168.1.3', 8080);
  expect(cluster.network.connection(socket.connectionId)?.crossings.map(({ host }) => host)).toEqual([
    'pod/default/b',
    'node/node1',
    'pod/default/a',
  ]);
  expect(await readText(socket)).toMatch(/^192\.168\.1\.4:/);
});

test('a load balancer in the path hands the client on unchanged', async () => {
  const cluster = createTestCluster();
  const { client, network, underlay, node } = cluster;
  answerPeerAddress(node(2), 32000);
  const balancer = addLoadBalancerHost(network, underlay, {
    id: 'lb/lb-red',
    name: 'lb-red',
    publicAddress: '34.123.45.67',
    address: '10.100.0.200',
  });
  let open = 0;
  balancer.setBalancer('34.123.45.67', 80, () => {
    open++;
    return { to: { address: '10.100.1.11', port: 32000 }, rule: 'target node2:32000', release: () => open-- };
  });
  const socket = await client.connect('34.123.45.67', 80);
  expect(open).toBe(1);
  expect(socket.remoteAddress).toBe('34.123.45.67');
  const text = await readText(socket);
  expect(text).toMatch(/^203\.0\.113\.10:/);
  const record = network.connection(socket.connectionId)!;
  expect(record.crossings.map(({ box }) => box.id)).toEqual(['client', 'router', 'lb/lb-red', 'router', 'node/node2']);
  expect(record.crossings[2]?.rewrites).toEqual([
    {
      kind: 'LB',
      part: 'destination',
      before: '34.123.45.67:80',
      after: '10.100.1.11:32000',
      rule: 'target node2:32000',
      chains: [],
    },
  ]);
  expect(open).toBe(0);
  expect(record.closedMs).toBe(cluster.clock.now());
  balancer.setBalancer('34.123.45.67', 80, () => ({ refuse: 'reset', rule: 'no healthy target' }));
  expect(await failure(cluster, client, '34.123.45.67', 80)).toBe('ECONNREFUSED after 0 ms');
  balancer.setBalancer('34.123.45.67', 80, () => ({ refuse: 'drop', rule: 'no healthy target' }));
  expect(await failure(cluster, client, '34.123.45.67', 80, { timeoutMs: 700 })).toBe('ETIMEDOUT after 700 ms');
});

test('a SYN sent again keeps its rewrites and says whose they are', async () => {
  const cluster = createTestCluster();
  const { netfilter } = cluster.node(1);
  netfilter.append('nat', 'PREROUTING', '-p tcp --dport 30080 -j DNAT --to-destination 192.168.2.99:8080');
  netfilter.append('nat', 'POSTROUTING', '-j MASQUERADE --random-fully');
  const attempt = cluster.client.connect('10.100.1.10', 30080, { timeoutMs: 2_500 }).catch((error: unknown) => error);
  const [before] = cluster.node(1).conntrack();
  await cluster.clock.advance(3_000);
  const { connectionId } = (await attempt) as { connectionId: number };
  const [after, ...others] = cluster.node(1).conntrack();
  expect(others).toEqual([]);
  expect(after?.reply).toEqual(before?.reply);
  expect(
    cluster.network.connection(connectionId)?.crossings[2]?.rewrites.map(({ kind, rule }) => `${kind} ${rule}`),
  ).toEqual([
    'DNAT -A PREROUTING -p tcp -m tcp --dport 30080 -j DNAT --to-destination 192.168.2.99:8080',
    'MASQUERADE -A POSTROUTING -j MASQUERADE --random-fully',
  ]);
});
