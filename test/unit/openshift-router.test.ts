import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Cluster } from '../../cluster/cluster.ts';
import { createCluster } from '../../cluster/create-cluster.ts';
import { SeededRandom } from '../../cluster/machinery/random.ts';
import { VirtualClock } from '../../cluster/machinery/virtual-clock.ts';
import { runScript } from '../../server/drivers/embedded/run-script.ts';
import { createPrograms } from '../../shell/programs.ts';

let cluster: Cluster;
let stopClock: () => void;

const logger = {
  error: (details: object, message: string) => {
    throw new Error(`${message}: ${JSON.stringify(details)}`);
  },
};
const APPS = 'apps.cluster1.devcluster.openshift.com';
const PROXY = 'service.beta.kubernetes.io/aws-load-balancer-proxy-protocol';

async function client(script: string): Promise<string> {
  const { code, stdout, stderr } = await runScript(cluster.client, script);
  return `${stdout}${stderr}exit ${code}`;
}

beforeAll(async () => {
  const clock = new VirtualClock();
  stopClock = clock.runFreely();
  cluster = await createCluster({
    nodes: 4,
    token: 'token',
    pace: 'instant',
    addons: ['openshift', 'cloud=aws'],
    programs: createPrograms,
    logger,
    clock,
    random: new SeededRandom(3),
  });
  await cluster.settled();
  await client(
    'oc create deployment hello --image=nginx; oc expose deployment hello --port=80; oc rollout status deployment/hello',
  );
}, 60_000);

afterAll(() => {
  cluster.close();
  stopClock();
});

it('has one instance in service: the one that runs the router', async () => {
  const states = `aws elb describe-instance-health --load-balancer-name "$(aws elb describe-load-balancers \
    --query 'LoadBalancerDescriptions[0].LoadBalancerName' --output text)" --query 'InstanceStates[].State' --output text`;
  expect(await client(states)).toBe('OutOfService\tInService\tOutOfService\nexit 0');
});

it('tells the console who asked, over TLS to the pod', async () => {
  const lines = await client(`curl -sk https://console-openshift-console.${APPS}/ | grep -i forwarded`);
  expect(lines).toContain('x-forwarded-for: 203.0.113.10\n');
  expect(lines).toContain(';proto=https\n');
});

it('makes Routes as oc does, and says who has a host', async () => {
  const script = `oc create route edge hello --service=hello --insecure-policy=Redirect
    oc create namespace shop >/dev/null; sleep 2
    oc create route edge thief -n shop --service=hello --port=80 --hostname=hello-default.${APPS}
    sleep 1; oc get routes -A --no-headers | grep -v console | tr -s ' '`;
  expect(await client(script)).toBe(
    [
      'route.route.openshift.io/hello created',
      'route.route.openshift.io/thief created',
      `default hello hello-default.${APPS} hello <all> edge/Redirect None`,
      'shop thief HostAlreadyClaimed hello 80 edge None',
      'exit 0',
    ].join('\n'),
  );
});

it('redirects, answers over https, and has a page of its own for the rest', async () => {
  expect(await client(`curl -sI http://hello-default.${APPS}/a?b`)).toBe(
    `HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation: https://hello-default.${APPS}/a?b\r\ncache-control: no-cache\r\n\r\nexit 0`,
  );
  expect(await client(`curl -sk -o /dev/null -w '%{http_code}' https://hello-default.${APPS}/`)).toBe('200exit 0');
  expect(await client(`curl -sI http://nobody.${APPS}/`)).toBe(
    'HTTP/1.0 503 Service Unavailable\r\npragma: no-cache\r\ncache-control: private, max-age=0, no-cache, no-store\r\ncontent-type: text/html\r\n\r\nexit 0',
  );
});

it('fails where only one side speaks the PROXY protocol, and mends', async () => {
  const get = `curl -sk -o /dev/null -w '%{http_code}' https://hello-default.${APPS}/`;
  await client(`oc annotate service router-default -n openshift-ingress ${PROXY}-`);
  await cluster.settled();
  expect(await client(get)).toBe('000exit 35');
  await client(`oc annotate service router-default -n openshift-ingress '${PROXY}=*'`);
  await cluster.settled();
  expect(await client(get)).toBe('200exit 0');
});

it('refuses what a Route cannot be', async () => {
  const manifest = `kubectl create -f - <<'EOF'
apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: bad}
spec: {to: {name: hello, weight: 300}, path: x, tls: {termination: passthrough}}
EOF`;
  expect(await client(manifest)).toBe(
    [
      'The Route "bad" is invalid: ',
      '* spec.path: Invalid value: "x": path must begin with /',
      '* spec.path: Invalid value: "x": passthrough termination does not support paths',
      '* spec.to.weight: Invalid value: 300: weight must be an integer between 0 and 256',
      'exit 1',
    ].join('\n'),
  );
});
