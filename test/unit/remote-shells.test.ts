import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Cluster } from '../../cluster/cluster.ts';
import { createCluster } from '../../cluster/create-cluster.ts';
import { RealClock } from '../../cluster/machinery/clock.ts';
import { SeededRandom } from '../../cluster/machinery/random.ts';
import { createPrograms } from '../../shell/programs.ts';
import { TestTerminal } from '../../shell/testing/screen.ts';

let cluster: Cluster;
let terminal: TestTerminal;

beforeAll(async () => {
  cluster = await createCluster({
    nodes: 1,
    clock: new RealClock(),
    random: new SeededRandom(7),
    token: 'token',
    pace: 'instant',
    addons: [],
    programs: createPrograms,
    logger: {
      error: (details, message) => {
        throw new Error(`${message}: ${JSON.stringify(details)}`);
      },
    },
  });
  await cluster.settled();
  terminal = new TestTerminal({ machine: cluster.client, columns: 100 });
  await terminal.shows('learner@client:~$');
});

afterAll(() => cluster.close());

it('ssh: a prompt, Ctrl-C for the program there, the exit code here', async () => {
  terminal.type('ssh node1\r');
  await terminal.shows(/root@node1:~#$/);
  expect(await terminal.run('hostname')).toBe('node1');
  terminal.type('sleep 1000\r');
  const runs = () =>
    cluster
      .node('node1')
      ?.processes.list()
      .some(({ args }) => args[0] === 'sleep');
  while (!runs()) await new Promise((resolve) => setImmediate(resolve));
  terminal.type('\x03');
  await terminal.shows(/\^C\n.*#$/);
  expect(await terminal.run('echo $?')).toBe('130');
  terminal.type('exit 3\r');
  await terminal.shows(/Connection to node1 closed\.\n.*\$$/);
  expect(await terminal.run('echo $?')).toBe('3');
});

it('kubectl exec -it: the same, and the shell here goes on', async () => {
  terminal.type(
    'kubectl exec -itn kube-system $(kubectl get pods -n kube-system -l k8s-app=kube-proxy -o name) -- sh\r',
  );
  await terminal.shows(/^#$/m);
  terminal.type('exit 4\r');
  await terminal.shows(/command terminated with exit code 4\n.*\$$/);
  expect(await terminal.run('echo $?')).toBe('4');
});
