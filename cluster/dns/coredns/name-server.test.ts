import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ENDPOINT_SLICES, NAMESPACES, SERVICES } from '../../client/resources.ts';
import { FakeInformers } from '../../kube-proxy/fake-informers.ts';
import { type DnsMessage, queryMessage, RECORD_TYPES, responseCodeName } from '../../machinery/dns/message.ts';
import { recordText } from '../../machinery/dns/record-text.ts';
import { createTestMachine } from '../../machinery/testing/test-machine.ts';
import { createMachineNetwork } from '../../network/machine-network.ts';
import { createTestCluster } from '../../network/test-cluster.ts';
import { KubernetesZone } from '../kubernetes-zone.ts';
import { servePublicResolver } from '../public-resolver.ts';
import { parseCorefile } from './corefile.ts';
import { NameServer } from './name-server.ts';

interface Recorded {
  readonly question: string;
  readonly status: string;
  readonly flags: string;
  readonly answer?: string[];
  readonly authority?: string[];
  readonly additional?: string[];
}

/** Answers of CoreDNS 1.12 in a real cluster with the objects of `objects()`, ttl 5. */
const RECORDED: Recorded[] = JSON.parse(
  readFileSync(new URL('../testdata/coredns-answers.json', import.meta.url), 'utf8'),
);

function objects(): FakeInformers {
  const informers = new FakeInformers();
  informers.put(NAMESPACES, { metadata: { name: 'dnsrec' } }, { metadata: { name: 'kube-system' } });
  const service = (namespace: string, name: string, spec: object) => ({ metadata: { namespace, name }, spec });
  const ports = [
    { name: 'http', port: 80 },
    { name: 'metrics', port: 9090 },
  ];
  informers.put(
    SERVICES,
    service('kube-system', 'kube-dns', {
      clusterIP: '10.96.0.10',
      ports: [{ name: 'dns', port: 53, protocol: 'UDP' }],
    }),
    service('dnsrec', 'web', { clusterIP: '10.96.100.50', ports }),
    service('dnsrec', 'headless', { clusterIP: 'None', ports: [{ name: 'http', port: 80 }] }),
    service('dnsrec', 'outside', { type: 'ExternalName', externalName: 'www.example.test' }),
  );
  informers.put(ENDPOINT_SLICES, {
    metadata: { namespace: 'dnsrec', name: 'headless-1', labels: { 'kubernetes.io/service-name': 'headless' } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints: [
      { addresses: ['192.168.7.11'], hostname: 'web-0', conditions: { ready: true } },
      { addresses: ['192.168.7.12'], conditions: { ready: true } },
      { addresses: ['192.168.7.13'], hostname: 'web-2', conditions: { ready: false } },
    ],
  });
  return informers;
}

function serverWith(corefile: string) {
  const cluster = createTestCluster();
  servePublicResolver(cluster.underlay.router, (name, type) => {
    const exists = name === 'www.example.test.';
    const found = exists && type === 'A' ? [{ name, type, ttl: 60, value: '203.0.113.80' } as const] : [];
    return { found, exists };
  });
  const host = cluster.pod('coredns', 1, '192.168.1.2');
  const network = createMachineNetwork(host, { network: cluster.network });
  const machine = createTestMachine({ kind: 'container', network, clock: cluster.clock });
  machine.files.write('/etc/resolv.conf', Buffer.from('nameserver 10.100.1.1\n'));
  const lines: string[] = [];
  const zone = new KubernetesZone(objects());
  const server = new NameServer(parseCorefile(corefile, 'Corefile'), {
    machine,
    zone,
    log: (line) => lines.push(line),
  });
  const ask = async (name: string, type: string) => {
    const query = queryMessage(1, name, RECORD_TYPES[type as keyof typeof RECORD_TYPES]);
    const stop = cluster.clock.runFreely();
    const answer = await server.answer(query, 53);
    stop();
    return answer;
  };
  const answers = async (name: string, type = 'A') => {
    const said = await ask(name, type);
    return [responseCodeName(said.code), ...said.answers.map(recordText)];
  };
  return { ask, answers, lines };
}

function told(question: string, message: DnsMessage): Recorded {
  const section = (name: string, records: DnsMessage['answers']) => {
    const texts = records.map((record) => recordText(record).replace(/(hostmaster\S+) \d+/, '$1 SERIAL'));
    return records.length > 0 ? { [name]: texts.toSorted() } : {};
  };
  const flags = [message.response && 'qr', message.authoritative && 'aa', message.recursionDesired && 'rd'];
  return {
    question,
    status: responseCodeName(message.code),
    flags: [...flags, message.recursionAvailable && 'ra'].filter(Boolean).join(' '),
    ...section('answer', message.answers),
    ...section('authority', message.authorities),
    ...section('additional', message.additional),
  };
}

const { ask: askRecorded } = serverWith(
  '.:53 {\n kubernetes cluster.local in-addr.arpa {\n pods insecure\n fallthrough in-addr.arpa\n ttl 5\n }\n}\n',
);

test.each(RECORDED)('$question as CoreDNS answers it', async (recorded) => {
  const [name = '', type = ''] = recorded.question.split(' ');
  expect(told(recorded.question, await askRecorded(name, type))).toEqual(recorded);
});

test('what is not of the cluster goes to the node’s resolver; aliases are followed', async () => {
  const { answers, lines } = serverWith('.:53 {\n errors\n kubernetes cluster.local\n forward . /etc/resolv.conf\n}\n');
  expect(await answers('www.example.test')).toEqual(['NOERROR', 'www.example.test. 60 IN A 203.0.113.80']);
  expect(await answers('nosuch.example.test')).toEqual(['NXDOMAIN']);
  expect(await answers('outside.dnsrec.svc.cluster.local')).toEqual([
    'NOERROR',
    'outside.dnsrec.svc.cluster.local. 5 IN CNAME www.example.test.',
    'www.example.test. 60 IN A 203.0.113.80',
  ]);
  expect(lines).toEqual([]);
});

test('hosts, rewrite and stub domains', async () => {
  const { answers, lines } = serverWith(`.:53 {
    errors
    rewrite name shop.example web.dnsrec.svc.cluster.local
    rewrite name suffix .internal .dnsrec.svc.cluster.local
    hosts {
      10.1.2.3 legacy.example old.example
      fallthrough
    }
    kubernetes cluster.local
    forward . 10.100.1.1
}
corp.example:53 {
    errors
    forward . 192.168.1.77
}
`);
  expect(await answers('shop.example')).toEqual(['NOERROR', 'shop.example. 5 IN A 10.96.100.50']);
  expect(await answers('web.internal')).toEqual(['NOERROR', 'web.dnsrec.svc.cluster.local. 5 IN A 10.96.100.50']);
  expect(await answers('old.example')).toEqual(['NOERROR', 'old.example. 3600 IN A 10.1.2.3']);
  expect(await answers('www.example.test')).toEqual(['NOERROR', 'www.example.test. 60 IN A 203.0.113.80']);
  expect(await answers('git.corp.example')).toEqual(['SERVFAIL']);
  expect(lines.map((line) => line.replace(/:\d+->/, ':PORT->'))).toEqual([
    '[ERROR] plugin/errors: 2 git.corp.example. A: read udp 192.168.1.2:PORT->192.168.1.77:53: i/o timeout',
  ]);
});
