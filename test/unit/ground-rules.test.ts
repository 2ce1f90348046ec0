import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTrafficCluster, type TrafficCluster, webManifests } from '../helpers/traffic-cluster.ts';

// What many labs lean on, as seen on a real cluster of the same layout.

let traffic: TrafficCluster;

beforeAll(async () => {
  traffic = await startTrafficCluster();
  await traffic.run(webManifests({ replicas: 1, placement: 'nodeName: node2' }));
  await traffic.run(`kubectl create service nodeport nobody --tcp=80 --node-port=30090
kubectl create service nodeport wrong --tcp=80:81 --node-port=30091 && kubectl set selector svc wrong app=web
kubectl create service nodeport near --tcp=80:8080 --node-port=30092 && kubectl set selector svc near app=web
kubectl patch svc near -p '{"spec":{"externalTrafficPolicy":"Local"}}'`);
});

afterAll(() => traffic.close());

const TIMES = "-s -o /dev/null -w '%{errormsg}\\n'";

test('no endpoints and a wrong targetPort: refused at once; -v says so', async () => {
  for (const port of [30090, 30091]) {
    const { code, stderr } = await traffic.shell(`curl -v -m 3 http://10.100.1.10:${port}/`);
    expect([code, stderr.includes('failed: Connection refused')]).toEqual([7, true]);
  }
});

test('refused and unreachable have the same first line of curl; exit code, time and -v tell', async () => {
  const refused = await traffic.shell('curl http://10.100.1.10:31234/ 2>&1 | tail -1');
  expect(refused.stdout).toMatch(
    /^curl: \(7\) Failed to connect to 10\.100\.1\.10 port 31234 after \d ms: Couldn't connect to server$/m,
  );
  const unreachable = await traffic.shell('ssh node1 curl http://192.168.2.201/ 2>&1 | tail -1');
  expect(unreachable.stdout).toMatch(
    /^curl: \(7\) Failed to connect to 192\.168\.2\.201 port 80 after 30\d\d ms: Couldn't connect to server$/m,
  );
});

test('a rejected connection: six at once, then one a second; and nothing is remembered', async () => {
  await traffic.shell('sleep 10');
  const { stdout } = await traffic.shell(
    "for i in {1..9}; do curl -s -m 3 -w '%{time_total}\\n' http://10.100.1.11:30090/; done",
  );
  const seconds = stdout.trim().split('\n').map(Number);
  expect(seconds.map((time) => Math.round(time))).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1]);
  expect(await traffic.run('ssh node2 sudo conntrack -L -p tcp --orig-port-dst 30090 2>/dev/null')).toBe('');
});

test('a ClusterIP: no ping, no other port, no unallocated neighbour; the route ends at the node’s bridge', async () => {
  await traffic.run('kubectl create service clusterip alone --tcp=80:8080 && kubectl set selector svc alone app=web');
  await traffic.run(
    `kubectl run inside --image=nicolaka/netshoot --overrides='{"spec":{"nodeName":"node1"}}' -- sleep infinity`,
  );
  const address = (await traffic.run("kubectl get svc alone -o jsonpath='{.spec.clusterIP}'")).trim();
  const inside = (command: string) => traffic.shell(`kubectl exec inside -- ${command}`);
  expect((await inside(`curl -s -o /dev/null -m 3 http://${address}/`)).code).toBe(0);
  expect((await inside(`ping -c 2 -W 1 ${address}`)).stdout).toContain('100% packet loss');
  for (const url of [`http://${address}:81/`, 'http://10.111.222.33/']) {
    expect((await inside(`curl -s -m 3 ${url}`)).code).toBe(28);
  }
  const route = (await inside(`traceroute -n -m 4 -q 1 -w 1 ${address}`)).stdout.split('\n').slice(1);
  expect(route[0]).toMatch(/^ 1 {2}192\.168\.1\.1 /);
  expect(route.slice(1, 4).join('')).not.toContain('192.168.');
});

test('Local without a local endpoint: a time-out, and no entry of connection tracking is left', async () => {
  const { code } = await traffic.shell(`curl ${TIMES} -m 3 http://10.100.1.10:30092/`);
  const tracked = await traffic.run('ssh node1 sudo conntrack -L -p tcp --orig-port-dst 30092 2>/dev/null');
  expect([code, tracked]).toEqual([28, '']);
  expect((await traffic.shell(`curl ${TIMES} -m 3 http://10.100.1.11:30092/`)).code).toBe(0);
});

test('from the node itself Local works without an endpoint there, by 127.0.0.1, too', async () => {
  for (const address of ['10.100.1.10', '127.0.0.1']) {
    const { code } = await traffic.shell(`ssh node1 curl -s -o /dev/null -m 3 http://${address}:30092/`);
    expect(code).toBe(0);
  }
});

test('a pod address that nobody has: no route to host after three ARP questions, SYN_SENT [UNREPLIED] stays', async () => {
  const { code, stdout, stderr } = await traffic.shell(`ssh node1 curl -v -m 5 http://192.168.2.200:8080/`);
  expect([code, `${stdout}${stderr}`.includes('No route to host')]).toEqual([7, true]);
  const tracked = await traffic.run('ssh node1 sudo conntrack -L -d 192.168.2.200 2>/dev/null');
  expect(tracked).toMatch(/SYN_SENT .*\[UNREPLIED\]/);
  // It takes three seconds to know: with less patience it looks like a time-out.
  expect((await traffic.shell('ssh node1 curl -s -m 2 http://192.168.2.202/')).code).toBe(28);
  expect((await traffic.shell('ssh node2 curl -s -m 5 http://192.168.2.203/')).code).toBe(7);
});

test('kube-proxy does not listen on a NodePort', async () => {
  expect(await traffic.run('ssh node1 ss -ltn')).not.toContain('30080');
});

test('nat counts connections: three requests on one are one packet', async () => {
  await traffic.run('ssh node1 sudo iptables -t nat -Z');
  await traffic.run('curl -s http://10.100.1.10:30080/ http://10.100.1.10:30080/ http://10.100.1.10:30080/');
  const rules = await traffic.run('ssh node1 sudo iptables-save -c -t nat');
  expect(rules).toMatch(/^\[1:60\] -A KUBE-NODEPORTS .*--dport 30080 -j KUBE-EXT-/m);
});

test('a rule deleted by hand stays deleted', async () => {
  const rule = (await traffic.run('ssh node1 sudo iptables-save -t nat'))
    .split('\n')
    .find((line) => line.includes('--dport 30080'));
  await traffic.run(`ssh node1 "sudo iptables -t nat ${rule?.replace(/^-A/, '-D').replaceAll('"', '\\"')}"`);
  // Longer than kube-proxy's sync period of 30 s.
  for (let times = 0; times < 16; times++) await traffic.run('sleep 2.5');
  expect((await traffic.shell('curl -s -o /dev/null -m 3 http://10.100.1.10:30080/')).code).toBe(7);
  expect(await traffic.run('ssh node1 sudo iptables-save -t nat')).not.toContain('--dport 30080');
});

test('a translation deleted by hand comes back when the endpoints change', async () => {
  const rules = () => traffic.run('ssh node3 sudo iptables-save -t nat');
  const rule = (await rules()).split('\n').find((line) => /default\/near.*--to-destination/.test(line));
  const [chain] = /KUBE-SEP-\w+/.exec(rule ?? '') ?? [];
  await traffic.run(`ssh node3 sudo iptables -t nat -F ${chain}`);
  await traffic.shell('sleep 25');
  expect(await rules()).not.toMatch(new RegExp(`-A ${chain} .*--to-destination`));
  await traffic.run('kubectl scale deployment web --replicas=2');
  await traffic.shell('sleep 5');
  expect((await rules()).split('\n').filter((line) => /default\/near.*--to-destination/.test(line))).toHaveLength(2);
  await traffic.run('kubectl scale deployment web --replicas=1');
});

test('a tunnel takes no MTU that does not fit into its device; a smaller one it takes', async () => {
  expect(await traffic.shell('ssh node1 sudo ip link set flannel.1 mtu 1500')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'RTNETLINK answers: Invalid argument\n',
  });
  await traffic.run('ssh node1 sudo ip link set flannel.1 mtu 1400');
  expect(await traffic.run('ssh node1 ip link show flannel.1')).toContain('mtu 1400');
});
