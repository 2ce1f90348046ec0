import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { EndpointSlice, Service } from '../../client/objects.ts';
import { SeededRandom } from '../../machinery/random.ts';
import { VirtualClock } from '../../machinery/virtual-clock.ts';
import { createNetwork } from '../../network/create-network.ts';
import type { ProxyNode } from '../endpoints.ts';
import { JUMPS } from './base-rules.ts';
import { rulesFor } from './rules-for.ts';
import { writeJumps } from './write-rules.ts';

// Recorded from kube-proxy 1.34.4: the objects of a scenario and iptables-save on two nodes (testdata/README.md).
const SCENARIOS = [
  '01-clusterip',
  '02-nodeport-cluster',
  '04-loadbalancer-local',
  '06-no-endpoints',
  '09-local-lb-ip',
  '11-udp-and-tcp',
];
const NODES: readonly ProxyNode[] = [
  { name: 'node1', address: '10.100.1.10', zone: 'a' },
  { name: 'node2', address: '10.100.1.11' },
];

const read = (file: string) => readFileSync(new URL(`testdata/${file}`, import.meta.url), 'utf8');

/** The Service of the API server, which the recorded cluster had beside the scenario's objects. */
const KUBERNETES = [
  {
    kind: 'Service',
    metadata: { namespace: 'default', name: 'kubernetes' },
    spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, targetPort: 6443 }] },
  },
  {
    kind: 'EndpointSlice',
    metadata: { namespace: 'default', name: 'kubernetes', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.100.1.10'], conditions: { ready: true } }],
    ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
  },
];

function objectsOf(scenario: string) {
  const objects = parseAllDocuments(read(`${scenario}.yaml`)).map((document) => document.toJS());
  if (scenario === '04-loadbalancer-local' || scenario === '09-local-lb-ip') {
    const status = read(`${scenario}.status`);
    Object.assign(objects[0], JSON.parse(status.slice(status.indexOf('{'))));
  }
  return [...KUBERNETES, ...objects];
}

function printed(scenario: string, node: ProxyNode, table: 'nat' | 'filter'): string {
  const objects = objectsOf(scenario);
  const rules = rulesFor({
    services: objects.filter(({ kind }) => kind === 'Service') as unknown as Service[],
    endpointSlices: objects.filter(({ kind }) => kind === 'EndpointSlice') as unknown as EndpointSlice[],
    node,
    clusterCIDR: '192.168.0.0/16',
  });
  const network = createNetwork({ clock: new VirtualClock(), random: new SeededRandom(1) });
  const host = network.addHost({ id: 'n', hostname: 'n', box: { kind: 'node', id: 'n', name: 'n' } });
  host.netfilter.restore(table, { chains: rules[table] });
  writeJumps(host.netfilter, table, JUMPS[table]);
  return host.netfilter.save({ table });
}

/**
 * Real kube-proxy goes through its Services in random order, so the chains they share are compared as sets, their last
 * rule apart; rules and matches that only count (nfacct) are left out.
 */
function normalised(text: string): string[] {
  const lines = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#') && !line.includes('localhost_nps_accepted_pkts'))
    .map((line) => line.replace(/ -m nfacct --nfacct-name {2}\S+/, ''));
  const isShared = (line: string) => /^-A KUBE-(SERVICES|NODEPORTS|EXTERNAL-SERVICES) /.test(line);
  return lines.map((line, at) => (isShared(line) ? sortedRun(lines, at, isShared) : line));
}

/** The line that stands at `at` when the run of shared lines around it is sorted within each chain. */
function sortedRun(lines: string[], at: number, isShared: (line: string) => boolean): string {
  let start = at;
  while (isShared(lines[start - 1] ?? '')) start--;
  let end = at;
  while (isShared(lines[end] ?? '')) end++;
  return lines.slice(start, end).sort()[at - start]!;
}

for (const scenario of SCENARIOS) {
  for (const node of NODES) {
    for (const table of ['nat', 'filter'] as const) {
      test(`${scenario}: ${table} of ${node.name} as recorded`, () => {
        expect(normalised(printed(scenario, node, table))).toEqual(
          normalised(read(`${scenario}.${node.name}.${table}`)),
        );
      });
    }
  }
}

/** Lines of the Services in one namespace: their own chains in order, those in shared chains sorted. */
function linesOf(namespace: string, own: ReadonlySet<string>, text: string): string[] {
  const chainOf = (line: string) => /^(?::|-A )(\S+)/.exec(line)?.[1] ?? '';
  const isOwn = (line: string) => own.has(chainOf(line));
  const lines = text
    .split('\n')
    .filter((line) => line.includes(`"${namespace}/`) || line.includes(` ${namespace}/`) || isOwn(line))
    .filter((line) => !line.includes('localhost_nps_accepted_pkts'));
  return [...lines.filter((line) => !isOwn(line)).sort(), ...lines.filter(isOwn)];
}

const ownChains = (nat: string) =>
  new Set([...nat.matchAll(/^:(KUBE-(?:SVC|SVL|EXT|FW|SEP)-\S+)/gm)].map((match) => match[1]!));

for (const [scenario, namespace] of [
  ['12-policies', 'policies'],
  ['14-services', 'services'],
] as const) {
  for (const node of NODES) {
    test(`${scenario}: Services of every kind on ${node.name} as recorded`, () => {
      const recorded = read(`${scenario}.${node.name}.nat`);
      const own = ownChains(recorded);
      for (const table of ['nat', 'filter'] as const) {
        expect(linesOf(namespace, own, printed(scenario, node, table))).toEqual(
          linesOf(namespace, own, read(`${scenario}.${node.name}.${table}`)),
        );
      }
    });
  }
}
