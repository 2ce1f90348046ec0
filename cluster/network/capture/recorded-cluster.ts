import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConntrackInfo } from '../../machinery/machine.ts';
import type { Capture } from '../../machinery/packet-capture.ts';
import type { RuleLine, TableName } from '../netfilter/netfilter.ts';
import type { Host } from '../network.ts';
import { createTestCluster } from '../test-cluster.ts';
import { frameText, portText } from './frame-text.ts';

/** Test support: one flow as it was recorded on a real cluster: packets by tap, and what `conntrack -L` listed after it, by node. */
export interface RecordedFlow {
  readonly name: string;
  readonly sections: Readonly<Record<string, readonly string[]>>;
}

const recordedText = (name: string) => readFileSync(join(import.meta.dirname, '..', 'recorded', name), 'utf8');

export function readRecordedFlows(): RecordedFlow[] {
  return recordedText('flows.txt')
    .split(/^== /m)
    .slice(1)
    .map((flow) => {
      const [name = '', ...sections] = flow.split(/\n# |\n$/);
      const lines = sections.filter(Boolean).map((section) => section.split('\n'));
      return { name, sections: Object.fromEntries(lines.map(([title = '', ...rest]) => [title, rest])) };
    });
}

/** The cluster of the recordings: three nodes with the rules that kube-proxy wrote there, five pods, three addresses outside. */
export function createRecordedCluster() {
  const cluster = createTestCluster({ nodes: 3 });
  const pods = {
    'pod-web1': cluster.pod('web-n1', 1, '192.168.1.2'),
    'pod-client': cluster.pod('client-n1', 1, '192.168.1.3'),
    'pod-client2': cluster.pod('client-n2', 2, '192.168.2.3'),
    'pod-web2': cluster.pod('web-n2', 2, '192.168.2.4'),
    'pod-client3': cluster.pod('client-n3', 3, '192.168.3.2'),
  };
  for (const node of [1, 2, 3]) restoreRules(cluster.node(node), recordedText(`rules/node${node}.rules`));
  for (const [address, node] of [
    ['203.0.113.50', '10.100.1.10'],
    ['203.0.113.51', '10.100.1.11'],
    ['203.0.113.60', '10.100.1.10'],
  ]) {
    cluster.client.addRoute({ destination: `${address}/32`, via: '203.0.113.1', device: 'eth0' });
    cluster.underlay.router.addRoute({ destination: `${address}/32`, via: node!, device: 'eth0' });
  }
  const hosts: Readonly<Record<string, Host>> = {
    ...pods,
    client: cluster.client,
    node1: cluster.node(1),
    node2: cluster.node(2),
    node3: cluster.node(3),
  };
  return { ...cluster, hosts };
}

export type RecordedCluster = ReturnType<typeof createRecordedCluster>;

function restoreRules(host: Host, text: string): void {
  for (const table of text.split(/^\*/m).slice(1)) {
    const name = table.slice(0, table.indexOf('\n')) as TableName;
    const chains = new Map<string, RuleLine[]>();
    for (const [, chain = ''] of table.matchAll(/^:(\S+) -$/gm)) chains.set(chain, []);
    for (const [, chain = '', rule = ''] of table.matchAll(/^-A (\S+) (.*)$/gm)) {
      chains.set(chain, [...(chains.get(chain) ?? []), { rule }]);
    }
    host.netfilter.restore(name, { chains });
  }
}

const VETHS: Readonly<Record<string, string>> = {
  'node1.veth-client': 'pod-client',
  'node1.veth-web': 'pod-web1',
  'node2.veth-web': 'pod-web2',
};
const NODE_DEVICES = ['cni0', 'flannel.1', 'eth0', 'lo'];
const TAPS = [
  ...['client', 'pod-client', 'pod-client2', 'pod-client3', 'pod-web1', 'pod-web2'].map((host) => `${host}.eth0`),
  ...['node1', 'node2', 'node3'].flatMap((node) => NODE_DEVICES.map((device) => `${node}.${device}`)),
  ...Object.keys(VETHS),
];

export function openTaps({ hosts }: RecordedCluster): Map<string, Capture> {
  return new Map(
    TAPS.map((tap) => {
      const [at = '', ...device] = tap.split('.');
      const peer = hosts[VETHS[tap] ?? '']?.interfaces().find(({ name }) => name === 'eth0')?.peerIndex;
      const veth = hosts[at]!.interfaces().find(({ index }) => index === peer)?.name;
      return [tap, hosts[at]!.capture(veth ?? device.join('.'))];
    }),
  );
}

/** What the taps and the nodes have, as the recordings tell it. */
export async function whatWasSeen({ hosts }: RecordedCluster, taps: ReadonlyMap<string, Capture>) {
  const sections: Record<string, string[]> = {};
  for (const [tap, capture] of taps) {
    capture.close();
    const lines: string[] = [];
    for (let frame = await capture.read(); frame; frame = await capture.read()) {
      const line = frameText(frame.bytes, capture.linkType, () => '?');
      if (line && !line.endsWith('ARP')) lines.push(line);
    }
    if (lines.length > 0) sections[tap] = lines;
  }
  for (const node of ['node1', 'node2', 'node3']) {
    const lines = hosts[node]!.conntrack().map(entryText);
    if (lines.length > 0) sections[`${node} conntrack`] = lines.toSorted();
  }
  return sections;
}

function entryText({ protocol, state, original, reply, assured, unreplied }: ConntrackInfo): string {
  const words = [original, reply].map(({ source, destination, sourcePort, destinationPort, icmp }) => {
    const ports = icmp
      ? `type=${icmp.type} code=${icmp.code} id=E`
      : `sport=${portText(sourcePort)} dport=${portText(destinationPort)}`;
    return `src=${source} dst=${destination} ${ports}`;
  });
  const parts = [protocol, state, words[0], unreplied && '[UNREPLIED]', words[1], assured && '[ASSURED]'];
  return parts.filter(Boolean).join(' ');
}
