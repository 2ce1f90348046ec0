import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ClusterOnPort } from './embedded-cluster.ts';
import { operatorBinary } from './operator/operator-binary.ts';
import { runProgram } from './run-program.ts';

const DEFINITION = fileURLToPath(new URL('./operator/site.yaml', import.meta.url));

const [manager, walk] = [operatorBinary('manager'), operatorBinary('walk')];
if (process.env['CI']) {
  test('the operator and its walk are there', () => expect([manager, walk]).not.toContain(undefined));
}

let on: ClusterOnPort;
beforeAll(async () => {
  on = await ClusterOnPort.start(17);
  await kubectl('apply', '-f', DEFINITION);
});
afterAll(() => on.stop());

async function kubectl(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await on.kubectl(args);
  expect(code, stderr).toBe(0);
  return stdout;
}

/** A manager that runs until it is stopped, and what it has printed. */
class Manager {
  printed = '';
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  #onOutput = () => {};

  constructor(binary: string) {
    const env = { ...process.env, KUBECONFIG: `${on.directory}/kubeconfig`, KUBE_FEATURE_WatchListClient: 'true' };
    this.#child = spawn(binary, [], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    this.#child.stdout?.on('data', (bytes: Buffer) => {
      this.printed += bytes.toString('utf8');
      this.#onOutput();
    });
    this.ended = new Promise((resolve) => this.#child.on('close', () => resolve()));
  }

  says(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.#onOutput = () => this.printed.includes(text) && resolve();
      this.#onOutput();
    });
  }

  stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    return this.ended;
  }
}

describe.runIf(walk)('client-go', () => {
  test('discovery, informers, apply, pages, events, streams, eviction and leader election', async () => {
    const { code, stdout, stderr } = await runProgram(on, walk ?? '', []);
    expect(code, stderr).toBe(0);
    expect(stdout).toBe(`v1.34.4, sites is namespace
informer: 1 in the cache, a=b
informer: deleted
refused: Invalid
dynamic: limit 5, Scale of 2
apply: Apply failed with 1 conflict: conflict with "walk": .data.colour
apply: map[colour:blue size:s] is other's, 1 managers
pages: 25 objects on 3 pages
conflicts: 2 attempts
events: ServiceAccount Walked past it 2
exec: over SPDY, complaint, command terminated with exit code 3
exec: over WebSocket, complaint, command terminated with exit code 3
port-forward: 200 OK
log: started
log: tick
eviction: TooManyRequests, Cannot evict pod as it would violate the pod's disruption budget.
eviction: pods "walked" not found
leases: first leads
leases: second leads
leases: held by second after 1 transitions
`);
  });
});

describe.runIf(manager)('a controller-runtime manager', () => {
  let leader: Manager;
  let successor: Manager;
  beforeAll(async () => {
    leader = new Manager(manager ?? '');
    await leader.says('leading');
    successor = new Manager(manager ?? '');
  });
  afterAll(async () => {
    await leader.stop();
    await successor.stop();
  });

  const waitFor = (condition: string) => kubectl('wait', 'site/red', `--for=${condition}`, '--timeout=20s');

  test('makes what a Site asks for, and tells of it', async () => {
    const site =
      'apiVersion: rabbithole.example/v1\nkind: Site\nmetadata: {name: red}\nspec: {message: red, replicas: 2}\n';
    expect((await on.kubectl(['apply', '-f', '-'], site)).stdout).toBe('site.rabbithole.example/red created\n');
    await waitFor('condition=Ready');
    expect(await kubectl('get', 'st')).toMatch(/^NAME +REPLICAS +READY\nred +2 +True\n$/);
    expect(await kubectl('logs', 'deployment/red')).toBe('red\n');
    const managers = '{range .metadata.managedFields[*]}{.manager} {.operation} {.subresource},{end}';
    expect(await kubectl('get', 'deployment', 'red', '-o', `jsonpath=${managers}`, '--show-managed-fields')).toBe(
      'site-operator Apply ,kube-controller-manager Update status,',
    );
    await leader.says('red: AllReady, 2 of 2 pods are ready');
    const events = ['events', '--for', 'site/red', '--types', 'Normal', '-o', 'jsonpath={.items[*].reason}'];
    expect(await kubectl(...events)).toContain('AllReady');
  });

  test('follows scale, what it owns and what it watches', async () => {
    await kubectl('scale', 'site/red', '--replicas=3');
    await waitFor('jsonpath={.status.replicas}=3');
    expect((await on.kubectl(['scale', 'site/red', '--replicas=9'])).stderr).toBe(
      'The Site "red" is invalid: spec: Invalid value: "object": replicas may not exceed the limit\n',
    );
    await kubectl('create', 'secret', 'generic', 'key');
    await kubectl('label', 'secret', 'key', 'rabbithole.example/site=red');
    await leader.says('red: *v1.PartialObjectMetadata key');
    await waitFor('jsonpath={.status.secrets}=1');
    const policy =
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: none, labels: {rabbithole.example/site: red}}\nspec: {podSelector: {matchLabels: {a: b}}}\n';
    await on.kubectl(['apply', '-f', '-'], policy);
    await leader.says('red: *unstructured.Unstructured none');
    await kubectl('delete', 'configmap', 'red');
    await kubectl('wait', '--for=create', 'configmap/red', '--timeout=20s');
    await kubectl('scale', 'deployment/red', '--replicas=1');
    await kubectl('wait', 'deployment/red', '--for=jsonpath={.status.readyReplicas}=3', '--timeout=20s');
  });

  test('hands over to another manager, which cleans up', async () => {
    await leader.stop();
    await successor.says('leading');
    await kubectl('delete', 'site', 'red', '--cascade=foreground', '--timeout=20s');
    await successor.says('red: cleaned up');
    expect((await on.kubectl(['get', 'deployment,configmap', 'red'])).stderr).toBe(
      'Error from server (NotFound): deployments.apps "red" not found\nError from server (NotFound): configmaps "red" not found\n',
    );
  });
});
