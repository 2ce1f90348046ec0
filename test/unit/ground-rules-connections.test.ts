import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTrafficCluster, type TrafficCluster, webManifests } from '../helpers/traffic-cluster.ts';

// Whom a pod sees, who answers again, and what an open connection does, as seen on a real cluster of the same layout.

let traffic: TrafficCluster;

beforeAll(async () => {
  traffic = await startTrafficCluster([]);
  // One pod, on node2, that says who asks it; and pods to ask from.
  await traffic.run(`cat > echo.yaml <<'END'
apiVersion: v1
kind: Pod
metadata: {name: echo, labels: {app: echo}}
spec:
  nodeName: node2
  containers:
  - {name: echo, image: "registry.k8s.io/e2e-test-images/agnhost:2.53", args: [netexec, --http-port=8080]}
---
apiVersion: v1
kind: Service
metadata: {name: echo}
spec: {type: NodePort, selector: {app: echo}, ports: [{port: 80, targetPort: 8080, nodePort: 30081}]}
END
kubectl apply -f echo.yaml
for n in 1 2; do
  kubectl run on$n --image=nicolaka/netshoot --overrides='{"spec":{"nodeName":"node'$n'"}}' -- sleep infinity
done`);
  await traffic.run(webManifests({ replicas: 3 }));
});

afterAll(() => traffic.close());

async function seen(command: string): Promise<string> {
  const { code, stdout } = await traffic.shell(command);
  return code === 0 ? stdout.trim().replace(/:\d+$/, '') : `exit ${code}`;
}
const ask = (url: string) => `curl -s -m 3 http://${url}/clientip`;
const fromPod = (pod: string, url: string) => seen(`kubectl exec ${pod} -- ${ask(url)}`);
const addressOf = (pod: string) => seen(`kubectl get pod ${pod} -o jsonpath='{.status.podIP}'`);
const policy = (value: string) =>
  traffic.run(`kubectl patch svc echo -p '{"spec":{"externalTrafficPolicy":"${value}"}}'`);

test('through a ClusterIP the pod sees the caller, on whatever node; itself it sees as its bridge', async () => {
  for (const pod of ['on1', 'on2']) expect(await fromPod(pod, 'echo')).toBe(await addressOf(pod));
  // Not by the name, which is its own in /etc/hosts.
  expect(await fromPod('echo', 'echo.default.svc.cluster.local')).toBe('192.168.2.1');
});

test('a node itself is seen by the address its route to the pod has', async () => {
  const clusterIp = await seen("kubectl get svc echo -o jsonpath='{.spec.clusterIP}'");
  expect(await seen(`ssh node1 ${ask(clusterIp)}`)).toBe('192.168.1.0');
});

test('through a NodePort under Cluster it sees the entry node: .1 where the pod is, .0 elsewhere', async () => {
  expect(await seen(ask('10.100.1.11:30081'))).toBe('192.168.2.1');
  expect(await seen(ask('10.100.1.10:30081'))).toBe('192.168.1.0');
});

test('under Local it sees the client; a node and its pods get through where nobody from outside does', async () => {
  await policy('Local');
  expect(await seen(ask('10.100.1.11:30081'))).toBe('203.0.113.10');
  expect(await seen(ask('10.100.1.10:30081'))).toBe('exit 28');
  expect(await seen(`ssh node1 ${ask('10.100.1.10:30081')}`)).toBe('192.168.1.0');
  expect(await seen(`ssh node1 ${ask('127.0.0.1:30081')}`)).toBe('192.168.1.0');
  expect(await fromPod('on1', '10.100.1.10:30081')).toBe(await addressOf('on1'));
  await policy('Cluster');
});

test('an open connection stays with a pod that has left the Service; new ones go elsewhere', async () => {
  const clusterIp = await seen("kubectl get svc web -o jsonpath='{.spec.clusterIP}'");
  const request = `printf 'GET / HTTP/1.1\\r\\nHost: web\\r\\n\\r\\n'`;
  const asking = traffic.shell(
    `kubectl exec on1 -- bash -c "{ ${request.replaceAll('\\', '\\\\')}; sleep 6; ${request.replaceAll('\\', '\\\\')}; sleep 1; } | nc ${clusterIp} 80"`,
  );
  await traffic.shell(
    'sleep 2; kubectl label pods -l app=web app-; kubectl scale deployment web --replicas=0; sleep 1',
  );
  expect(await fromPod('on1', 'web')).toBe('exit 7');
  const { stdout } = await asking;
  expect(stdout.match(/^HTTP\/1\.1 200 OK/gm)).toHaveLength(2);
  await traffic.run('kubectl scale deployment web --replicas=3; kubectl rollout status deployment web');
});

test('affinity is each node’s own: one client may meet another pod through another node', async () => {
  await traffic.run(`kubectl patch svc web -p '{"spec":{"sessionAffinity":"ClientIP"}}'`);
  const met = new Set<string>();
  for (const address of ['10.100.1.10', '10.100.1.11', '10.100.1.12', '10.100.1.13']) {
    const answers = await traffic.run(
      `for i in {1..8}; do hops http://${address}:30080/ | grep -o 'web-[a-z0-9]*-[a-z0-9]*' | tail -1; done | sort -u`,
    );
    expect(answers.trim().split('\n')).toHaveLength(1);
    met.add(answers.trim());
  }
  expect(met.size).toBeGreaterThan(1);
});
