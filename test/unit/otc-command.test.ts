import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Cluster } from '../../cluster/cluster.ts';
import { createCluster } from '../../cluster/create-cluster.ts';
import { SeededRandom } from '../../cluster/machinery/random.ts';
import { VirtualClock } from '../../cluster/machinery/virtual-clock.ts';
import { runScript } from '../../server/drivers/embedded/run-script.ts';
import { createPrograms } from '../../shell/programs.ts';

let cluster: Cluster;
let clock: VirtualClock;
let stopClock: () => void;

const logger = {
  error: (details: object, message: string) => {
    throw new Error(`${message}: ${JSON.stringify(details)}`);
  },
};
const OPTIONS = {
  nodes: 2,
  token: 'token',
  pace: 'instant',
  addons: ['cloud=otc'],
  programs: createPrograms,
  logger,
} as const;

/** What the outside client prints, with ids by their first letters: standard output, standard error, exit code. */
async function client(script: string, on = cluster): Promise<string> {
  const { code, stdout, stderr } = await runScript(on.client, script);
  const text = `${stdout}${stderr}exit ${code}`;
  return text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID').replace(/ +/g, ' ');
}

const SERVICE = `kubectl apply -f - <<'EOF'
apiVersion: v1
kind: Service
metadata:
  name: hello
  annotations:
    kubernetes.io/elb.class: union
    kubernetes.io/elb.autocreate: '{"type":"public","name":"k8s-hello","bandwidth_name":"k8s-hello-bw","bandwidth_chargemode":"traffic","bandwidth_size":5,"bandwidth_sharetype":"PER","eip_type":"5_bgp"}'
spec: {type: LoadBalancer, selector: {app: hello}, ports: [{port: 80, nodePort: 30080}]}
EOF
`;

beforeAll(async () => {
  clock = new VirtualClock();
  stopClock = clock.runFreely();
  cluster = await createCluster({ ...OPTIONS, clock, random: new SeededRandom(7) });
  await cluster.settled();
  await client('kubectl create deployment hello --image nginx:1.27');
  await cluster.settled();
  await client(SERVICE);
  await cluster.settled();
});

afterAll(() => {
  cluster.close();
  stopClock();
});

it('lists and shows load balancers with their listeners, pools and members', async () => {
  const address = (await client("kubectl get svc hello -o jsonpath='{.status.loadBalancer.ingress[0].ip}'")).slice(
    0,
    -6,
  );
  expect(await client('otc elb list')).toBe(
    `ID NAME CLASS VIP EIP LISTENERS\nID k8s-hello union 10.100.0.200 ${address} 1\nexit 0`,
  );
  expect(await client('otc elb show k8s-hello')).toBe(`ID: ID
Name: k8s-hello
Class: union
Status: ACTIVE, ONLINE
VIP: 10.100.0.200
EIP: ${address}
Created: 2026-01-05T09:00:00

LISTENER PROTOCOL PORT POOL ALGORITHM MEMBERS
hello_TCP_80 TCP 80 pl_hello_TCP_80 ROUND_ROBIN 2 (2 online)

POOL MEMBER ADDRESS PORT WEIGHT STATUS REASON
pl_hello_TCP_80 node1 10.100.1.10 30080 1 ONLINE
pl_hello_TCP_80 node2 10.100.1.11 30080 1 ONLINE
exit 0`);
  expect(await client('otc eip list; otc bandwidth list; otc healthmonitor list')).toBe(
    `ID ADDRESS STATUS BOUND TO BANDWIDTH MBIT/S
ID ${address} ACTIVE ID k8s-hello-bw 5
ID NAME MBIT/S SHARE CHARGE ADDRESSES
ID k8s-hello-bw 5 PER traffic ${address}
ID TYPE DELAY TIMEOUT RETRIES PORT POOL
ID TCP 5 10 3 - ID
exit 0`,
  );
});

it('says why it will not do something, and how it is called', async () => {
  expect(await client('otc elb delete k8s-hello')).toBe(
    'otc: Load balancer ID has 1 listener. Delete them first, or delete it with --cascade.\nexit 1',
  );
  expect(await client('otc eip release nope')).toBe('otc: There is no EIP nope.\nexit 1');
  expect(await client('otc elb create')).toBe(
    'otc: --name is required\nUsage: otc elb create --name NAME [--dedicated] [--l4-flavor FLAVOR] [-o json]\n make one, without a listener\nexit 2',
  );
  expect((await client('otc elb list -o yaml')).split('\n')[0]).toBe('otc: the output is table or json, not "yaml"');
});

it('builds a load balancer by hand, which carries traffic, and takes it down again', async () => {
  const built = await client(`
otc elb create --name mine
otc listener create --elb mine --protocol TCP --port 8080 --name front
otc pool create --listener front --name back --algorithm SOURCE_IP
otc member add back --address 10.100.1.11 --port 30080 --name node2
otc healthmonitor create --pool back --delay 1 --timeout 2 --retries 1
otc eip create --bandwidth-name mine-bw
otc eip bind "$(otc eip list -o json | jq -r '.publicips[] | select(.bandwidth_name == "mine-bw") | .id')" mine > /dev/null
sleep 5
curl -s -o /dev/null -w '%{http_code}\\n' "http://$(otc eip list -o json | jq -r '.publicips[] | select(.bandwidth_name == "mine-bw") | .public_ip_address'):8080/"
otc listener create --elb mine --protocol TCP --port 8080`);
  expect(built.replace(/\d+\.\d+\.\d+\.\d+ /g, 'ADDRESS ')).toBe(`Created load balancer mine (ID).
Created listener front (ID).
Created pool back (ID).
Added member node2 (10.100.1.11:30080, weight 1).
Created health monitor ID.
Allocated EIP ADDRESS (ID).
200
otc: The listener(8080) has already exist
exit 1`);
  const removed = await client(`otc elb delete mine --cascade | sed 's/EIP [0-9.]*/EIP ADDRESS/'
otc eip release "$(otc eip list -o json | jq -r '.publicips[] | select(.status == "DOWN") | .id')" | sed 's/EIP [0-9.]*/EIP ADDRESS/'
otc elb list | wc -l; otc eip list | wc -l`);
  expect(removed).toBe(
    'Deleted load balancer mine (ID). Its EIP ADDRESS is still allocated: otc eip release.\nReleased EIP ADDRESS (ID).\n2\n2\nexit 0',
  );
});

it('with pass-through, a caller inside the cluster goes through the load balancer, else by its own node’s rules', async () => {
  await client('kubectl run inside --image nicolaka/netshoot --restart Never -- sleep 1000');
  await cluster.settled();
  const way = async () => {
    const address = (await client("kubectl get svc hello -o jsonpath='{.status.loadBalancer.ingress[0].ip}'")).slice(
      0,
      -6,
    );
    const seen = await client(`hops --from pod default/inside http://${address}/`);
    return ['k8s-hello', 'Answered 200'].map((words) => seen.includes(words));
  };
  expect(await way()).toEqual([false, true]);
  await client('kubectl annotate svc hello kubernetes.io/elb.pass-through=true');
  await cluster.settled();
  expect(await way()).toEqual([true, true]);
  await client('kubectl annotate svc hello kubernetes.io/elb.pass-through-');
});

it('a cluster that goes on from a snapshot has its account, and its Services keep their addresses', async () => {
  const snapshot = JSON.parse(JSON.stringify(cluster.snapshot()));
  const restored = await createCluster({ ...OPTIONS, clock, random: new SeededRandom(9), restore: snapshot });
  await restored.settled();
  const question = `otc elb show k8s-hello; kubectl get svc hello; curl -s http://$(kubectl get svc hello -o jsonpath='{.status.loadBalancer.ingress[0].ip}')/ | head -4 | tail -1`;
  const before = await client(question);
  expect(before).toContain('Welcome to nginx!');
  expect(await client(question, restored)).toBe(before);
  expect(await client('kubectl delete svc hello > /dev/null; otc elb list; otc eip list', restored)).toBe(
    'There are no load balancers.\nThere are no EIPs.\nexit 0',
  );
  restored.close();
});
