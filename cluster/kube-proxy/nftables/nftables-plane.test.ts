import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { ENDPOINT_SLICES, NODES, SERVICE_CIDRS, SERVICES } from '../../client/resources.ts';
import { SeededRandom } from '../../machinery/random.ts';
import { VirtualClock } from '../../machinery/virtual-clock.ts';
import { createNetwork } from '../../network/create-network.ts';
import { nftablesFor } from '../../network/nftables/nftables-for.ts';
import { createKubeProxy } from '../create-kube-proxy.ts';
import { FakeInformers } from '../fake-informers.ts';
import { DEFAULT_CONFIGURATION } from '../proxy-configuration.ts';

// Recorded from kube-proxy 1.34.4 in nftables mode (testdata/README.md).
const SCENARIOS = [
  '01-clusterip',
  '02-nodeport-cluster',
  '04-loadbalancer-local',
  '06-no-endpoints',
  '09-local-lb-ip',
  '11-udp-and-tcp',
  '12-policies',
  '13-ranges',
];
const NODES_OF_CLUSTER = [
  { name: 'node1', address: '10.100.1.10' },
  { name: 'node2', address: '10.100.1.11' },
];

interface Manifest {
  kind: string;
  metadata: { namespace?: string; name: string };
}

const file = (folder: string, name: string) => new URL(`${folder}testdata/${name}`, import.meta.url);

function readEither(name: string): string {
  const own = file('', name);
  if (existsSync(own)) return readFileSync(own, 'utf8');
  const shared = file('../iptables/', name);
  return existsSync(shared) ? readFileSync(shared, 'utf8') : '';
}

/** What the recorded cluster had beside the scenario's objects. */
const OWN_SERVICES: Manifest[] = [
  {
    kind: 'Service',
    metadata: { namespace: 'default', name: 'kubernetes' },
    spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, targetPort: 6443 }] },
  } as Manifest,
  {
    kind: 'EndpointSlice',
    metadata: { namespace: 'default', name: 'kubernetes', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.100.1.10'], conditions: { ready: true } }],
    ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
  } as Manifest,
];
const DNS = {
  kind: 'Service',
  metadata: { namespace: 'kube-system', name: 'kube-dns' },
  spec: {
    clusterIP: '10.96.0.10',
    ports: [
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53 },
      { name: 'metrics', port: 9153 },
    ],
  },
};

function objectsOf(scenario: string): Manifest[] {
  const objects = parseAllDocuments(readEither(`${scenario}.yaml`)).map((document) => document.toJS() as Manifest);
  for (const [, name, status] of readEither(`${scenario}.status`).matchAll(/^(\S+) (\{.*\})$/gm)) {
    const service = objects.find(({ kind, metadata }) => kind === 'Service' && metadata.name === name);
    Object.assign(service!, JSON.parse(status!));
  }
  return [...OWN_SERVICES, ...(scenario === '11-udp-and-tcp' ? [] : [DNS]), ...objects];
}

async function printed(scenario: string, node: (typeof NODES_OF_CLUSTER)[number]): Promise<string> {
  const clock = new VirtualClock();
  const network = createNetwork({ clock, random: new SeededRandom(1) });
  const host = network.addHost({ id: node.name, hostname: node.name, box: { kind: 'node', id: 'n', name: node.name } });
  const informers = new FakeInformers();
  const objects = objectsOf(scenario);
  informers.put(SERVICES, ...objects.filter(({ kind }) => kind === 'Service'));
  informers.put(ENDPOINT_SLICES, ...objects.filter(({ kind }) => kind === 'EndpointSlice'));
  informers.put(SERVICE_CIDRS, {
    kind: 'ServiceCIDR',
    metadata: { name: 'kubernetes' },
    spec: { cidrs: ['10.96.0.0/16'] },
  });
  const addresses = [{ type: 'InternalIP', address: node.address }];
  informers.put(NODES, { kind: 'Node', metadata: { name: node.name }, spec: {}, status: { addresses } });
  const proxy = createKubeProxy({ nodeName: node.name, host, informers, clock });
  const mode = { mode: 'nftables', clusterCIDR: '192.168.0.0/16', nodePortAddresses: ['primary'] } as const;
  await proxy.start({ ...DEFAULT_CONFIGURATION, ...mode }).ready;
  const { output, errors } = nftablesFor(host).run('list table ip kube-proxy');
  proxy.stop();
  expect(errors).toBe('');
  return output;
}

/** Blocks of Services in the order of their names; the others as they stand. */
function inOrder(text: string): string[] {
  const blocks = text.slice(0, -3).split('\n\n');
  const own = blocks.filter((block) => /^\t(?:chain|set) \S+\//.test(block));
  return [...blocks.filter((block) => !own.includes(block)), ...own.sort()];
}

for (const scenario of SCENARIOS) {
  for (const node of NODES_OF_CLUSTER) {
    test(`${scenario}: the table of ${node.name} as recorded`, async () => {
      const recorded = readEither(`${scenario}.${node.name}.nft`);
      expect(inOrder(await printed(scenario, node))).toEqual(inOrder(recorded));
    });
  }
}
