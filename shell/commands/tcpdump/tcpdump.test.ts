import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NetworkError } from '../../../cluster/machinery/machine.ts';
import { createMachineNetwork } from '../../../cluster/network/machine-network.ts';
import { createTestCluster } from '../../../cluster/network/test-cluster.ts';
import { createShellMachine, runBash } from '../../testing/run-bash.ts';
import { CASES } from './recorded/cases.ts';

interface Recorded {
  readonly script: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

const directory = join(import.meta.dirname, 'recorded');
const recorded = JSON.parse(readFileSync(join(directory, 'recorded.json'), 'utf8')) as Recorded[];

function createReader() {
  const { network, client } = createTestCluster({ nodes: 1 });
  const lookup = () => Promise.reject(new NetworkError('ENOTFOUND'));
  const machine = createShellMachine({ network: createMachineNetwork(client, { network, lookup }) });
  for (const file of readdirSync(directory)) {
    if (file.endsWith('.pcap')) machine.files.write(`/home/learner/${file}`, readFileSync(join(directory, file)));
  }
  const text = 'this is no capture file, but it is long enough to be one\n';
  machine.files.write('/home/learner/cases.txt', Buffer.from(text));
  machine.files.write('/etc/hosts', Buffer.from(''));
  return machine;
}

test('every case has been recorded', () => {
  expect(recorded.map(({ script }) => script)).toEqual(CASES);
});

const machine = createReader();

test.each(recorded)('tcpdump $script', async ({ script, stdout, stderr, status }) => {
  const ours = await runBash(`export TZ=UTC; tcpdump ${script}`, { machine });
  expect(ours).toEqual({ stdout, stderr, status });
});
