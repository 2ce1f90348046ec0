import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkLibrary } from '../../server/labs/lab-folder.ts';
import { startTrafficCluster, type TrafficCluster, webManifests } from '../helpers/traffic-cluster.ts';

let traffic: TrafficCluster;
const root = new URL('../../', import.meta.url).pathname;
const library = checkLibrary({ labs: `${root}labs`, checks: `${root}checks` });
const LB = 'http://34.123.45.67/';

beforeAll(async () => {
  traffic = await startTrafficCluster();
  await traffic.run(webManifests({ replicas: 2 }));
  await traffic.run('kubectl run probe --image=nginx:1.27; kubectl wait --for=condition=Ready pod/probe');
  traffic.cluster.cloud.createLoadBalancer({ name: 'lb', address: '34.123.45.67', port: 80 });
  await traffic.run('lb target add lb node3:30080 node4:30080');
});
afterAll(() => traffic.close());

/** What a check says: `passed`, with what it printed, or its failure sentence. */
async function check(script: string): Promise<string> {
  const { code, stdout, stderr } = await traffic.check(`${library}\n${script}`);
  return code === 0 ? `passed ${stdout}`.trim() : `${stdout}${stderr}`.trim();
}

test('hops, with a start that must be said', async () => {
  expect(await check(`expect_hops 2 ${LB} --start lb`)).toBe('passed');
  expect(await check(`expect_hops 3 ${LB} --start client`)).toBe('passed');
  expect(await check('expect_hops 1 http://web/ --start pod default/probe')).toBe('passed');
  expect(await check(`expect_hops 3 ${LB} --start lb`)).toBe('Expected 3 hops from the lb, the trace shows 2.');
  expect(await check('expect_hops 2 http://10.100.1.10:30080/ --start lb')).toBe(
    'Expected the request to pass a load balancer, it passed none.',
  );
  expect(await check(`expect_hops 2 ${LB}`)).toBe(
    'expect_hops needs --start lb, --start client or --start pod NS/NAME.',
  );
});

test('a request that ends before a pod, and where', async () => {
  expect(await check('expect_never_arrives http://10.100.1.10:31999/')).toBe('passed The request ended at node1.');
  expect(await check(`expect_never_arrives ${LB}`)).toMatch(
    /^Expected the request to end before a pod, web-\S+ got it\.$/,
  );
});

test('whom the pod saw', async () => {
  expect(await check('expect_client_address node 2 http://10.100.1.11:30080/ --at default/web')).toBe('passed');
  expect(await check('expect_client_address client http://10.100.1.11:30080/')).toMatch(
    /^Expected the pod to see 203\.0\.113\.10, it saw 192\.168\.2\.[01]\.$/,
  );
  await traffic.run(`kubectl patch service web -p '{"spec":{"externalTrafficPolicy":"Local"}}'`);
  const node = (await traffic.run("kubectl get pods -l app=web -o jsonpath='{.items[0].spec.nodeName}'")).trim();
  const address = `10.100.1.${9 + Number(node.slice(4))}`;
  expect(await check(`expect_client_address client http://${address}:30080/`)).toBe('passed');
  await traffic.run(`lb set lb mode=proxy; lb target add lb ${node}:30080`);
  await traffic.shell('sleep 40');
  expect(await check(`expect_client_address lb ${LB}`)).toBe('passed');
  await traffic.run(
    `lb set lb mode=preserve; kubectl patch service web -p '{"spec":{"externalTrafficPolicy":"Cluster"}}'`,
  );
  await traffic.run(
    'lb target remove lb node3:30080; lb target remove lb node4:30080; lb target add lb node3:30080 node4:30080',
  );
  await traffic.shell('sleep 40');
});

test('shares, as percent or as a ratio', async () => {
  expect(await check('expect_share 1 1 --by pod http://10.100.1.10:30080/ --count 200')).toBe('passed');
  expect(await check('expect_share 90 10 --by pod http://10.100.1.10:30080/ --count 200')).toMatch(
    /^Expected shares of 90 10 %, of 200 requests the answers got \d+ \d+ \.$/,
  );
});

test('rules of two nodes, and a condition that is not there', async () => {
  expect(await check('expect_same_rules node1 node2 default/web')).toBe('passed');
  expect(await check('expect_condition deployment default/web Available True MinimumReplicasAvailable')).toBe('passed');
  expect(await check('expect_condition deployment default/web Ready True')).toBe(
    'Expected Ready of deployment web to be True, it is not there.',
  );
});
