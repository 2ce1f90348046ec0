import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../cluster/cluster.ts';
import { createCluster } from '../../cluster/create-cluster.ts';
import { SeededRandom } from '../../cluster/machinery/random.ts';
import { VirtualClock } from '../../cluster/machinery/virtual-clock.ts';
import { runScript } from '../../server/drivers/embedded/run-script.ts';
import { createPrograms } from '../../shell/programs.ts';

let cluster: Cluster;
let stopClock: () => void;

/** What the outside client prints: standard output, standard error and the exit code on a line each. */
async function client(script: string): Promise<string> {
  const { code, stdout, stderr } = await runScript(cluster.client, script);
  return `${stdout}${stderr}exit ${code}`;
}

const LAB = new URL('../../labs/04-down-the-rabbit-hole/', import.meta.url);
const MANIFESTS = ['start/10-red.yaml', 'start/20-ingress-nginx.yaml', 'solution/1.sh'].map((path) =>
  readFileSync(new URL(path, LAB), 'utf8'),
);

beforeAll(async () => {
  const clock = new VirtualClock();
  stopClock = clock.runFreely();
  cluster = await createCluster({
    nodes: 4,
    clock,
    random: new SeededRandom(7),
    token: 'token',
    pace: 'instant',
    addons: ['cloud=manual', 'ingress'],
    programs: createPrograms,
    logger: {
      error: (details, message) => {
        throw new Error(`${message}: ${JSON.stringify(details)}`);
      },
    },
  });
  cluster.cloud.createLoadBalancer({ name: 'lb-red', address: '34.123.45.67', port: 80 });
  cluster.cloud.publishName('red.example.com', '34.123.45.67');
  await cluster.settled();
  const [red = '', ingress = '', nodePort = ''] = MANIFESTS;
  for (const manifest of [red, ingress]) await client(`kubectl apply -f - <<'EOF'\n${manifest}\nEOF`);
  await client(nodePort);
  await client(readFileSync(new URL('solution/2.sh', LAB), 'utf8'));
  await cluster.settled();
});

afterAll(() => {
  cluster.close();
  stopClock();
});

const LB_USAGE = `Usage: lb list
       lb show NAME
       lb create NAME [address=ADDRESS] [port=PORT] [SETTING=VALUE]... [TARGET...]
       lb delete NAME
       lb target add NAME TARGET...
       lb target remove NAME TARGET...
       lb set NAME SETTING=VALUE...
Settings: algorithm=round-robin|least-connections|source
          mode=preserve|proxy|http
          health-check=tcp|tcp:PORT|http:PORT/PATH|off (health=on|off keeps what is asked)
          proxy-protocol=on|off
          source-ranges=all|PREFIX[,PREFIX]...
          targets=nodes|pods
TARGET is nodeN:PORT or ADDRESS:PORT; with targets=pods [NAMESPACE/]POD:PORT. Add -o json to any of them.
`;

const shown = (algorithm: string, targets: string) => `Name:          lb-red
Address:       34.123.45.67:80
Algorithm:     ${algorithm}
Mode:          preserve (targets see the client address)
Health check:  on

${targets}`;
const TARGETS = `TARGET       ADDRESS            STATE    REASON
node3:32000  10.100.1.12:32000  healthy
node4:32000  10.100.1.13:32000  healthy
`;

describe('lb', () => {
  it.each([
    [
      'lb list',
      'NAME    ADDRESS          ALGORITHM    TARGETS\nlb-red  34.123.45.67:80  round-robin  0/0 healthy\nexit 0',
    ],
    ['lb show nosuch', 'lb: There is no load balancer "nosuch". Known: lb-red.\nexit 1'],
    ['lb target add lb-red nosuch:1', 'lb: There is no node "nosuch". Nodes: node1, node2, node3, node4.\nexit 1'],
    [
      'lb target add lb-red node1',
      'lb: "node1" is not a target. Write NODE:PORT or ADDRESS:PORT, for example node3:32000.\nexit 1',
    ],
    ['lb target remove lb-red node3:32000', 'lb: node3:32000 is not a target of lb-red.\nexit 1'],
    ['lb set lb-red mode=nat', 'lb: mode cannot be "nat". Allowed: preserve, proxy, http.\nexit 1'],
    [
      'lb set lb-red health-check=udp',
      'lb: health-check cannot be "udp". Allowed: tcp, tcp:PORT, http:PORT/PATH, http:/PATH, off.\nexit 1',
    ],
    ['lb create lb-red', 'lb: There is a load balancer "lb-red" already.\nexit 1'],
    [
      'lb create other address=34.123.45.67',
      'lb: 34.123.45.67 belongs to load balancer lb-red already. Choose another address.\nexit 1',
    ],
    ['lb set lb-red health=maybe', `lb: health is on or off, not "maybe"\n${LB_USAGE}exit 2`],
    ['lb frob', `lb: unknown command "frob"\n${LB_USAGE}exit 2`],
  ])('%s', async (command, output) => {
    expect(await client(command)).toBe(output);
  });

  it('adds, sets and removes', async () => {
    expect(await client('lb target add lb-red node3:32000 node4:32000')).toBe(
      `Added node3:32000, node4:32000 to lb-red.\n${shown('round-robin', TARGETS)}exit 0`,
    );
    expect(await client('lb set lb-red algorithm=source')).toBe(`Changed lb-red.\n${shown('source', TARGETS)}exit 0`);
    expect(await client('lb target remove lb-red node3:32000 node4:32000')).toBe(
      `Removed node3:32000, node4:32000 from lb-red.\n${shown('source', 'It has no targets: every request to it is refused or times out.\n')}exit 0`,
    );
    await client('lb set lb-red algorithm=round-robin');
  });

  it('ends connections as a proxy, or requests, and goes again', async () => {
    const facts = (mode: string, health: string) =>
      `Name:          other\nAddress:       34.123.45.100:8080\nAlgorithm:     round-robin\nMode:          ${mode}\nHealth check:  ${health}\n`;
    expect(await client('lb create other port=8080 mode=proxy health-check=http:31000/healthz')).toBe(
      `Created other.\n${facts('proxy (a new connection, from 10.100.0.201)', 'HTTP GET /healthz on port 31000, expects 200 to 399')}\nIt has no targets: every request to it is refused or times out.\nexit 0`,
    );
    expect(await client('lb set other mode=http health-check=off')).toContain(
      facts('http (request by request, from 10.100.0.201, with X-Forwarded-For)', 'off'),
    );
    expect(await client('lb delete other')).toBe('Deleted other.\nexit 0');
    expect(await client('lb show other')).toBe('lb: There is no load balancer "other". Known: lb-red.\nexit 1');
  });
});

describe('hops', () => {
  beforeAll(() => client('lb target add lb-red node3:32000 node4:32000'));

  it('of one request: each box, then both counts', async () => {
    const text = await client('hops http://34.123.45.67/');
    expect(text.match(/^ \d \S+/gm)?.map((line) => line.replace(/-[a-z0-9]+-[a-z0-9]{5}$/, ''))).toEqual([
      ' 0 client',
      ' 1 lb-red',
      expect.stringMatching(/^ 2 node[34]$/),
      ' 3 ingress-nginx-controller',
      ' 4 red',
    ]);
    expect(text).toContain('3 hops from lb-red, 4 from you · 2 connections · 2 rewrites');
  });

  it('--from lb begins at the load balancer', async () => {
    const text = await client('hops --from lb http://34.123.45.67/');
    expect(text.match(/^ [01] \S+/gm)).toEqual([' 0 lb-red', expect.stringMatching(/^ 1 node[34]$/)]);
  });

  it('-n sums up: both counts and their shares', async () => {
    const text = await client('hops -n 20 http://34.123.45.67/');
    expect(text.replace(/red-\w+-\w+/g, 'red-X')).toBe(`20 requests: 20 answered, 0 failed
hops:
    20 100 %  3 hops from lb-red, 4 from you
extra leg after the NodePort: 20 of 20 (100 %)
answered by:
    10  50 %  pod/default/red-X
    10  50 %  pod/default/red-X
exit 0`);
  });

  it.each([
    [
      'hops -n 3 http://10.100.1.10:1/',
      `3 requests: 0 answered, 3 failed
extra leg after the NodePort: 0 of 3 (0 %)
failed:
     3 100 %  Refused at node/node1: nobody listens on 10.100.1.10:1.
exit 1`,
    ],
    ['hops http://nosuch.example.com/', 'hops: Could not resolve host: nosuch.example.com\nexit 1'],
    [
      'hops --from nowhere x',
      `hops: a request begins at client, pod NS/NAME or node NAME, not "nowhere"\nTry 'hops --help' for more information.\nexit 2`,
    ],
    ['hops -n 0 x', `hops: COUNT is 1 to 1000\nTry 'hops --help' for more information.\nexit 2`],
  ])('%s', async (command, output) => {
    expect(await client(command)).toBe(output);
  });
});

describe('curl says why nothing came', () => {
  it.each([
    [
      'http://10.100.1.10:1/',
      "curl: (7) Failed to connect to 10.100.1.10 port 1 after 0 ms: Couldn't connect to server\nexit 7",
    ],
    ['-m 2 http://10.100.1.99/', 'curl: (28) Connection timed out after 2000 milliseconds\nexit 28'],
    ['-m 2 http://10.96.0.1/', 'curl: (28) Connection timed out after 2000 milliseconds\nexit 28'],
    ['http://nosuch/', 'curl: (6) Could not resolve host: nosuch\nexit 6'],
    ['ftp://x/', 'curl: (1) Protocol "ftp" not supported or disabled in libcurl\nexit 1'],
  ])('%s', async (target, output) => {
    expect(await client(`curl -sS ${target}`)).toBe(output);
  });
});

describe('ssh', () => {
  it.each([
    ['ssh -p 23 node1 true', 'ssh: connect to host node1 port 23: Connection refused\nexit 255'],
    ['ssh nosuch', 'ssh: Could not resolve hostname nosuch: Name or service not known\nexit 255'],
    ['ssh node1 "echo out; echo err >&2; exit 9"', 'out\nerr\nexit 9'],
  ])('%s', async (command, output) => {
    expect(await client(command)).toBe(output);
  });
});

describe('names', () => {
  const server = 'Server:\t\t203.0.113.1\nAddress:\t203.0.113.1#53\n\n';
  it.each([
    ['dig +short red.example.com', '34.123.45.67\nexit 0'],
    ['dig nosuch.example.com | grep -o "status: [A-Z]*"', 'status: NXDOMAIN\nexit 0'],
    ['host red.example.com', 'red.example.com has address 34.123.45.67\nexit 0'],
    ['host nosuch.example.com', 'Host nosuch.example.com not found: 3(NXDOMAIN)\nexit 1'],
    ['nslookup red.example.com', `${server}Name:\tred.example.com\nAddress: 34.123.45.67\n\nexit 0`],
    ['nslookup nosuch.example.com', `${server}** server can't find nosuch.example.com: NXDOMAIN\n\nexit 1`],
  ])('%s', async (command, output) => {
    expect(await client(command)).toBe(output);
  });
});

describe('a node looks at itself', () => {
  it.each([
    [
      'ss -ltn',
      `State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess
LISTEN 0      4096         0.0.0.0:22         0.0.0.0:*          
LISTEN 0      4096       127.0.0.1:10249      0.0.0.0:*          
LISTEN 0      4096         0.0.0.0:10256      0.0.0.0:*          
exit 0`,
    ],
    [
      'ip route',
      `default via 10.100.1.1 dev eth0 proto static 
10.100.1.0/24 dev eth0 proto kernel scope link src 10.100.1.11 
192.168.1.0/24 via 192.168.1.0 dev flannel.1 onlink 
192.168.2.0/24 dev cni0 proto kernel scope link src 192.168.2.1 
192.168.3.0/24 via 192.168.3.0 dev flannel.1 onlink 
192.168.4.0/24 via 192.168.4.0 dev flannel.1 onlink 
exit 0`,
    ],
    [
      'ip -br addr | grep -v veth',
      `lo               UNKNOWN        127.0.0.1/8 
eth0             UP             10.100.1.11/24 
flannel.1        UNKNOWN        192.168.2.0/32 
cni0             UP             192.168.2.1/24 
exit 0`,
    ],
    [
      'ip neigh | grep flannel | cut -d" " -f1-3,6',
      '192.168.1.0 dev flannel.1 PERMANENT\n192.168.3.0 dev flannel.1 PERMANENT\n192.168.4.0 dev flannel.1 PERMANENT\nexit 0',
    ],
    [
      'ip link show eth0 | grep -o "mtu 1500.*"',
      'mtu 1500 qdisc mq state UP mode DEFAULT group default qlen 1000\nexit 0',
    ],
    ['ip frob', 'Object "frob" is unknown, try "ip help".\nexit 1'],
  ])('%s', async (command, output) => {
    expect(await client(`ssh node2 '${command}'`)).toBe(output);
  });

  it('conntrack -L lists both directions of a rewritten connection', async () => {
    const text = await client(
      'curl -s -o /dev/null http://10.100.1.11:32000/; ssh node2 conntrack -L | grep dport=32000',
    );
    expect(text).toMatch(
      /^tcp {6}6 \d+ TIME_WAIT src=203\.0\.113\.10 dst=10\.100\.1\.11 sport=\d+ dport=32000 src=192\.168\.1\.\d dst=192\.168\.2\.0 sport=80 dport=\d+ \[ASSURED\] mark=0 use=1$/m,
    );
  });
});

describe('iptables', () => {
  const health = 'curl -s -m 2 -o /dev/null -w "%{http_code} " http://10.100.1.10:10256/healthz; echo $?';
  const rule = 'INPUT -p tcp --dport 10256 -m comment --comment "a b" -j REJECT';

  it('-A and -D change what packets meet; a comment of two words stays one', async () => {
    expect(await client(health)).toBe('200 0\nexit 0');
    expect(await client(`ssh node1 'iptables -A ${rule}; iptables -S INPUT | tail -1'`)).toBe(
      '-A INPUT -p tcp -m tcp --dport 10256 -m comment --comment "a b" -j REJECT --reject-with icmp-port-unreachable\nexit 0',
    );
    expect(await client(health)).toBe('000 7\nexit 0');
    expect(await client("ssh node1 'iptables -L INPUT -n --line-numbers | tail -1'")).toBe(
      '5    REJECT     6    --  0.0.0.0/0            0.0.0.0/0            tcp dpt:10256 /* a b */ reject-with icmp-port-unreachable\nexit 0',
    );
    expect(await client(`ssh node1 'iptables -D ${rule}'`)).toBe('exit 0');
    expect(await client(health)).toBe('200 0\nexit 0');
  });

  it('-I puts a rule first, -D takes a number', async () => {
    await client("ssh node1 'iptables -I INPUT -p tcp --dport 10256 -j DROP'");
    expect(await client(health)).toBe('000 28\nexit 0');
    expect(await client("ssh node1 'iptables -D INPUT 1'")).toBe('exit 0');
    expect(await client(health)).toBe('200 0\nexit 0');
  });

  it.each([
    ["ssh node1 'iptables -D INPUT 99'", 'iptables: Index of deletion too big.\nexit 1'],
    ["ssh node1 'iptables -A NOSUCH -j ACCEPT'", 'iptables: No chain/target/match by that name.\nexit 1'],
    [
      "ssh node1 'iptables -A INPUT --frob -j ACCEPT'",
      "iptables v1.8.9 (nf_tables): unknown option \"--frob\"\nTry `iptables -h' or 'iptables --help' for more information.\nexit 2",
    ],
    [
      "ssh node1 'iptables -L NOSUCH'",
      "iptables v1.8.9 (nf_tables): chain `NOSUCH' in table `filter' is incompatible, use 'nft' tool.\nexit 1",
    ],
    [
      'iptables -L',
      'iptables v1.8.9 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)\nexit 4',
    ],
    ['sudo iptables -S', '-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\nexit 0'],
  ])('%s', async (command, output) => {
    expect(await client(command)).toBe(output);
  });
});

describe('datagrams', () => {
  const NAMES = `
apiVersion: v1
kind: Pod
metadata: { name: names, labels: { app: names } }
spec:
  containers:
    - { name: names, image: 'registry.k8s.io/e2e-test-images/agnhost:2.53', args: [netexec] }
---
apiVersion: v1
kind: Service
metadata: { name: names }
spec:
  type: NodePort
  selector: { app: names }
  ports: [{ port: 53, targetPort: 8081, nodePort: 30053, protocol: UDP }]
`;

  it('nc -u asks a pod through a node port, and the trace tells of it', async () => {
    await client(`kubectl apply -f - <<'EOF'\n${NAMES}\nEOF`);
    await cluster.settled();
    expect(await client('echo hostname | nc -u -w 1 10.100.1.11 30053')).toBe('namesexit 0');
    const { protocol, request, result, boxes } = cluster.traces.list().at(-1)!;
    expect({ protocol, request, result }).toEqual({
      protocol: 'udp',
      request: null,
      result: { kind: 'answered', status: null, by: 'pod/default/names' },
    });
    expect(boxes.map(({ name }) => name)).toEqual(['client', 'node2', 'names']);
  });

  it('nc -p chooses the port that is sent from', async () => {
    expect(await client('echo clientip | nc -u -w 1 -p 40000 10.100.1.11 30053')).toMatch(/^[\d.]+:\d+exit 0$/);
    expect(await client("ssh node2 'conntrack -L -p udp --sport 40000 2>/dev/null' | grep -c sport=40000")).toBe(
      '1\nexit 0',
    );
  });

  it('nc ends though nobody has ended its input', async () => {
    expect(await client('sleep 9 | nc -u -w 1 10.100.1.11 30053')).toBe('exit 0');
    expect(await client('(echo clientip; sleep 9) | nc -u -w 1 10.100.1.11 30053 | wc -l')).toBe('0\nexit 0');
    expect(await client("(printf 'GET / HTTP/1.0\\r\\n\\r\\n'; sleep 9) | nc 10.100.1.10 10256 | head -1")).toMatch(
      /^HTTP\/1.1 404 Not Found\r?\nexit 0$/,
    );
  });

  it('nc -uz knows only of ports that refuse', async () => {
    expect(await client('nc -uzv 10.100.1.11 30053')).toBe(
      'Connection to 10.100.1.11 30053 port [udp/*] succeeded!\nexit 0',
    );
    expect(await client('nc -uzv 10.100.1.11 9')).toBe('exit 1');
  });
});
