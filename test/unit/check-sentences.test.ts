import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkLibrary } from '../../server/labs/lab-folder.ts';
import { startTrafficCluster, type TrafficCluster, webManifests } from '../helpers/traffic-cluster.ts';

// What each helper of checks says when it does not hold; `check-library.test.ts` has those that read traces.

let traffic: TrafficCluster;
const root = new URL('../../', import.meta.url).pathname;
const library = checkLibrary({ labs: `${root}labs`, checks: `${root}checks` });
const WEB = 'http://10.100.1.10:30080/';

beforeAll(async () => {
  traffic = await startTrafficCluster();
  await traffic.run(webManifests({ replicas: 2 }));
  await traffic.run(`kubectl run probe --image=nginx:1.27
kubectl create service nodeport nobody --tcp=80 --node-port=30090
kubectl create service nodeport near --tcp=80:8080 --node-port=30092
kubectl patch svc near -p '{"spec":{"selector":{"app":"nobody"},"externalTrafficPolicy":"Local"}}'`);
});
afterAll(() => traffic.close());

/** What a check says: `passed`, with what it printed, or its failure sentence. */
async function check(script: string): Promise<string> {
  const { code, stdout, stderr } = await traffic.check(`${library}\n${script}`);
  return code === 0 ? `passed ${stdout}`.trim() : `${stdout}${stderr}`.trim();
}

test('a status, from the client, a pod and a node', async () => {
  for (const from of ['', '--from pod default/probe', '--from node node2', '--count 5']) {
    expect(await check(`expect_status 200 ${WEB} ${from}`)).toBe('passed');
  }
  expect(await check(`expect_status 404 ${WEB}`)).toBe(`Expected 404 from ${WEB}, got 200.`);
  expect(await check('expect_status 200 http://10.100.1.10:30090/')).toBe(
    'Expected 200 from http://10.100.1.10:30090/, the connection was refused.',
  );
});

test('refused, timed out, unreachable, each told from the others', async () => {
  const [refused, silent] = ['http://10.100.1.10:30090/', 'http://10.96.1.2/'];
  const nobody = 'http://192.168.3.240/';
  expect(await check(`expect_refused ${refused}`)).toBe('passed');
  expect(await check(`expect_timeout ${silent} --from node node1`)).toBe('passed');
  expect(await check(`expect_unreachable ${nobody} --from node node1`)).toBe('passed');
  expect(await check(`expect_timeout ${refused}`)).toBe(`Expected ${refused} to time out, the connection was refused.`);
  expect(await check(`expect_refused ${WEB}`)).toBe(`Expected ${WEB} to be refused, got 200.`);
  expect(await check(`expect_unreachable ${WEB}`)).toBe(`Expected ${WEB} to be unreachable, got 200.`);
});

test('what an answer contains', async () => {
  expect(await check(`expect_body '^blue' ${WEB}`)).toBe('passed');
  expect(await check(`expect_body red ${WEB}`)).toMatch(/^Expected "red" in the answer of \S+, got "blue .*"\.$/);
  expect(await check(`expect_header content-type ^text/plain ${WEB}`)).toBe('passed');
  expect(await check(`expect_header server nginx ${WEB}`)).toBe(
    `Expected header server of ${WEB} to match "nginx", got "".`,
  );
  expect(await check(`expect_no_header server ${WEB}`)).toBe('passed');
  expect(await check(`expect_no_header content-type ${WEB}`)).toMatch(
    /^Expected no header content-type from \S+, got "text\/plain.*"\.$/,
  );
});

test('endpoints, events, addresses', async () => {
  expect(await check('expect_endpoints default/web 2')).toBe('passed');
  expect(await check('expect_endpoints default/web 3')).toBe('Expected 3 ready endpoints of default/web, found 2.');
  expect(await check('expect_endpoints default/nobody 0')).toBe('passed');
  expect(await check('expect_event default/web ScalingReplicaSet "from 0 to 2"')).toBe('passed');
  expect(await check('expect_event default/web Nothing')).toBe('Expected an event Nothing of web, there is none.');
  expect(await check('expect_event default/web ScalingReplicaSet down')).toBe(
    'Expected an event ScalingReplicaSet of web with "down".',
  );
  expect(await check('expect_address default/web')).toBe('web has no external address yet; read its events.');
  expect(await check('expect_service default/none')).toBe('There is no Service none in default yet.');
});

test('a share of extra legs', async () => {
  await traffic.run('kubectl scale deployment web --replicas=1');
  const node = (await traffic.run("kubectl get pods -l app=web -o jsonpath='{.items[0].spec.nodeName}'")).trim();
  const near = `http://10.100.1.${9 + Number(node.slice(4))}:30080/`;
  const far = `http://10.100.1.${node === 'node1' ? 11 : 10}:30080/`;
  expect(await check(`expect_extra_legs 0 ${near}`)).toBe('passed');
  expect(await check(`expect_extra_legs 1.0 ${far}`)).toBe('passed');
  expect(await check(`expect_extra_legs 50 ${near}`)).toBe(
    'Expected an extra leg in about 50 % of requests, saw it in 0 %.',
  );
});

test('a guard by name, and a value that is kept', async () => {
  expect(await check('guard_red_answers() { echo still; }; expect_still red-answers')).toBe('passed still');
  expect(await check('expect_still nothing')).toBe('This lab has no guard still-nothing.');
  expect(await check('keep elb 71f0; kept elb')).toBe('passed 71f0');
});
