import { afterEach, expect, test } from 'vitest';
import type { Trace } from '../../cluster/trace/trace.ts';
import { ingressNginx, startTrafficCluster, type TrafficCluster, webManifests } from '../helpers/traffic-cluster.ts';

let traffic: TrafficCluster;
afterEach(() => traffic.close());

async function start(): Promise<void> {
  traffic = await startTrafficCluster();
}

/** Cause, place, and the field that would mend it. */
function why({ why: reason }: Trace): string {
  if (!reason) return 'no reason';
  const { cause, at, mend } = reason;
  return `${cause} at ${at}: ${mend ? `${mend.object} ${mend.field} = ${mend.value}` : '-'}`;
}

const NODE_PORT = 'http://10.100.1.10:30080/';

test('nothing is said of what works, nor of an application that answers 404 itself', async () => {
  await start();
  await traffic.run(webManifests());
  expect((await traffic.trace(NODE_PORT)).why).toBeNull();
});

test('a selector that finds no pod', async () => {
  await start();
  await traffic.run(webManifests({ selector: 'app: webb' }));
  const trace = await traffic.trace(NODE_PORT);
  expect(why(trace)).toBe('no-endpoints at node/node1: Service default/web spec.selector = app=webb');
  expect(trace.why?.text).toBe(
    'Service default/web selects app=webb, and no pod of namespace default has these labels; pods there have app=web.',
  );
  expect(trace.why?.decided).toContain('default/web has no endpoints');
});

test('a Deployment scaled to 0', async () => {
  await start();
  await traffic.run(webManifests({ replicas: 0 }));
  expect(why(await traffic.trace(NODE_PORT))).toBe(
    'no-endpoints at node/node1: Deployment default/web spec.replicas = 0',
  );
});

test('a readiness probe that asks the wrong port, or a path that answers 404', async () => {
  await start();
  const wrongPort = webManifests({ probe: 'readinessProbe: {httpGet: {path: /healthz, port: 81}}' });
  await traffic.shell(wrongPort);
  await traffic.shell('sleep 15');
  const field = 'Deployment default/web spec.template.spec.containers[0].readinessProbe.httpGet';
  expect(why(await traffic.trace(NODE_PORT))).toBe(`no-endpoints at node/node1: ${field}.port = 81`);
  const wrongPath = webManifests({ probe: 'readinessProbe: {httpGet: {path: /healthzz, port: 80}}' })
    .replace('ghcr.io/rabbithole-labs/colour:1.0', 'nginx:1.27')
    .replace('args: [--colour, blue, --port, "8080"]', '');
  await traffic.shell(`kubectl delete deployment web\n${wrongPath}`);
  await traffic.shell('sleep 15');
  expect(why(await traffic.trace(NODE_PORT))).toBe(`no-endpoints at node/node1: ${field}.path = /healthzz`);
});

test('a named targetPort that no pod has', async () => {
  await start();
  await traffic.run(webManifests({ ports: 'ports: [{port: 80, targetPort: web, nodePort: 30080}]' }));
  expect(why(await traffic.trace(NODE_PORT))).toBe(
    'no-endpoints at node/node1: Service default/web spec.ports[0].targetPort = web',
  );
});

test("a wrong targetPort is the pod's own refusal", async () => {
  await start();
  await traffic.run(webManifests({ replicas: 1, ports: 'ports: [{port: 80, targetPort: 80, nodePort: 30080}]' }));
  const trace = await traffic.trace(NODE_PORT);
  expect(why(trace)).toMatch(
    /^wrong-target-port at pod\/default\/web-\S+: Service default\/web spec.ports\[0\].targetPort = 80$/,
  );
  expect(trace.why?.text).toMatch(/^Nothing in pod web-\S+ listens on port 80; it listens on 8080\.$/);
});

test('policy Local on a node without a pod', async () => {
  await start();
  await traffic.run(
    webManifests({
      replicas: 1,
      service: 'type: NodePort\n  externalTrafficPolicy: Local',
      placement: 'nodeName: node2',
    }),
  );
  const trace = await traffic.trace(NODE_PORT);
  expect(why(trace)).toBe('no-local-endpoint at node/node1: Service default/web spec.externalTrafficPolicy = Local');
  expect(trace.why?.text).toBe(
    'node1 runs no ready pod of Service default/web (node2 does), and its policy Local forbids sending to another node.',
  );
});

test('a NetworkPolicy that allows nothing', async () => {
  await start();
  await traffic.run(
    `${webManifests({ replicas: 1, placement: 'nodeName: node2' })}
kubectl apply -f - <<'END'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny}
spec: {podSelector: {}, policyTypes: [Ingress]}
END`,
  );
  const trace = await traffic.trace(NODE_PORT);
  expect(why(trace)).toMatch(
    /^network-policy at pod\/default\/web-\S+: NetworkPolicy default\/deny spec.ingress = from 192.168.1.0 to port 8080$/,
  );
});

test('rules that nobody writes any more lead to a pod that is gone', async () => {
  await start();
  await traffic.run(webManifests({ replicas: 1, placement: 'nodeName: node3' }));
  await traffic.run(
    `kubectl -n kube-system patch daemonset kube-proxy --type merge -p '{"spec":{"template":{"spec":{"nodeSelector":{"kube-proxy":"no"}}}}}'`,
  );
  await traffic.run('kubectl rollout restart deployment web; kubectl rollout status deployment web');
  const trace = await traffic.trace(NODE_PORT);
  expect(why(trace)).toBe(
    'stale-rules at node/node1: DaemonSet kube-system/kube-proxy spec.template.spec = no Ready pod on node1',
  );
});

test('a load balancer without targets, and one whose targets are unhealthy because of the policy', async () => {
  await start();
  traffic.cluster.cloud.createLoadBalancer({ name: 'lb', address: '34.123.45.67', port: 80 });
  expect(why(await traffic.trace('http://34.123.45.67/'))).toBe('no-targets at lb/lb: LoadBalancer lb targets = none');
  await traffic.run(
    webManifests({
      replicas: 1,
      service: 'type: NodePort\n  externalTrafficPolicy: Local',
      placement: 'nodeName: node2',
    }),
  );
  await traffic.run('lb target add lb node3:30080');
  await traffic.shell('sleep 40');
  const trace = await traffic.trace('http://34.123.45.67/');
  expect(why(trace)).toBe('unhealthy-members at lb/lb: Service default/web spec.externalTrafficPolicy = Local');
});

test('a rule that somebody wrote by hand', async () => {
  await start();
  await traffic.run(webManifests());
  await traffic.run('ssh node1 iptables -t raw -I PREROUTING -p tcp --dport 30080 -j DROP');
  expect(why(await traffic.trace(NODE_PORT))).toBe(
    'foreign-rule at node/node1: Node node1 iptables = -A PREROUTING -p tcp -m tcp --dport 30080 -j DROP',
  );
});

test('the tunnel between two nodes is shut', async () => {
  await start();
  await traffic.run(webManifests({ replicas: 1, placement: 'nodeName: node2' }));
  await traffic.run('ssh node2 iptables -I INPUT -p udp --dport 8472 -j DROP');
  const trace = await traffic.trace(NODE_PORT);
  const rule = '-A INPUT -p udp -m udp --dport 8472 -j DROP';
  expect(trace.result).toMatchObject({ kind: 'timed-out', at: 'node/node2', rule });
  expect(why(trace)).toBe(`dead-tunnel at node/node2: Node node2 iptables = ${rule}`);
  expect(trace.why?.text).toContain('from node1 to node2');
  await traffic.run('ssh node2 iptables -D INPUT 1; ssh node1 iptables -I OUTPUT -p udp --dport 8472 -j DROP');
  expect((await traffic.trace(NODE_PORT)).why).toMatchObject({ cause: 'dead-tunnel', at: 'node/node1' });
  await traffic.run('ssh node1 iptables -D OUTPUT 1; ssh node1 iptables -I INPUT -p udp --dport 8472 -j DROP');
  expect((await traffic.trace(NODE_PORT)).why).toMatchObject({
    cause: 'dead-tunnel',
    at: 'node/node1',
    text: expect.stringContaining('lost the answer from node2 to node1'),
  });
});

test("behind a load balancer and an edge, a wrong targetPort is still the pod's", async () => {
  await start();
  await traffic.run(webManifests({ ports: 'ports: [{port: 80, targetPort: 81, nodePort: 30080}]' }));
  traffic.cluster.cloud.createLoadBalancer({ name: 'lb', address: '34.123.45.67', port: 80 });
  await traffic.run('lb set lb health-check=off; lb target add lb node3:30080');
  expect((await traffic.trace('http://34.123.45.67/')).why?.cause).toBe('wrong-target-port');
});

test('a ClusterIP from outside', async () => {
  await start();
  await traffic.run(webManifests());
  const address = (await traffic.run("kubectl get service web -o jsonpath='{.spec.clusterIP}'")).trim();
  expect(why(await traffic.trace(`http://${address}/`))).toMatch(
    /^cluster-address-outside at .*: Service default\/web spec.type = NodePort$/,
  );
});

test('an address that nobody has', async () => {
  await start();
  const trace = await traffic.trace('http://10.100.1.77/');
  expect(trace.why?.cause).toBe('nobody-has-address');
});

const INGRESS = (backend: string, ingressClass = 'nginx') => `kubectl apply -f - <<'END'
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  ingressClassName: ${ingressClass}
  rules:
  - host: web.example
    http: {paths: [{path: /, pathType: Prefix, backend: {service: ${backend}}}]}
END`;

test('behind an ingress: no class, no Service, no port, no endpoint', async () => {
  await start();
  await traffic.run(webManifests({ selector: 'app: webb' }));
  await traffic.run(ingressNginx());
  traffic.cluster.cloud.publishName('web.example', '10.100.1.10');
  const reason = async () => why(await traffic.trace('http://web.example:32000/'));
  const proxy = /pod\/ingress-nginx\/\S+:/;
  expect((await reason()).replace(proxy, 'proxy:')).toBe('no-route at proxy: -');
  await traffic.run(INGRESS('{name: web, port: {number: 80}}', 'ngnix'));
  expect((await reason()).replace(proxy, 'proxy:')).toBe(
    'ingress-class at proxy: Ingress default/web spec.ingressClassName = ngnix',
  );
  await traffic.run(INGRESS('{name: wbe, port: {number: 80}}'));
  const field = 'Ingress default/web spec.rules[0].http.paths[0].backend.service';
  expect((await reason()).replace(proxy, 'proxy:')).toBe(`missing-service at proxy: ${field}.name = wbe`);
  await traffic.run(INGRESS('{name: web, port: {number: 81}}'));
  expect((await reason()).replace(proxy, 'proxy:')).toBe(`missing-port at proxy: ${field}.port = 81`);
  await traffic.run(INGRESS('{name: web, port: {number: 80}}'));
  expect((await reason()).replace(proxy, 'proxy:')).toBe(
    'no-endpoints at proxy: Service default/web spec.selector = app=webb',
  );
});

test('a source outside of the ranges that may use the address', async () => {
  await start();
  const service = 'type: LoadBalancer\n  externalIPs: [10.100.1.10]\n  loadBalancerSourceRanges: [198.51.100.0/24]';
  await traffic.run(webManifests({ service }));
  await traffic.run(
    `kubectl patch service web --subresource status --type merge -p '{"status":{"loadBalancer":{"ingress":[{"ip":"10.100.1.11"}]}}}'`,
  );
  expect(why(await traffic.trace('http://10.100.1.11/'))).toBe(
    'source-ranges at node/node2: Service default/web spec.loadBalancerSourceRanges = 198.51.100.0/24',
  );
});
