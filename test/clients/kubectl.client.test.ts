import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClusterOnPort, type Outcome } from './embedded-cluster.ts';

let on: ClusterOnPort;
beforeAll(async () => {
  on = await ClusterOnPort.start(7);
});
afterAll(() => on.stop());

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - {name: web, image: "ghcr.io/rabbithole-labs/colour:1.0", args: [--colour, blue, --port, "8080"]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080, nodePort: 30080}]
`;

async function succeeds(...args: string[]): Promise<string> {
  const outcome = await on.kubectl(args);
  expect(outcome.stderr).toBe('');
  expect(outcome.code).toBe(0);
  return outcome.stdout;
}

async function applied(manifest: string, ...more: string[]): Promise<Outcome> {
  return on.kubectl(['apply', '-f', '-', ...more], manifest);
}

test('apply creates, leaves alone what is unchanged, and changes what is not', async () => {
  expect(await applied(WEB)).toEqual({
    code: 0,
    stdout: 'deployment.apps/web created\nservice/web created\n',
    stderr: '',
  });
  expect((await applied(WEB)).stdout).toBe('deployment.apps/web unchanged\nservice/web unchanged\n');
  expect((await applied(WEB.replace('replicas: 2', 'replicas: 3'))).stdout).toBe(
    'deployment.apps/web configured\nservice/web unchanged\n',
  );
  await succeeds('rollout', 'status', 'deployment/web', '--timeout=10s');
  expect(await succeeds('get', 'deployment', 'web')).toMatch(
    /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +3\/3 +3 +3 +\d+s\n$/,
  );
});

test('get prints tables, wide tables, names, jsonpath, yaml and json', async () => {
  expect(await succeeds('get', 'nodes', '-o', 'name')).toBe('node/node1\nnode/node2\nnode/node3\nnode/node4\n');
  expect(await succeeds('get', 'svc', 'web', '-o', 'jsonpath={.spec.ports[0].nodePort} {.spec.type}')).toBe(
    '30080 NodePort',
  );
  expect(await succeeds('get', 'pods', '-l', 'app=web', '-o', 'wide')).toMatch(
    /^NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES\n(web-[a-z0-9]+-[a-z0-9]{5} +1\/1 +Running +0 +\d+s +192\.168\.\d\.\d+ +node\d +<none> +<none>\n){3}$/,
  );
  expect(await succeeds('get', 'svc', 'web', '-o', 'yaml')).toContain(
    '\n  ports:\n  - nodePort: 30080\n    port: 80\n    protocol: TCP\n    targetPort: 8080\n',
  );
  expect(JSON.parse(await succeeds('get', 'svc', 'web', '-o', 'json'))).toMatchObject({
    kind: 'Service',
    spec: { sessionAffinity: 'None' },
  });
});

test('describe tells endpoints, events and conditions', async () => {
  const service = await succeeds('describe', 'service', 'web');
  expect(service).toMatch(/NodePort: +<unset> +30080\/TCP\nEndpoints: +(192\.168\.\d\.\d+:8080,?){3}\n/);
  const [pod] = (await succeeds('get', 'pods', '-l', 'app=web', '-o', 'name')).split('\n');
  const described = await succeeds('describe', String(pod));
  for (const reason of ['Scheduled', 'Pulled', 'Created', 'Started'])
    expect(described).toMatch(new RegExp(`Normal +${reason} `));
});

test('logs and exec reach the container', async () => {
  const logs = await on.kubectl(['logs', 'deploy/web']);
  expect(logs.stdout).toContain('blue listens on port 8080\n');
  expect(logs.stderr).toMatch(/^Found 3 pods, using pod\/web-/);
  expect((await on.kubectl(['exec', 'deploy/web', '--', 'echo', 'hello'])).stdout).toBe('hello\n');
  const failed = await on.kubectl(['exec', 'deploy/web', '--', 'sh', '-c', 'exit 3']);
  expect(failed.code).toBe(3);
  expect(failed.stderr).toContain('command terminated with exit code 3');
});

test('typed clients’ protobuf bodies are understood', async () => {
  expect(await succeeds('create', 'deployment', 'pause', '--image=registry.k8s.io/pause:3.10', '--replicas=0')).toBe(
    'deployment.apps/pause created\n',
  );
  expect(
    await succeeds(
      'get',
      'deployment',
      'pause',
      '-o',
      'jsonpath={.spec.replicas} {.spec.template.spec.containers[0].image}',
    ),
  ).toBe('0 registry.k8s.io/pause:3.10');
  expect(await succeeds('create', 'configmap', 'settings', '--from-literal=a=1')).toBe('configmap/settings created\n');
  expect(await succeeds('create', 'namespace', 'other')).toBe('namespace/other created\n');
});

test('scale, label, patch, annotate, wait', async () => {
  expect(await succeeds('scale', 'deployment', 'web', '--replicas=1')).toBe('deployment.apps/web scaled\n');
  expect(await succeeds('label', 'deployment', 'web', 'tier=front')).toBe('deployment.apps/web labeled\n');
  expect(await succeeds('patch', 'svc', 'web', '-p', '{"spec":{"externalTrafficPolicy":"Local"}}')).toBe(
    'service/web patched\n',
  );
  expect(
    await succeeds(
      'patch',
      'deploy',
      'web',
      '--type=json',
      '-p',
      '[{"op":"replace","path":"/spec/replicas","value":2}]',
    ),
  ).toBe('deployment.apps/web patched\n');
  expect(await succeeds('wait', '--for=condition=Available', 'deployment/web', '--timeout=10s')).toBe(
    'deployment.apps/web condition met\n',
  );
  expect(await succeeds('get', 'svc', 'web', '-o', 'jsonpath={.spec.externalTrafficPolicy}')).toBe('Local');
});

test('a manifest that is wrong gets kubectl’s own error and changes nothing', async () => {
  const before = await succeeds('get', 'deployment', 'web', '-o', 'jsonpath={.metadata.resourceVersion}{.spec}');
  const unknown = await applied(WEB.replace('replicas: 2', 'replcas: 2'));
  expect(unknown.stderr).toContain('strict decoding error: unknown field "spec.replcas"');
  const wrongPatch = await applied(WEB.replace('replicas: 2', 'replicas: two'));
  expect(wrongPatch.stderr).toMatch(/^The request is invalid: patch: Invalid value: .*: unrecognized type: int32\n$/);
  const wrongType = await applied(WEB.replaceAll('name: web}', 'name: new}').replace('replicas: 2', 'replicas: two'));
  expect(wrongType.stderr).toMatch(
    /cannot unmarshal string into Go struct field DeploymentSpec\.spec\.replicas of type int32/,
  );
  const notYaml = await applied('a: b: c\n');
  expect(notYaml.stderr).toMatch(
    /^error: error parsing STDIN: error converting YAML to JSON: yaml: .*mapping values are not allowed/,
  );
  const invalid = await applied(WEB.split('---\n')[1]!.replace('nodePort: 30080', 'nodePort: 80'));
  expect(invalid.stderr).toContain(
    'The Service "web" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
  );
  for (const outcome of [unknown, wrongPatch, wrongType, notYaml, invalid]) expect(outcome.code).toBe(1);
  expect(await succeeds('get', 'deployment', 'web', '-o', 'jsonpath={.metadata.resourceVersion}{.spec}')).toBe(before);
});

test('what is not there is not found, in the server’s words', async () => {
  expect(await on.kubectl(['get', 'pod', 'nope'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'Error from server (NotFound): pods "nope" not found\n',
  });
  expect((await on.kubectl(['get', 'nopes'])).stderr).toBe('error: the server doesn\'t have a resource type "nopes"\n');
  expect((await on.kubectl(['get', 'pods', '--token=wrong'])).stderr).toContain('Unauthorized');
});

test('get -w prints rows as they change', async () => {
  const printed = await on.kubectlUntil(['get', 'deployment', 'web', '-w'], /3\/3/, () => {
    void on.kubectl(['scale', 'deployment', 'web', '--replicas=3']);
  });
  expect(printed).toMatch(/^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +2\/2 .*\n(web .*\n)*web +3\/3 +3 +3 /);
});

test('exec -i gives the program what one types', async () => {
  expect(await on.kubectl(['exec', '-i', 'deploy/web', '--', 'cat'], 'down the hole\n')).toEqual({
    code: 0,
    stdout: 'down the hole\n',
    stderr: '',
  });
});

test('logs -f goes on with what comes', async () => {
  const [pod] = (await succeeds('get', 'pods', '-l', 'app=web', '-o', 'name')).split('\n');
  const ip = await succeeds('get', String(pod), '-o', 'jsonpath={.status.podIP}');
  const printed = await on.kubectlUntil(['logs', '-f', String(pod)], /GET \/followed/, () => {
    void on.kubectl(['exec', String(pod), '--', 'sh', '-c', `curl -s http://${ip}:8080/followed`]);
  });
  expect(printed).toContain('blue listens on port 8080\n');
});

test('rollout undo brings the template before back', async () => {
  await succeeds('set', 'env', 'deployment/web', 'MOOD=changed');
  await succeeds('rollout', 'status', 'deployment/web', '--timeout=20s');
  expect(await succeeds('rollout', 'undo', 'deployment/web')).toBe('deployment.apps/web rolled back\n');
  await succeeds('rollout', 'status', 'deployment/web', '--timeout=20s');
  expect(await succeeds('get', 'deploy', 'web', '-o', 'jsonpath={.spec.template.spec.containers[0].env}')).toBe('');
});

test('apply --server-side keeps managers apart', async () => {
  const mine = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shared}\ndata: {a: "1"}\n';
  const theirs = mine.replace('"1"', '"2"');
  expect((await applied(mine, '--server-side', '--field-manager=me')).stdout).toBe(
    'configmap/shared serverside-applied\n',
  );
  const refused = await applied(theirs, '--server-side', '--field-manager=other');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('Apply failed with 1 conflict: conflict with "me": .data.a');
  expect((await applied(theirs, '--server-side', '--field-manager=other', '--force-conflicts')).code).toBe(0);
  expect(await succeeds('get', 'cm', 'shared', '-o', 'jsonpath={.data.a}')).toBe('2');
});

test('port-forward reaches the pod', async () => {
  let status = 0;
  await on.kubectlUntil(['port-forward', 'deploy/web', ':8080'], /Handling connection/, (printed) => {
    const port = /127\.0\.0\.1:(\d+) -> 8080/.exec(printed)?.[1];
    return fetch(`http://127.0.0.1:${port}/`).then((response) => {
      status = response.status;
    });
  });
  expect(status).toBe(200);
});

test('delete waits until the object has gone, and its pods go with it', async () => {
  expect(await succeeds('delete', 'deployment,service', 'web')).toBe(
    'deployment.apps "web" deleted from default namespace\nservice "web" deleted from default namespace\n',
  );
  expect(await succeeds('wait', '--for=delete', 'pod', '-l', 'app=web', '--timeout=40s')).toMatch(
    /^(pod\/web-\S+ condition met\n)*$/,
  );
  expect((await on.kubectl(['get', 'pods', '-l', 'app=web'])).stderr).toBe(
    'No resources found in default namespace.\n',
  );
  expect(await succeeds('delete', 'namespace', 'other')).toBe('namespace "other" deleted\n');
});
