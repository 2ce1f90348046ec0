import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Capture } from '../../machinery/packet-capture.ts';
import type { Host } from '../network.ts';
import { createTestCluster } from '../test-cluster.ts';
import { frameText } from './frame-text.ts';

// tcpdump at every interface of a real cluster in the same layout (Linux, kube-proxy in iptables mode): addresses, flags and
// payload lengths of every packet in order, ARP apart (who is known already depends on what went before). `node1.any` where the
// kernel lost none of its copies.

interface RecordedFlow {
  readonly name: string;
  readonly taps: Readonly<Record<string, readonly string[]>>;
}

const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'recorded', 'captures.json'), 'utf8'),
) as RecordedFlow[];

const MASQUERADE = [
  '-m mark ! --mark 0x4000/0x4000 -j RETURN',
  '-j MARK --set-xmark 0x4000/0x0',
  '-j MASQUERADE --random-fully',
];

interface Port {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
  readonly nodePort: number;
  readonly target: string;
  /** externalTrafficPolicy Local, with its endpoint on node2. */
  readonly local?: boolean;
}

const PORTS: readonly Port[] = [
  { protocol: 'tcp', address: '10.96.60.1', port: 80, nodePort: 30191, target: '192.168.1.2:8080' },
  { protocol: 'tcp', address: '10.96.60.2', port: 80, nodePort: 30192, target: '192.168.2.3:8080' },
  { protocol: 'tcp', address: '10.96.60.2', port: 81, nodePort: 30198, target: '192.168.2.3:9999' },
  { protocol: 'udp', address: '10.96.60.2', port: 82, nodePort: 30199, target: '192.168.2.3:8081' },
  { protocol: 'tcp', address: '10.96.60.3', port: 80, nodePort: 30193, target: '192.168.2.3:8080', local: true },
];

function writeServices(host: Host, node: number): void {
  const services: string[] = [];
  const nodePorts: string[] = [];
  const chains: [string, string[]][] = [];
  for (const { protocol, address, port, nodePort, target, local } of PORTS) {
    const words = `-p ${protocol} -m ${protocol}`;
    const endpoint = [`-s ${target.split(':')[0]}/32 -j KUBE-MARK-MASQ`, `${words} -j DNAT --to-destination ${target}`];
    chains.push([`SEP-${nodePort}`, endpoint]);
    services.push(`-d ${address}/32 ${words} --dport ${port} -j SVC-${nodePort}`);
    const cluster = `! -s 192.168.0.0/16 -d ${address}/32 ${words} --dport ${port} -j KUBE-MARK-MASQ`;
    chains.push([`SVC-${nodePort}`, [cluster, `-j SEP-${nodePort}`]]);
    nodePorts.push(`${words} --dport ${nodePort} -j EXT-${nodePort}`);
    const outside = local ? [] : ['-j KUBE-MARK-MASQ'];
    chains.push([`EXT-${nodePort}`, [...outside, ...(local && node !== 2 ? [] : [`-j SVC-${nodePort}`])]]);
  }
  const all: [string, string[]][] = [
    ['KUBE-MARK-MASQ', ['-j MARK --set-xmark 0x4000/0x4000']],
    ...chains,
    ['KUBE-NODEPORTS', nodePorts],
    ['KUBE-SERVICES', [...services, '-m addrtype --dst-type LOCAL -j KUBE-NODEPORTS']],
    ['KUBE-POSTROUTING', MASQUERADE],
    ['PREROUTING', ['-j KUBE-SERVICES']],
    ['OUTPUT', ['-j KUBE-SERVICES']],
  ];
  const lines = (rules: readonly string[]) => rules.map((rule) => ({ rule }));
  host.netfilter.restore('nat', { chains: new Map(all.map(([name, rules]) => [name, lines(rules)])) });
  host.netfilter.insert('nat', 'POSTROUTING', 1, '-j KUBE-POSTROUTING');
  const refused = [
    '-d 10.96.60.4/32 -p tcp --dport 80 -j REJECT',
    '-m addrtype --dst-type LOCAL -p tcp --dport 30194 -j REJECT',
  ];
  const dropped = node === 2 ? [] : ['-m addrtype --dst-type LOCAL -p tcp --dport 30193 -j DROP'];
  const chain = lines([...refused, ...dropped]);
  host.netfilter.restore('filter', { chains: new Map(['INPUT', 'FORWARD', 'OUTPUT'].map((name) => [name, chain])) });
}

function createRecordedCluster() {
  const cluster = createTestCluster({ nodes: 2 });
  const web1 = cluster.pod('web-n1', 1, '192.168.1.2');
  const web2 = cluster.pod('web-n2', 2, '192.168.2.3');
  const pod = cluster.pod('client-n1', 1, '192.168.1.3');
  writeServices(cluster.node(1), 1);
  writeServices(cluster.node(2), 2);
  return { ...cluster, web1, web2, podClient: pod };
}

type Cluster = ReturnType<typeof createRecordedCluster>;

const turns = async (count = 6) => {
  for (let at = 0; at < count; at++) await new Promise((resolve) => setImmediate(resolve));
};

/** A request and its answer, each as long as recorded, and the client ends first. */
function tcp(from: (cluster: Cluster) => Host, address: string, port: number, waitMs = 0) {
  return async (cluster: Cluster, { taps }: RecordedFlow) => {
    const sizes = [...new Set(Object.values(taps).flatMap((lines) => lines.filter((line) => line.includes('[P.]'))))];
    const [request = 1, answer = 1] = sizes.map((line) => Number(line.split(' ').at(-1)));
    for (const host of [cluster.web1, cluster.web2]) {
      host.listen(8080, (socket) => {
        socket.once('data', () => socket.write(Buffer.alloc(answer)));
        socket.on('end', () => socket.end());
      });
    }
    const failed = from(cluster)
      .connect(address, port, waitMs ? { timeoutMs: waitMs } : {})
      .then(
        (socket) => {
          socket.once('data', () => socket.end());
          socket.write(Buffer.alloc(request));
        },
        () => undefined,
      );
    await turns();
    await cluster.clock.advance(waitMs || 20);
    await failed;
    await turns();
    await cluster.clock.advance(20);
  };
}

function udp(from: (cluster: Cluster) => Host, address: string, port: number, text: string) {
  return async (cluster: Cluster) => {
    const server = cluster.web2.listenUdp(8081, ({ address: to, port: toPort }) =>
      server.send(Buffer.from('web-n2'), toPort, to),
    );
    from(cluster)
      .listenUdp(0, () => undefined)
      .send(Buffer.from(text), port, address);
    await turns();
  };
}

function ping(address: string) {
  return async (cluster: Cluster) => {
    const socket = cluster.podClient.openEcho({ replied: () => undefined, failed: () => undefined });
    for (const sequence of [1, 2]) socket.send(address, { sequence, data: new Uint8Array(56), ttl: 64 });
    await turns();
  };
}

const outside = ({ client }: Cluster) => client;
const pod = ({ podClient }: Cluster) => podClient;
const node1 = ({ node }: Cluster) => node(1);

// In clusterip-local the real cni0 showed the first SYN twice, because it had to ask for the pod by ARP; it is once in the file.
const FLOWS: Readonly<Record<string, (cluster: Cluster, flow: RecordedFlow) => Promise<void>>> = {
  'clusterip-remote': tcp(pod, '10.96.60.2', 80),
  'clusterip-local': tcp(pod, '10.96.60.1', 80),
  'podip-local': tcp(pod, '192.168.1.2', 8080),
  'podip-remote': tcp(pod, '192.168.2.3', 8080),
  'nodeport-cluster-remote': tcp(outside, '10.100.1.10', 30192),
  'nodeport-cluster-local': tcp(outside, '10.100.1.10', 30191),
  'nodeport-local-on-node': tcp(outside, '10.100.1.11', 30193),
  'dead-pod-local': tcp(pod, '192.168.1.77', 8080, 5_000),
  'ping-local': ping('192.168.1.2'),
  'ping-remote': ping('192.168.2.3'),
  'node-nodeport': tcp(node1, '127.0.0.1', 30192),
  'nodeport-nobody': tcp(outside, '10.100.1.10', 30194),
  'clusterip-nobody': tcp(pod, '10.96.60.4', 80),
  'wrong-port-remote': tcp(pod, '10.96.60.2', 81),
  'wrong-port-nodeport': tcp(outside, '10.100.1.10', 30198),
  'node-clusterip': tcp(node1, '10.96.60.2', 80),
  'node-clusterip-local': tcp(node1, '10.96.60.1', 80),
  'pod-outside': tcp(pod, '203.0.113.10', 9),
  'udp-clusterip': udp(pod, '10.96.60.2', 82, 'hostname'),
  'udp-nodeport': udp(outside, '10.100.1.10', 30199, 'hostname'),
  'udp-closed': udp(pod, '192.168.2.3', 5555, 'hello'),
};

function openTaps(cluster: Cluster, names: readonly string[]): Map<string, Capture> {
  const veth = (host: Host, peer: Host) => {
    const wanted = peer.interfaces().find(({ name }) => name === 'eth0')?.peerIndex;
    return host.interfaces().find(({ index }) => index === wanted)?.name ?? '';
  };
  const places: Readonly<Record<string, () => [Host, string]>> = {
    'client.eth0': () => [cluster.client, 'eth0'],
    'pod-client.eth0': () => [cluster.podClient, 'eth0'],
    'pod-web1.eth0': () => [cluster.web1, 'eth0'],
    'pod-web2.eth0': () => [cluster.web2, 'eth0'],
    'node1.veth-client': () => [cluster.node(1), veth(cluster.node(1), cluster.podClient)],
    'node1.veth-web': () => [cluster.node(1), veth(cluster.node(1), cluster.web1)],
    'node2.veth-web': () => [cluster.node(2), veth(cluster.node(2), cluster.web2)],
  };
  return new Map(
    names.map((name) => {
      const [at = '', ...device] = name.split('.');
      const [host, deviceName] = places[name]?.() ?? [cluster.node(Number(at.slice(-1))), device.join('.')];
      return [name, host.capture(deviceName)];
    }),
  );
}

async function seen(host: Host, capture: Capture): Promise<string[]> {
  capture.close();
  const lines: string[] = [];
  for (let frame = await capture.read(); frame; frame = await capture.read()) {
    const line = frameText(frame.bytes, capture.linkType, (index) => {
      const found = host.interfaces().find((known) => known.index === index);
      return found?.kind === 'veth' ? 'veth' : (found?.name ?? '?');
    });
    if (line && !line.endsWith('ARP')) lines.push(line);
  }
  return lines;
}

test.each(recorded.filter(({ name }) => FLOWS[name]))(
  '$name: every interface sees what a real one saw',
  async (flow) => {
    const cluster = createRecordedCluster();
    const captures = openTaps(cluster, Object.keys(flow.taps));
    await FLOWS[flow.name]!(cluster, flow);
    const ours: Record<string, string[]> = {};
    for (const [name, capture] of captures) ours[name] = await seen(cluster.node(1), capture);
    const real = Object.fromEntries(
      Object.entries(flow.taps).map(([name, lines]) => [name, lines.filter((line) => !line.includes('ARP'))]),
    );
    expect(ours).toEqual(real);
  },
);
