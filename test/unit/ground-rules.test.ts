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

test('a tunnel takes no MTU that does not fit into its device; a smaller one it takes', async () => {
  expect(await traffic.shell('ssh node1 sudo ip link set flannel.1 mtu 1500')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'RTNETLINK answers: Invalid argument\n',
  });
  await traffic.run('ssh node1 sudo ip link set flannel.1 mtu 1400');
  expect(await traffic.run('ssh node1 ip link show flannel.1')).toContain('mtu 1400');
});
