import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ClusterOnPort, type Outcome } from './embedded-cluster.ts';
import { helmBinary } from './helm/helm-binary.ts';
import { runProgram } from './run-program.ts';

const CHART = fileURLToPath(new URL('./helm/storefront/', import.meta.url));
const VOLUMES = fileURLToPath(new URL('./helm/volumes.yaml', import.meta.url));
const WAIT = ['--wait', '--timeout', '40s'];

const helms = ([3, 4] as const).flatMap((major) => {
  const binary = helmBinary(major);
  return binary ? [{ major, binary }] : [];
});

if (process.env['CI']) {
  test('helm 3 and 4 are there', () => expect(helms).toHaveLength(2));
}

describe.each(helms)('helm $major', ({ major, binary }) => {
  let on: ClusterOnPort;
  beforeAll(async () => {
    on = await ClusterOnPort.start(major);
    expect((await on.kubectl(['apply', '-f', VOLUMES])).code).toBe(0);
  });
  afterAll(() => on.stop());

  const ROLL_BACK = major === 3 ? '--atomic' : '--rollback-on-failure';

  function helm(...args: string[]): Promise<Outcome> {
    return runProgram(on, binary, [...args, '--namespace', 'shop']);
  }
  async function succeeds(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await helm(...args);
    expect(code, stderr).toBe(0);
    return stdout;
  }
  async function kubectl(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await on.kubectl([...args, '--namespace', 'shop']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  }
  const replicasAndGreeting = async () =>
    `${await kubectl('get', 'deployment', 'shop-storefront', '-o', 'jsonpath={.status.readyReplicas}')} ` +
    (await kubectl('get', 'configmap', 'shop-storefront', '-o', 'jsonpath={.data.GREETING}'));
  const history = async () =>
    (JSON.parse(await succeeds('history', 'shop', '-o', 'json')) as { status: string; description: string }[]).map(
      ({ status, description }) => `${status}: ${description.split(' not ready')[0]?.split(': 1 error')[0]}`,
    );

  test('lint and template need no cluster', async () => {
    expect(await succeeds('lint', CHART)).toContain('1 chart(s) linted, 0 chart(s) failed');
    const rendered = await succeeds('template', 'shop', CHART, '--kube-version', '1.34', '--include-crds');
    expect(rendered).toContain('name: coupons.storefront.example');
    expect(rendered).toContain('KUBERNETES: v1.34');
  });

  test('a dry run on the server looks at the cluster and changes nothing', async () => {
    const dryRun = ['--dry-run=server', '--create-namespace', '--set', 'coupon.enabled=false'];
    const rendered = await succeeds('install', 'shop', CHART, ...dryRun);
    expect(/data:\n {2}GREETING[\s\S]*?KUBERNETES.*\n/.exec(rendered)?.[0]).toBe(`data:
  GREETING: "hello"
  NAMESPACES: kube-node-lease kube-public kube-system${' '}
  ROUTES: "true"
  MONITORS: "false"
  KUBERNETES: v1.34.4
`);
    expect((await on.kubectl(['get', 'namespace', 'shop'])).stderr).toBe(
      'Error from server (NotFound): namespaces "shop" not found\n',
    );
  });

  test('install waits for everything, hooks and custom resources included', async () => {
    const said = await succeeds('install', 'shop', CHART, '--create-namespace', ...WAIT);
    expect(said).toContain('STATUS: deployed\nREVISION: 1\n');
    expect(said).toContain('shop is revision 1 in shop.\nhttp://shop.example/');
    expect(await replicasAndGreeting()).toBe('2 hello');
    expect(await kubectl('get', 'statefulset,daemonset,job,pvc', '-o', 'name')).toBe(`statefulset.apps/shop-database
daemonset.apps/shop-agents
job.batch/shop-post-install
job.batch/shop-seed
persistentvolumeclaim/data-shop-database-0
persistentvolumeclaim/shop-storefront
`);
    expect(await kubectl('get', 'coupons')).toMatch(/^NAME +CODE\nshop-storefront +WELCOME\n$/);
  });

  test('what was installed can be asked for', async () => {
    expect(await succeeds('status', 'shop')).toContain('STATUS: deployed');
    expect(await succeeds('get', 'all', 'shop')).toContain('USER-SUPPLIED VALUES:\nnull');
    expect(await succeeds('get', 'manifest', 'shop')).toContain('kind: StatefulSet');
    expect(await succeeds('get', 'hooks', 'shop')).toContain('helm.sh/hook: pre-install');
    expect(await succeeds('get', 'values', 'shop', '--all')).toContain('replicaCount: 2');
    expect(await succeeds('get', 'notes', 'shop')).toContain('shop is revision 1 in shop.');
    expect(JSON.parse(await succeeds('list', '-o', 'json'))).toMatchObject([
      { name: 'shop', namespace: 'shop', revision: '1', status: 'deployed', chart: 'storefront-1.2.0' },
    ]);
    const again = await helm('install', 'shop', CHART);
    expect(again.stderr).toMatch(/Error: INSTALLATION FAILED: .*cannot re-?use a name that is still in use\n$/);
  });

  test("the chart's test reaches its Service", async () => {
    const said = await succeeds('test', 'shop', '--logs');
    expect(said).toContain('Phase:          Succeeded');
    expect(said).toContain('<title>Welcome to nginx!</title>');
  });

  test('an upgrade changes what its values change', async () => {
    const said = await succeeds(
      ...['upgrade', 'shop', CHART, '--install', ...WAIT, '--set', 'replicaCount=3,greeting=hi'],
      ...['--set', 'autoscaling.enabled=false,agents.enabled=false'],
    );
    expect(said).toContain('Release "shop" has been upgraded. Happy Helming!');
    expect(await replicasAndGreeting()).toBe('3 hi');
    expect(await kubectl('get', 'daemonsets', '-o', 'name')).toBe('');
    expect((await helm('upgrade', 'shop', CHART, '--set', 'replicaCount=x')).stderr).toContain(
      "- at '/replicaCount': got string, want integer",
    );
  });

  test('upgrades that fail are rolled back', async () => {
    const hook = await helm(
      ...['upgrade', 'shop', CHART, ROLL_BACK, '--timeout', '20s', '--reuse-values'],
      ...['--set', 'migration.command=exit 3,greeting=never'],
    );
    expect(hook.stderr).toContain('pre-upgrade hooks failed');
    const image = await helm(
      ...['upgrade', 'shop', CHART, ROLL_BACK, '--timeout', '5s', '--reuse-values'],
      ...['--set', 'image.tag=none-such,greeting=never'],
    );
    expect(image.stderr).toContain('UPGRADE FAILED: release shop failed, and has been rolled back');
    expect(await replicasAndGreeting()).toBe('3 hi');
    expect(await history()).toMatchObject([
      'superseded: Install complete',
      'superseded: Upgrade complete',
      expect.stringMatching(/^failed: Upgrade "shop" failed: pre-upgrade hooks failed/),
      'superseded: Rollback to 2',
      expect.stringMatching(/^failed: Upgrade "shop" failed: /),
      'deployed: Rollback to 4',
    ]);
  });

  test('a rollback brings the first revision back', async () => {
    expect(await succeeds('rollback', 'shop', '1', ...WAIT)).toBe('Rollback was a success! Happy Helming!\n');
    expect(await replicasAndGreeting()).toBe('2 hello');
    expect(await kubectl('get', 'daemonsets', '-o', 'name')).toBe('daemonset.apps/shop-agents\n');
    expect((await history()).at(-1)).toBe('deployed: Rollback to 1');
  });

  if (major === 4) {
    test('server-side apply: what somebody else has changed is a conflict', async () => {
      const patch = ['--type=merge', '-p', '{"data":{"GREETING":"mine"}}', '--field-manager=someone'];
      await kubectl('patch', 'configmap', 'shop-storefront', ...patch);
      const upgrade = ['upgrade', 'shop', CHART, '--server-side=true', '--set', 'greeting=bonjour'];
      expect((await helm(...upgrade)).stderr).toContain(
        'conflict occurred while applying object shop/shop-storefront /v1, Kind=ConfigMap: Apply failed with 1 conflict: conflict with "someone" using v1: .data.GREETING',
      );
      expect(await replicasAndGreeting()).toBe('2 mine');
      await succeeds(...upgrade, '--force-conflicts', ...WAIT);
      expect(await replicasAndGreeting()).toBe('2 bonjour');
    });
  }

  test('uninstall leaves the definition and what no release owns', async () => {
    expect(await succeeds('uninstall', 'shop', ...WAIT)).toContain('release "shop" uninstalled');
    expect(await kubectl('get', 'deployments,statefulsets,daemonsets,services,cronjobs,pvc', '-o', 'name')).toBe(
      'persistentvolumeclaim/data-shop-database-0\n',
    );
    expect((await on.kubectl(['get', 'crd', 'coupons.storefront.example', '-o', 'name'])).stdout).toBe(
      'customresourcedefinition.apiextensions.k8s.io/coupons.storefront.example\n',
    );
    expect(await succeeds('list', '-q')).toBe('');
  });
});
