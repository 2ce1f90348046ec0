import { expect, test } from 'vitest';
import { addressRecord, RESPONSE_CODES } from '../machinery/dns/message.ts';
import type { Machine } from '../machinery/machine.ts';
import { createTestMachine } from '../machinery/testing/test-machine.ts';
import type { ConnectionRecord } from '../network/connection-record.ts';
import { createMachineNetwork } from '../network/machine-network.ts';
import { createTestCluster } from '../network/test-cluster.ts';
import { answerMessage } from './answer.ts';
import { serveDns } from './dns-server.ts';

const RESOLVER = 'search default.svc.cluster.local svc.cluster.local\nnameserver 192.168.2.2\noptions ndots:5\n';
const ZONE: Readonly<Record<string, number>> = { 'web.default.svc.cluster.local.': 1, 'many.example.': 60 };

/** A pod that asks and a pod on another node that answers. */
function twoPods(resolver = RESOLVER) {
  const cluster = createTestCluster();
  const client = cluster.pod('client', 1, '192.168.1.3');
  const server = cluster.pod('dns', 2, '192.168.2.2');
  const asked: string[] = [];
  const stop = serveDns({
    network: server,
    handler: (query, { protocol }) => {
      const { name, type } = query.questions[0]!;
      const count = ZONE[name];
      if (type === 1) asked.push(`${name} ${protocol}`);
      const code = count === undefined ? RESPONSE_CODES.NXDOMAIN : RESPONSE_CODES.NOERROR;
      const numbers = type === 1 ? Array.from({ length: count ?? 0 }, (_, index) => index) : [];
      const answers = numbers.map((index) => addressRecord(name, 30, `10.0.0.${index}`));
      return answerMessage(query, { code, answers, authoritative: true, recursionAvailable: false });
    },
  });
  const machine: Machine = createTestMachine({
    network: createMachineNetwork(client, { network: cluster.network, files: () => machine.files }),
    clock: cluster.clock,
  });
  machine.files.write('/etc/hosts', Buffer.from('127.0.0.1 localhost\n10.9.8.7 Here here.example # a comment\n'));
  machine.files.write('/etc/resolv.conf', Buffer.from(resolver));
  const lookup = async (name: string) => {
    const startedMs = cluster.clock.now();
    const halt = cluster.clock.runFreely();
    const found = await machine.network.lookup(name).catch((error: Error) => error.message);
    halt();
    return { found, seconds: Math.round((cluster.clock.now() - startedMs) / 1000) };
  };
  return { ...cluster, asked, lookup, machine, stop };
}

test('names with few dots are searched first, absolute ones are not searched', async () => {
  const { asked, lookup } = twoPods();
  expect(await lookup('web')).toEqual({ found: ['10.0.0.0'], seconds: 0 });
  expect(await lookup('web.default')).toEqual({ found: ['10.0.0.0'], seconds: 0 });
  expect(await lookup('nosuch.example.')).toEqual({ found: 'Name or service not known: nosuch.example.', seconds: 0 });
  expect(asked).toEqual([
    'web.default.svc.cluster.local. udp',
    'web.default.default.svc.cluster.local. udp',
    'web.default.svc.cluster.local. udp',
    'nosuch.example. udp',
  ]);
});

test('/etc/hosts comes first; addresses are no questions', async () => {
  const { asked, lookup, machine } = twoPods();
  expect((await lookup('here')).found).toEqual(['10.9.8.7']);
  expect((await lookup('10.1.2.3')).found).toEqual(['10.1.2.3']);
  expect(await machine.network.nameOf?.('10.9.8.7')).toBe('Here');
  expect(asked).toEqual([]);
});

test('an answer that does not fit into a datagram is asked for over TCP', async () => {
  const { asked, lookup } = twoPods();
  expect((await lookup('many.example.')).found).toHaveLength(60);
  expect(asked).toEqual(['many.example. udp', 'many.example. tcp']);
});

test('questions that are dropped time out; a server that is not there is told of at once', async () => {
  const { lookup, node, stop } = twoPods();
  node(2).netfilter.append('filter', 'FORWARD', '-p udp --dport 53 -j DROP');
  // Two attempts of 5 s for the first name of the search list, two for the name as it is.
  expect(await lookup('web')).toEqual({ found: 'Temporary failure in name resolution: web', seconds: 20 });
  expect(await lookup('web.example.')).toEqual({
    found: 'Temporary failure in name resolution: web.example.',
    seconds: 10,
  });
  node(2).netfilter.delete('filter', 'FORWARD', 1);
  expect((await lookup('web')).found).toEqual(['10.0.0.0']);
  stop();
  expect(await lookup('web')).toEqual({ found: 'Temporary failure in name resolution: web', seconds: 0 });
});

test('a NetworkPolicy that forgets DNS breaks names', async () => {
  const { lookup, network } = twoPods('nameserver 192.168.2.2\noptions timeout:1 attempts:1\n');
  const records: ConnectionRecord[] = [];
  network.onConnection((record) => records.push(record));
  network.setGuard(({ port }) => (port === 53 ? { rule: 'NetworkPolicy default/deny-all' } : undefined));
  expect(await lookup('many.example')).toEqual({
    found: 'Temporary failure in name resolution: many.example',
    seconds: 1,
  });
  expect(records.map(({ protocol, origin, outcome }) => ({ protocol, origin, outcome }))).toEqual([
    { protocol: 'udp', origin: 'system', outcome: 'ETIMEDOUT' },
  ]);
});
