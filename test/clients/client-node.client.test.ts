import { AppsV1Api, CoreV1Api, KubeConfig, PatchStrategy, setHeaderOptions, Watch } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClusterOnPort } from './embedded-cluster.ts';

let on: ClusterOnPort;
let config: KubeConfig;

beforeAll(async () => {
  on = await ClusterOnPort.start(11);
  config = new KubeConfig();
  config.loadFromFile(`${on.directory}/kubeconfig`);
});
afterAll(() => on.stop());

const LABELS = { app: 'typed' };

test('@kubernetes/client-node creates, watches, patches, lists and deletes', async () => {
  const apps = config.makeApiClient(AppsV1Api);
  const core = config.makeApiClient(CoreV1Api);
  const seen: string[] = [];
  const ready = new Promise<void>((resolve, reject) => {
    const onEvent = (phase: string, pod: { status?: { phase?: string } }) => {
      seen.push(phase);
      if (pod.status?.phase === 'Running') resolve();
    };
    new Watch(config)
      .watch('/api/v1/namespaces/default/pods', { labelSelector: 'app=typed' }, onEvent, (error) => {
        if (error && !String(error).includes('abort')) reject(error);
      })
      .then((controller) => afterStop.push(() => controller.abort()), reject);
  });
  const afterStop: (() => void)[] = [];
  const containers = [{ name: 'app', image: 'ghcr.io/rabbithole-labs/colour:1.0' }];
  await apps.createNamespacedDeployment({
    namespace: 'default',
    body: {
      metadata: { name: 'typed' },
      spec: {
        replicas: 1,
        selector: { matchLabels: LABELS },
        template: { metadata: { labels: LABELS }, spec: { containers } },
      },
    },
  });
  await ready;
  expect(seen[0]).toBe('ADDED');
  const patched = await apps.patchNamespacedDeployment(
    { namespace: 'default', name: 'typed', body: { spec: { replicas: 2 } } },
    setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch),
  );
  expect(patched.spec?.replicas).toBe(2);
  await on.cluster.settled();
  const pods = await core.listNamespacedPod({ namespace: 'default', labelSelector: 'app=typed' });
  expect(pods.items.map((pod) => pod.status?.phase)).toEqual(['Running', 'Running']);
  expect(pods.items[0]?.metadata?.creationTimestamp).toBeInstanceOf(Date);
  await apps.deleteNamespacedDeployment({ namespace: 'default', name: 'typed' });
  await expect(apps.readNamespacedDeployment({ namespace: 'default', name: 'typed' })).rejects.toMatchObject({
    code: 404,
  });
  for (const stop of afterStop) stop();
});
