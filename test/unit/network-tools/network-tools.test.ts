import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createMachine, LEARNER } from '../../../cluster/machinery/create-machine.ts';
import { type Machine, NetworkError } from '../../../cluster/machinery/machine.ts';
import { SeededRandom } from '../../../cluster/machinery/random.ts';
import { createMachineNetwork } from '../../../cluster/network/machine-network.ts';
import { createTestCluster } from '../../../cluster/network/test-cluster.ts';
import { createPrograms } from '../../../shell/programs.ts';
import type { RecordedScript } from '../../../shell/testing/recorded-scripts.ts';
import { runBash } from '../../../shell/testing/run-bash.ts';
import { CASES } from './cases.ts';
import { masked } from './masked.ts';
import { createTestCertificates, type TestCertificates } from './test-certificates.ts';
import { servers } from './web-server.ts';

let certificates: TestCertificates;

beforeAll(async () => {
  certificates = await createTestCertificates();
});

/** A client whose own address 127.0.0.1 has the servers. */
function createClient(): Machine {
  const { network, client, clock } = createTestCluster({ nodes: 1 });
  for (const [port, accept] of servers(certificates)) client.listen(port, accept, { address: '127.0.0.1' });
  const machine = createMachine({
    hostname: 'rabbithole',
    kind: 'client',
    login: LEARNER,
    network: createMachineNetwork(client, {
      network,
      lookup: async (name) => {
        if (name === 'localhost') return ['127.0.0.1'];
        throw new NetworkError('ENOTFOUND');
      },
    }),
    clock,
    random: new SeededRandom(1),
    programs: createPrograms('client'),
    logger: {
      error: (details, message) => {
        throw 'err' in details ? details.err : new Error(message);
      },
    },
  });
  machine.files.write('/home/learner/ca.crt', Buffer.from(certificates.authority));
  machine.files.write('/home/learner/server.crt', Buffer.from(certificates.certificate));
  machine.files.write('/home/learner/server.key', Buffer.from(certificates.key));
  return machine;
}

for (const [subject, scripts] of Object.entries(CASES)) {
  const recorded = JSON.parse(
    readFileSync(new URL(`recorded/${subject}.json`, import.meta.url), 'utf8'),
  ) as RecordedScript[];

  describe(subject, () => {
    it('has a recording of every script', () => {
      expect(recorded.map(({ script }) => script)).toEqual(scripts);
    });

    it.each(recorded)('$script', async ({ script, stdout, stderr, status }) => {
      const result = await runBash(script, { machine: createClient() });
      expect({ stdout: masked(result.stdout), stderr: masked(result.stderr), status: result.status }).toEqual({
        stdout,
        stderr,
        status,
      });
    });
  });
}
