import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cluster } from '../../cluster.ts';
import { createCluster } from '../../create-cluster.ts';
import { SeededRandom } from '../../machinery/random.ts';
import { VirtualClock } from '../../machinery/virtual-clock.ts';

const ADMINISTRATOR = { name: 'test', groups: ['system:masters'] };
const PUBLIC = {
  type: 'public',
  name: 'k8s-demo',
  bandwidth_name: 'k8s-demo-bw',
  bandwidth_chargemode: 'traffic',
  bandwidth_size: 5,
  bandwidth_sharetype: 'PER',
  eip_type: '5_bgp',
};
const DEDICATED = { ...PUBLIC, available_zone: ['eu-ch2a'], l4_flavor_name: 'L4_flavor.elb.s1.small' };

let cluster: Cluster;
let stopClock: () => void;
let count = 0;

beforeAll(async () => {
  const clock = new VirtualClock();
  cluster = await createCluster({
    nodes: 2,
    clock,
    random: new SeededRandom(3),
    token: 'token',
    pace: 'instant',
    addons: ['cloud=otc'],
    programs: () => ({ find: () => undefined, names: () => [] }),
    logger: {
      error: (details, message) => {
        throw new Error(`${message}: ${JSON.stringify(details)}`);
      },
    },
  });
  stopClock = clock.runFreely();
  await cluster.settled();
});

afterAll(() => {
  cluster.close();
  stopClock();
});

async function send(method: 'GET' | 'POST' | 'DELETE' | 'PATCH', path: string, body?: object, query?: string) {
  const contentType = method === 'PATCH' ? { contentType: 'application/merge-patch+json' } : {};
  const answer = await cluster.api.send({
    method,
    path,
    ...(body ? { body } : {}),
    ...contentType,
    ...(query ? { query: new URLSearchParams(query) } : {}),
    user: ADMINISTRATOR,
  });
  if (answer.status >= 400) throw new Error(JSON.stringify(answer.body));
  return answer.body as Record<string, never>;
}

const SERVICES = '/api/v1/namespaces/default/services';

interface Wish {
  readonly annotations?: Record<string, string>;
  readonly autocreate?: unknown;
  readonly ports?: readonly object[];
  readonly spec?: object;
}

/** Creates a Service and answers its name, when the controller has done what it can. */
async function apply({ annotations = {}, autocreate, ports = [{ port: 80 }], spec = {} }: Wish): Promise<string> {
  const name = `web-${++count}`;
  const all = {
    'elb.class': 'union',
    ...(autocreate === undefined
      ? {}
      : { 'elb.autocreate': typeof autocreate === 'string' ? autocreate : JSON.stringify(autocreate) }),
    ...annotations,
  };
  const prefixed = Object.entries(all)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => [`kubernetes.io/${key}`, value]);
  await send('POST', SERVICES, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, annotations: Object.fromEntries(prefixed) },
    spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports, ...spec },
  });
  await cluster.settled();
  return name;
}

async function remove(name: string): Promise<void> {
  await send('DELETE', `${SERVICES}/${name}`);
  await cluster.settled();
}

/** `REASON message` of every event about a Service. */
async function events(name: string): Promise<string[]> {
  const { items } = await send(
    'GET',
    '/api/v1/namespaces/default/events',
    undefined,
    `fieldSelector=involvedObject.name%3D${name}`,
  );
  return (items as unknown as { reason: string; message: string }[]).map(
    ({ reason, message }) => `${reason} ${message}`,
  );
}

const service = async (name: string) =>
  (await send('GET', `${SERVICES}/${name}`)) as unknown as {
    metadata: { annotations: Record<string, string>; finalizers?: string[] };
    status: { loadBalancer: { ingress?: { ip: string; ipMode: string }[] } };
  };
const addressOf = async (name: string) => (await service(name)).status.loadBalancer.ingress?.[0];
const idOf = async (name: string) => (await service(name)).metadata.annotations['kubernetes.io/elb.id'] ?? '';
const records = () => cluster.snapshot().cloud.otc!.records;
const without = (field: string) => Object.fromEntries(Object.entries(PUBLIC).filter(([key]) => key !== field));
const REFUSED = 'SyncLoadBalancerFailed Error syncing load balancer: failed to ensure load balancer: ';

/** Each annotation broken once, and what the event says after its usual beginning. */
const BROKEN: Readonly<Record<string, readonly [Wish, string]>> = {
  'no bandwidth_name': [{ autocreate: without('bandwidth_name') }, 'elb autoCreate field:[bandwidth_name] is invalid'],
  'no bandwidth_chargemode': [
    { autocreate: without('bandwidth_chargemode') },
    'elb autoCreate field:[bandwidth_chargemode] is invalid',
  ],
  'no bandwidth_size': [{ autocreate: without('bandwidth_size') }, 'elb autoCreate field:[bandwidth_size] is invalid'],
  'no bandwidth_sharetype': [
    { autocreate: without('bandwidth_sharetype') },
    'elb autoCreate field:[bandwidth_sharetype] is invalid',
  ],
  'no eip_type': [{ autocreate: without('eip_type') }, 'elb autoCreate field:[eip_type] is invalid'],
  'size as text': [
    { autocreate: { ...PUBLIC, bandwidth_size: '5' } },
    'elb autoCreate field:[bandwidth_size] is invalid',
  ],
  'size too large': [
    { autocreate: { ...PUBLIC, bandwidth_size: 2001 } },
    'elb autoCreate field:[bandwidth_size] is invalid',
  ],
  'unknown charge mode': [
    { autocreate: { ...PUBLIC, bandwidth_chargemode: 'free' } },
    'elb autoCreate field:[bandwidth_chargemode] is invalid',
  ],
  'unknown share type': [
    { autocreate: { ...PUBLIC, bandwidth_sharetype: 'ALL' } },
    'elb autoCreate field:[bandwidth_sharetype] is invalid',
  ],
  'unknown EIP type': [{ autocreate: { ...PUBLIC, eip_type: 'bgp' } }, 'elb autoCreate field:[eip_type] is invalid'],
  'unknown type': [{ autocreate: { ...PUBLIC, type: 'private' } }, 'elb autoCreate field:[type] is invalid'],
  'name with a blank': [{ autocreate: { ...PUBLIC, name: 'my elb' } }, 'elb autoCreate field:[name] is invalid'],
  'field that does not exist': [
    { autocreate: { ...PUBLIC, colour: 'red' } },
    'elb autoCreate field:[colour] is invalid',
  ],
  'quotation mark in the wrong place': [
    { autocreate: '{"type":"public","bandwidth_chargemode":"traffic,"bandwidth_size":5}' },
    "elb autoCreate is not valid JSON: invalid character 'b' after object key:value pair",
  ],
  'cut off': [{ autocreate: '{"type":"public"' }, 'elb autoCreate is not valid JSON: unexpected end of JSON input'],
  'a list': [{ autocreate: '[]' }, 'elb autoCreate is not valid JSON: it must be an object'],
  'dedicated without a zone': [
    { autocreate: PUBLIC, annotations: { 'elb.class': 'performance' } },
    'elb autoCreate field:[available_zone] is invalid',
  ],
  'dedicated without a flavour': [
    { autocreate: { ...PUBLIC, available_zone: ['eu-ch2a'] }, annotations: { 'elb.class': 'performance' } },
    'elb autoCreate field:[l4_flavor_name] is invalid',
  ],
  'dedicated with an unknown flavour': [
    { autocreate: { ...DEDICATED, l4_flavor_name: 'small' }, annotations: { 'elb.class': 'performance' } },
    'elb autoCreate field:[l4_flavor_name] is invalid',
  ],
  'unknown class': [{ autocreate: PUBLIC, annotations: { 'elb.class': 'gold' } }, 'elb.class:[gold] is invalid'],
  'id that does not exist': [
    { annotations: { 'elb.id': '71f02bde-0000-4000-8000-000000d43271' } },
    'load balancer 71f02bde-0000-4000-8000-000000d43271 could not be found',
  ],
  'EIP that does not exist': [
    { autocreate: { type: 'public' }, annotations: { 'elb.custom-eip-id': 'mine' } },
    'EIP mine could not be found.',
  ],
  'unknown algorithm': [
    { autocreate: PUBLIC, annotations: { 'elb.lb-algorithm': 'RANDOM' } },
    'elb.lb-algorithm:[RANDOM] is invalid',
  ],
  'unknown affinity': [
    { autocreate: PUBLIC, annotations: { 'elb.session-affinity-mode': 'COOKIE' } },
    'elb.session-affinity-mode:[COOKIE] is invalid',
  ],
  'affinity too long': [
    { autocreate: PUBLIC, annotations: { 'elb.session-affinity-option': '{"persistence_timeout": "61"}' } },
    'elb.session-affinity-option field:[persistence_timeout] is invalid',
  ],
  'unknown health check flag': [
    { autocreate: PUBLIC, annotations: { 'elb.health-check-flag': 'yes' } },
    'elb.health-check-flag:[yes] is invalid',
  ],
  'health check that is no JSON': [
    { autocreate: PUBLIC, annotations: { 'elb.health-check-option': 'tcp' } },
    'elb.health-check-option:[tcp] is invalid',
  ],
  'health check too fast': [
    { autocreate: PUBLIC, annotations: { 'elb.health-check-option': '{"delay": "0"}' } },
    'elb.health-check-option field:[delay] is invalid',
  ],
  'both health check options': [
    { autocreate: PUBLIC, annotations: { 'elb.health-check-option': '{}', 'elb.health-check-options': '[]' } },
    'elb.health-check-option and elb.health-check-options exclude each other',
  ],
  'HTTPS without a certificate': [
    { autocreate: PUBLIC, annotations: { 'elb.protocol-port': 'https:80' } },
    'elb.protocol-port:[https:80] is invalid',
  ],
  'unknown pass-through': [
    { autocreate: PUBLIC, annotations: { 'elb.pass-through': 'yes' } },
    'elb.pass-through:[yes] is invalid',
  ],
  SCTP: [{ autocreate: PUBLIC, ports: [{ port: 80, protocol: 'SCTP' }] }, 'protocol SCTP of port 80 is not supported'],
};

test.each(Object.entries(BROKEN))('broken: %s', async (_name, [wish, expected]) => {
  const name = await apply(wish);
  expect((await events(name)).at(-1)).toBe(REFUSED + expected);
  expect(await addressOf(name)).toBeUndefined();
  expect((await service(name)).metadata.finalizers).toEqual(['service.kubernetes.io/load-balancer-cleanup']);
  await remove(name);
  expect(records()).toEqual({ elbs: [], listeners: [], pools: [], monitors: [], eips: [], bandwidths: [] });
});

test.each([
  ['no annotation at all', { annotations: { 'elb.class': '' } }],
  ['no class', { annotations: { 'elb.class': '' }, autocreate: PUBLIC }],
  ['neither id nor autocreate', {}],
])('skipped without an event: %s', async (_name, wish: Wish) => {
  const name = await apply(wish);
  expect(await events(name)).toEqual([]);
  expect((await service(name)).metadata.finalizers).toBeUndefined();
  await remove(name);
});

test('autocreate makes load balancer, EIP, listener, pool and monitor, and all go with the Service', async () => {
  const name = await apply({
    autocreate: PUBLIC,
    annotations: { 'elb.lb-algorithm': 'LEAST_CONNECTIONS', 'elb.session-affinity-mode': 'SOURCE_IP' },
  });
  const { elbs, listeners, pools, monitors, eips, bandwidths } = records();
  const [elb] = elbs;
  const [eip] = eips;
  expect(elb).toMatchObject({ name: 'k8s-demo', class: 'union', vip: '10.100.0.200', id: await idOf(name) });
  expect(listeners).toMatchObject([{ name: `${name}_TCP_80`, protocol: 'TCP', port: 80, elbId: elb?.id }]);
  expect(pools).toMatchObject([{ algorithm: 'LEAST_CONNECTIONS', persistenceMinutes: 60 }]);
  expect(pools[0]?.members.map(({ name, address, weight }) => [name, address, weight])).toEqual([
    ['node1', '10.100.1.10', 1],
    ['node2', '10.100.1.11', 1],
  ]);
  expect(monitors[0]?.settings).toEqual({ type: 'TCP', delay: 5, timeout: 10, maxRetries: 3, port: null, path: '/' });
  expect(bandwidths).toMatchObject([{ name: 'k8s-demo-bw', size: 5, shareType: 'PER', chargeMode: 'traffic' }]);
  expect(eip?.address).toMatch(/^138\.124\.232\.\d+$/);
  expect((await service(name)).metadata.annotations['kubernetes.io/elb.eip-id']).toBe(eip?.id);
  expect(await addressOf(name)).toEqual({ ip: eip?.address, ipMode: 'VIP' });
  await remove(name);
  expect(Object.values(records()).flat()).toEqual([]);
});

test('inner: the address is the private one, and no EIP is made', async () => {
  const name = await apply({ autocreate: { type: 'inner' } });
  expect(await addressOf(name)).toEqual({ ip: '10.100.0.200', ipMode: 'VIP' });
  expect(records().eips).toEqual([]);
  expect(records().elbs[0]?.name).toMatch(/^cce-lb-[0-9a-f-]{36}$/);
  await remove(name);
});

test('dedicated, with zones and a flavour; node-local traffic is passed through the load balancer', async () => {
  const name = await apply({
    autocreate: DEDICATED,
    annotations: { 'elb.class': 'performance' },
    spec: { externalTrafficPolicy: 'Local' },
  });
  expect(records().elbs).toMatchObject([{ zones: ['eu-ch2a'], l4Flavor: 'L4_flavor.elb.s1.small' }]);
  expect((await service(name)).metadata.annotations['kubernetes.io/elb.pass-through']).toBe('onlyLocal');
  expect((await addressOf(name))?.ipMode).toBe('Proxy');
  await remove(name);
});

test('a guest joins by id; the first owner of a port keeps it; TCP and UDP share a number', async () => {
  const owner = await apply({ autocreate: PUBLIC });
  const id = await idOf(owner);
  const guest = await apply({ annotations: { 'elb.id': id }, ports: [{ port: 8080 }] });
  expect(await addressOf(guest)).toEqual(await addressOf(owner));
  const ports = () => records().listeners.map(({ protocol, port }) => `${protocol}/${port}`);
  expect(ports()).toEqual(['TCP/80', 'TCP/8080']);

  await send('PATCH', `${SERVICES}/${guest}`, { spec: { ports: [{ port: 80 }] } });
  await cluster.settled();
  expect((await events(guest)).at(-1)).toBe(`${REFUSED}The listener(80) has already exist`);
  expect(ports()).toEqual(['TCP/80']);

  const two = [
    { name: 'http', port: 8080 },
    { name: 'dns', port: 80, protocol: 'UDP' },
  ];
  await send('PATCH', `${SERVICES}/${guest}`, { spec: { ports: two } });
  await cluster.settled();
  expect(ports()).toEqual(['TCP/80', 'TCP/8080', 'UDP/80']);

  await remove(guest);
  expect(ports()).toEqual(['TCP/80']);
  expect(await addressOf(owner)).toBeDefined();
  await remove(owner);
  expect(Object.values(records()).flat()).toEqual([]);
});

test('a skipped Service that is given an id later joins', async () => {
  const owner = await apply({ autocreate: PUBLIC });
  const late = await apply({ ports: [{ port: 8080 }] });
  expect(await addressOf(late)).toBeUndefined();
  await send('PATCH', `${SERVICES}/${late}`, {
    metadata: { annotations: { 'kubernetes.io/elb.id': await idOf(owner) } },
  });
  await cluster.settled();
  expect(await addressOf(late)).toEqual(await addressOf(owner));
  await remove(late);
  await remove(owner);
});

test('the owner goes first: the load balancer stays for its guest, and is an orphan afterwards', async () => {
  const owner = await apply({ autocreate: PUBLIC });
  const guest = await apply({ annotations: { 'elb.id': await idOf(owner) }, ports: [{ port: 8080 }] });
  await remove(owner);
  expect(records().listeners.map(({ port }) => port)).toEqual([8080]);
  await remove(guest);
  expect([records().listeners.length, records().elbs.length, records().eips.length]).toEqual([0, 1, 1]);
  const both = await apply({ annotations: { 'elb.id': records().elbs[0]?.id ?? '' }, autocreate: PUBLIC });
  expect(records().elbs).toHaveLength(1);
  await remove(both);
  expect(Object.values(records()).flat()).toEqual([]);
});

test('when the account has no EIP left, the load balancer waits for one without an address', async () => {
  const names: string[] = [];
  for (let index = 0; index < 20; index++) names.push(await apply({ autocreate: PUBLIC }));
  const late = await apply({ autocreate: PUBLIC });
  expect((await events(late)).at(-1)).toBe(`${REFUSED}Quota exceeded for resources: ['floatingip'].`);
  expect(records().elbs).toHaveLength(21);
  for (const name of names) await remove(name);
  await send('PATCH', `${SERVICES}/${late}`, { metadata: { annotations: { again: 'please' } } });
  await cluster.settled();
  expect(await addressOf(late)).toBeDefined();
  expect(records().elbs).toHaveLength(1);
  await remove(late);
  expect(Object.values(records()).flat()).toEqual([]);
});

test('while the controller is scaled to nobody, a Service being deleted stays', async () => {
  const name = await apply({ autocreate: PUBLIC });
  const scale = async (replicas: number) => {
    await send('PATCH', '/apis/apps/v1/namespaces/kube-system/deployments/hws-cloudprovider', { spec: { replicas } });
    await cluster.settled();
  };
  await scale(0);
  await send('DELETE', `${SERVICES}/${name}`);
  await cluster.settled();
  expect((await service(name)).metadata).toMatchObject({ deletionTimestamp: expect.any(String) });
  expect(records().elbs).toHaveLength(1);
  await scale(1);
  expect(records().elbs).toHaveLength(0);
  await expect(service(name)).rejects.toThrow('not found');
});
