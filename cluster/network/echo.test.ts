import { expect, test } from 'vitest';
import { NetworkError } from '../machinery/machine.ts';
import type { Host } from './network.ts';
import { createTestCluster } from './test-cluster.ts';

/** Client pod on node1, server pods on both nodes, as where the expectations were recorded on a real cluster. */
function pods() {
  const cluster = createTestCluster();
  const client = cluster.pod('client', 1, '192.168.1.3');
  const near = cluster.pod('near', 1, '192.168.1.2');
  const far = cluster.pod('far', 2, '192.168.2.2');
  return { ...cluster, client, near, far };
}

interface Ping {
  readonly ttl?: number;
  readonly bytes?: number;
  readonly dontFragment?: boolean;
}

/** Sends one echo request and tells what is heard of it in the next 5 s. */
async function ping(cluster: ReturnType<typeof pods>, from: Host, address: string, how: Ping = {}): Promise<string> {
  const { bytes = 56, ...options } = how;
  let heard = 'nothing';
  const socket = from.openEcho({
    replied: ({ address: by, ttl, data }) => {
      heard = `${data.length} bytes from ${by} ttl=${ttl}`;
    },
    failed: ({ address: by, type, code, ttl, mtu }) => {
      heard = `${type}/${code} from ${by} ttl=${ttl}${mtu === undefined ? '' : ` mtu=${mtu}`}`;
    },
  });
  try {
    socket.send(address, { sequence: 1, data: new Uint8Array(bytes), ...options });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return `${error.code}${error.icmp?.mtu === undefined ? '' : ` mtu=${error.icmp.mtu}`}`;
  }
  await cluster.clock.advance(5_000);
  socket.close();
  return heard;
}

test('a reply has passed as many routers as the question', async () => {
  const cluster = pods();
  const { client } = cluster;
  expect(await ping(cluster, client, '192.168.1.2')).toBe('56 bytes from 192.168.1.2 ttl=64');
  expect(await ping(cluster, client, '192.168.2.2')).toBe('56 bytes from 192.168.2.2 ttl=62');
  expect(await ping(cluster, client, '192.168.1.1')).toBe('56 bytes from 192.168.1.1 ttl=64');
  expect(await ping(cluster, client, '10.100.1.11')).toBe('56 bytes from 10.100.1.11 ttl=63');
  expect(await ping(cluster, client, '127.0.0.1')).toBe('56 bytes from 127.0.0.1 ttl=64');
});

test('the router where the time to live ends says so, with the address that leads back', async () => {
  const cluster = pods();
  const { client } = cluster;
  expect(await ping(cluster, client, '192.168.2.2', { ttl: 1 })).toBe('11/0 from 192.168.1.1 ttl=64');
  expect(await ping(cluster, client, '192.168.2.2', { ttl: 2 })).toBe('11/0 from 192.168.2.0 ttl=63');
  expect(await ping(cluster, client, '192.168.2.2', { ttl: 3 })).toBe('56 bytes from 192.168.2.2 ttl=62');
});

test('an address that nobody has is unreachable once ARP has failed', async () => {
  const cluster = pods();
  expect(await ping(cluster, cluster.client, '192.168.2.77')).toBe('3/1 from 192.168.2.0 ttl=63');
  expect(await ping(cluster, cluster.client, '192.168.1.77')).toBe('3/1 from 192.168.1.3 ttl=64');
});

test('what may not be cut into pieces must fit every link', async () => {
  const cluster = pods();
  const whole = { dontFragment: true };
  const { client } = cluster;
  expect(await ping(cluster, client, '192.168.2.2', { ...whole, bytes: 1422 })).toBe(
    '1422 bytes from 192.168.2.2 ttl=62',
  );
  expect(await ping(cluster, client, '192.168.2.2', { ...whole, bytes: 1423 })).toBe('EMSGSIZE mtu=1450');
  expect(await ping(cluster, client, '192.168.2.2', { bytes: 4000 })).toBe('4000 bytes from 192.168.2.2 ttl=62');
  cluster.client.removeRoute('default');
  expect(await ping(cluster, client, '192.168.2.2')).toBe('ENETUNREACH');
});

test('a router with a smaller MTU says which, and it is remembered', async () => {
  const cluster = pods();
  const { network, underlay } = cluster;
  underlay.router.addRoute({ destination: '192.168.2.0/24', via: '10.100.1.11', device: 'eth0' });
  const outside = network.host('client')!;
  const whole = { dontFragment: true, bytes: 1472 };
  expect(await ping(cluster, outside, '192.168.2.2', whole)).toBe('3/4 from 10.100.1.11 ttl=63 mtu=1450');
  expect(await ping(cluster, outside, '192.168.2.2', whole)).toBe('EMSGSIZE mtu=1450');
});

test('connection tracking knows echoes by their identifier, and rules by their type', async () => {
  const cluster = pods();
  const { client, node, near } = cluster;
  await ping(cluster, client, '10.100.1.11');
  const [entry] = node(1).conntrack();
  expect(entry).toMatchObject({
    protocol: 'icmp',
    timeoutSeconds: 24,
    unreplied: false,
    original: { source: '192.168.1.3', destination: '10.100.1.11', icmp: { type: 8, code: 0 } },
    reply: { source: '10.100.1.11', destination: '10.100.1.10', icmp: { type: 0, code: 0 } },
  });
  // MASQUERADE --random-fully takes another identifier.
  expect(entry?.reply.icmp?.identifier).not.toBe(entry?.original.icmp?.identifier);
  node(1).netfilter.append('filter', 'FORWARD', '-p icmp -m icmp --icmp-type echo-request -d 192.168.2.2 -j REJECT');
  expect(node(1).netfilter.chain('filter', 'FORWARD')).toEqual([
    '-d 192.168.2.2/32 -p icmp -m icmp --icmp-type 8 -j REJECT --reject-with icmp-port-unreachable',
  ]);
  expect(await ping(cluster, client, '192.168.2.2')).toBe('3/3 from 192.168.1.1 ttl=64');
  node(1).netfilter.append('filter', 'OUTPUT', '-p icmp --icmp-type ping -j DROP');
  expect(await ping(cluster, node(1), '192.168.1.2')).toBe('EPERM');
  expect(await ping(cluster, near, '192.168.1.1')).toBe('56 bytes from 192.168.1.1 ttl=64');
});

test('errors pass connection tracking: behind a translation the sender sees the address it has asked', async () => {
  const cluster = pods();
  const { client, node } = cluster;
  node(1).netfilter.append(
    'nat',
    'PREROUTING',
    '-d 10.96.0.10/32 -p udp --dport 53 -j DNAT --to-destination 192.168.2.2',
  );
  const errors: string[] = [];
  const socket = client.listenUdp(0, () => {}, {
    failed: ({ code, icmp }) => errors.push(`${code} ${icmp?.type}/${icmp?.code} from ${icmp?.address}`),
  });
  // Also where the translation is not yet confirmed: the error belongs to the connection of its cause.
  for (const ttl of [1, 2, 3]) {
    socket.send(new Uint8Array(32), 53, '10.96.0.10', { ttl });
    await cluster.clock.advance(100);
  }
  expect(errors).toEqual([...Array(2).fill('EHOSTUNREACH 11/0 from 10.96.0.10'), 'ECONNREFUSED 3/3 from 10.96.0.10']);
});
