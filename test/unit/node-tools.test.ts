import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cluster } from '../../cluster/cluster.ts';
import { createCluster } from '../../cluster/create-cluster.ts';
import { CollectingWriter } from '../../cluster/machinery/byte-stream.ts';
import { RealClock } from '../../cluster/machinery/clock.ts';
import type { Machine } from '../../cluster/machinery/machine.ts';
import { SeededRandom } from '../../cluster/machinery/random.ts';
import { createPrograms } from '../../shell/programs.ts';

let cluster: Cluster;

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
  await run(cluster.client, 'kubectl run web --image nginx:1.27; kubectl wait --for=condition=ready pod/web');
});

afterAll(() => cluster.close());

async function run(machine: Machine, script: string): Promise<string> {
  const [stdout, stderr] = [new CollectingWriter(), new CollectingWriter()];
  const program = machine.programs.find('bash')!;
  await machine.processes.start({ program, args: ['bash', '-c', script], stdout, stderr }).exited;
  return stdout.text() + stderr.text();
}

/** On node1, with ids, times and addresses' digits that differ from run to run made alike. */
async function onNode(script: string): Promise<string> {
  const text = await run(cluster.node('node1')!, script);
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID')
    .replace(/\b[0-9a-f]{64}\b/g, 'ID')
    .replace(/\b[0-9a-f]{13}\b/g, 'SHORT-ID     ')
    .replace(/(?:Less than a second|\d+ seconds?) ago/g, 'NOW');
}

test('crictl lists containers, pods and images as the runtime has them', async () => {
  expect((await onNode('crictl ps --name nginx; crictl ps --name web')).replace(/ +/g, ' ')).toBe(
    'CONTAINER IMAGE CREATED STATE NAME ATTEMPT POD ID POD NAMESPACE\nCONTAINER IMAGE CREATED STATE NAME ATTEMPT POD ID POD NAMESPACE\nSHORT-ID SHORT-ID NOW Running web 0 SHORT-ID web default\n',
  );
  expect(await onNode('crictl images')).toMatch(
    /^IMAGE {29}TAG {17}IMAGE ID {12}SIZE\ndocker\.io\/library\/nginx {11}1\.27 {16}SHORT-ID {12}72\.4MB\n/,
  );
  expect((await onNode('crictl pods --name web')).replace(/ +/g, ' ')).toBe(
    'POD ID CREATED STATE NAME NAMESPACE ATTEMPT RUNTIME\nSHORT-ID NOW Ready web default 0 (default)\n',
  );
});

test('crictl works in a container: exec, logs, inspect', async () => {
  const id = '$(crictl ps -q --name web)';
  expect(await onNode(`crictl exec ${id} hostname; crictl exec ${id} false; echo $?`)).toBe(
    'web\n1\nexecing command in container ID: command terminated with exit code 1\n',
  );
  expect(await onNode(`crictl inspect ${id} | jq -r .status.state,.status.image.image,.status.logPath`)).toBe(
    'CONTAINER_RUNNING\nnginx:1.27\n/var/log/pods/default_web_UID/web/0.log\n',
  );
  expect(
    await onNode(
      `diff <(crictl logs ${id} 2>&1) <(cut -d " " -f 4- /var/log/pods/default_web_*/web/0.log) && echo same`,
    ),
  ).toBe('same\n');
  expect(await onNode('readlink /var/log/containers/web_default_*')).toBe('/var/log/pods/default_web_UID/web/0.log\n');
});

test('what is not there is refused in the words of crictl and containerd', async () => {
  expect((await onNode('crictl inspect nope; crictl logs nope; crictl nope')).replace(/time="[^"]+"/g, 'time')).toBe(
    `time level=fatal msg="get the status of containers: get container status: rpc error: code = NotFound desc = an error occurred when try to find container \\"nope\\": not found"
time level=fatal msg="rpc error: code = NotFound desc = an error occurred when try to find container \\"nope\\": not found"
No help topic for 'nope'
`,
  );
});

test('a stopped kubelet answers nobody, is told so, and comes back', async () => {
  expect(
    await onNode(
      'systemctl is-active kubelet; pgrep -x kubelet; systemctl stop kubelet; systemctl is-active kubelet; echo $?; pgrep -x kubelet',
    ),
  ).toBe('706\nactive\ninactive\n3\n'.replace('706\nactive\n', 'active\n706\n'));
  expect(await run(cluster.client, 'kubectl logs web')).toBe(
    `Error from server: Get "https://10.100.1.10:10250/containerLogs/default/web/web": dial tcp 10.100.1.10:10250: connect: connection refused
`,
  );
  const tail = await onNode('journalctl -u kubelet -n 3 -o cat');
  expect(tail).toBe(`Stopping kubelet.service - kubelet: The Kubernetes Node Agent...
kubelet.service: Deactivated successfully.
Stopped kubelet.service - kubelet: The Kubernetes Node Agent.
`);
  await run(cluster.client, 'kubectl run later --image nginx:1.27 --overrides \'{"spec":{"nodeName":"node1"}}\'');
  expect(await onNode('crictl pods -q --name later')).toBe('');
  await onNode('systemctl start kubelet');
  expect(await run(cluster.client, 'kubectl wait --for=condition=ready pod/later; kubectl exec web -- hostname')).toBe(
    'pod/later condition met\nweb\n',
  );
});

test('without containerd the node is not ready and crictl finds nobody', async () => {
  const ready = 'kubectl get node node1 -o jsonpath=\'{.status.conditions[?(@.type=="Ready")].message}\'';
  expect((await onNode('systemctl stop containerd; crictl ps')).replace(/time="[^"]+"/, 'time')).toBe(
    'time level=fatal msg="validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///run/containerd/containerd.sock\\": rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: no such file or directory\\""\n',
  );
  expect(await run(cluster.client, ready)).toBe('container runtime is down');
  await onNode('systemctl restart containerd');
  expect(await run(cluster.client, ready)).toBe('kubelet is posting ready status');
});

test('the journal tells why a pod does not start', async () => {
  await run(
    cluster.client,
    'kubectl run bad --image nope:1; kubectl wait --for=jsonpath={.status.phase}=Pending pod/bad; sleep 0.2',
  );
  expect(await onNode('journalctl -u kubelet --grep ErrImagePull -o cat | head -n 1')).toMatch(
    /^E\d{4} [\d:.]{15} +\d+ pod_workers\.go:1324\] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"bad\\" with ErrImagePull: .*" pod="default\/bad" podUID="UID"\n$/,
  );
  expect(await onNode('systemctl start nope; echo $?; systemctl status nope; echo $?; journalctl -u nope')).toBe(
    `5\n4\n-- No entries --\nFailed to start nope.service: Unit nope.service not found.\nUnit nope.service could not be found.\n`,
  );
});
