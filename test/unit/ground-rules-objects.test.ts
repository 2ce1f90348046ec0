import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTrafficCluster, type TrafficCluster, webManifests } from '../helpers/traffic-cluster.ts';

// What many labs lean on about objects and nodes, as seen on a real cluster of the same layout.

let traffic: TrafficCluster;

beforeAll(async () => {
  traffic = await startTrafficCluster([]);
  await traffic.run(webManifests({ replicas: 4, placement: '' }));
});

afterAll(() => traffic.close());

test('endpoints are deprecated and list who is ready; slices list everybody', async () => {
  const { stderr } = await traffic.shell('kubectl get endpoints web');
  expect(stderr).toBe('Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n');
  await traffic.shell(`kubectl run late --image=nginx:1.27 --labels=app=web --overrides \
    '{"spec":{"containers":[{"name":"late","image":"nginx:1.27","readinessProbe":{"httpGet":{"path":"/no","port":80}}}]}}'; sleep 5`);
  const address = (await traffic.shell("kubectl get pod late -o jsonpath='{.status.podIP}'")).stdout.trim();
  const lists = async (command: string) => (await traffic.shell(command)).stdout.includes(address);
  expect(await lists('kubectl get endpointslices -l kubernetes.io/service-name=web -o yaml')).toBe(true);
  expect(await lists("kubectl get endpoints web -o jsonpath='{.subsets[*].addresses[*].ip}'")).toBe(false);
  expect(await lists('kubectl describe svc web')).toBe(false);
  await traffic.run('kubectl delete pod late');
});

test('a patch adds a key to a selector', async () => {
  const selector = "kubectl get svc web -o jsonpath='{.spec.selector}'";
  await traffic.run(`kubectl patch svc web -p '{"spec":{"selector":{"a":"b"}}}'`);
  expect(await traffic.run(selector)).toBe('{"a":"b","app":"web"}');
  await traffic.run(`kubectl patch svc web -p '{"spec":{"selector":{"a":null}}}'`);
  expect(await traffic.run(selector)).toBe('{"app":"web"}');
});

test('an unescaped dot in a jsonpath prints nothing and is no error', async () => {
  await traffic.run('kubectl annotate svc web example.com/name=x');
  const get = (path: string) => traffic.shell(`kubectl get svc web -o jsonpath='{.metadata.annotations.${path}}'`);
  expect(await get('example.com/name')).toEqual({ code: 0, stdout: '', stderr: '' });
  expect((await get('example\\.com/name')).stdout).toBe('x');
});

test('the health check node port is freed by Cluster and another one by Local', async () => {
  const policy = async (value: string) => {
    await traffic.run(`kubectl patch svc web -p '{"spec":{"type":"LoadBalancer","externalTrafficPolicy":"${value}"}}'`);
    return (await traffic.run("kubectl get svc web -o jsonpath='{.spec.healthCheckNodePort}'")).trim();
  };
  const first = await policy('Local');
  expect(first).toMatch(/^3\d{4}$/);
  expect(await policy('Cluster')).toBe('');
  const second = await policy('Local');
  expect(second).toMatch(/^3\d{4}$/);
  expect(second).not.toBe(first);
  await policy('Cluster');
});

test('a container called n in a flow mapping is a boolean', async () => {
  const { code, stderr } = await traffic.shell(`kubectl apply -f - <<'END'
apiVersion: v1
kind: Pod
metadata: {name: short}
spec: {containers: [{name: n, image: "nginx:1.27"}]}
END`);
  expect(code).toBe(1);
  expect(stderr).toContain('cannot unmarshal bool into Go struct field Container.spec.containers.name of type string');
});

test('one node that is NotReady takes its endpoints along; all of them, every endpoint', async () => {
  const ready = `kubectl get endpointslices -l kubernetes.io/service-name=web \
    -o jsonpath='{range .items[*].endpoints[?(@.conditions.ready==true)]}{.nodeName}{"\\n"}{end}' | sort -u | tr '\\n' ' '`;
  const before = (await traffic.run(ready)).trim().split(' ');
  expect(before.length).toBeGreaterThan(1);
  const stopped = before[0] === 'node1' ? before[1] : before[0];
  await traffic.shell(`ssh ${stopped} sudo systemctl stop kubelet`);
  for (let times = 0; times < 3; times++) await traffic.shell('sleep 25');
  expect((await traffic.shell(ready)).stdout.trim().split(' ')).toEqual(before.filter((node) => node !== stopped));
  await traffic.shell('for node in node1 node2 node3 node4; do ssh $node sudo systemctl stop kubelet; done');
  for (let times = 0; times < 4; times++) await traffic.shell('sleep 25');
  expect((await traffic.shell(ready)).stdout.trim()).toBe('');
  expect((await traffic.shell('curl -s -m 3 http://10.100.1.10:30080/')).code).toBe(7);
});
