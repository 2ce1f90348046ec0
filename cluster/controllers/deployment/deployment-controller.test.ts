import { expect, test } from 'vitest';
import { createControlPlane } from '../../../test/helpers/control-plane.ts';
import { startNodes } from '../../../test/helpers/nodes.ts';
import { deploy, eventsOf, podLines, setImage } from '../../../test/helpers/workloads.ts';
import type { Deployment } from '../../client/objects.ts';
import { DEPLOYMENTS, REPLICA_SETS } from '../../client/resources.ts';

async function twoNodes() {
  const plane = createControlPlane();
  await plane.start();
  await startNodes(plane, 2);
  return {
    plane,
    deployment: () => plane.client.resource(DEPLOYMENTS).get('red', 'default'),
    replicaSets: () =>
      plane.informers
        .informer(REPLICA_SETS)
        .list('default')
        .map(
          ({ metadata, spec }) => `${metadata.annotations?.['deployment.kubernetes.io/revision']}: ${spec.replicas}`,
        ),
  };
}

function conditions({ status }: Deployment): string[] {
  return (status?.conditions ?? []).map(({ type, status: value, reason }) => `${type}=${value} ${reason}`);
}

test('a deployment becomes available and says so', async () => {
  const { plane, deployment, replicaSets } = await twoNodes();
  await deploy(plane, 'red', { replicas: 3 });
  await plane.settled();
  const red = await deployment();
  const [set] = plane.informers.informer(REPLICA_SETS).list('default');
  const name = set?.metadata.name;
  expect(name).toMatch(/^red-[bcdfghjklmnpqrstvwxz2456789]{8,10}$/);
  expect(red.status).toEqual({
    observedGeneration: 1,
    replicas: 3,
    updatedReplicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    conditions: [
      {
        type: 'Available',
        status: 'True',
        lastUpdateTime: '2026-01-05T09:00:00Z',
        lastTransitionTime: '2026-01-05T09:00:00Z',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      },
      {
        type: 'Progressing',
        status: 'True',
        lastUpdateTime: '2026-01-05T09:00:00Z',
        lastTransitionTime: '2026-01-05T09:00:00Z',
        reason: 'NewReplicaSetAvailable',
        message: `ReplicaSet "${name}" has successfully progressed.`,
      },
    ],
  });
  expect(replicaSets()).toEqual(['1: 3']);
  expect(await eventsOf(plane, 'red')).toEqual([`Normal ScalingReplicaSet Scaled up replica set ${name} from 0 to 3`]);
});

test('a rolling update replaces pods within surge and unavailability, and keeps the old set for a rollback', async () => {
  const { plane, deployment, replicaSets } = await twoNodes();
  await deploy(plane, 'red', { replicas: 4 });
  await plane.settled();
  const counts: number[] = [];
  const stop = plane.informers.informer(DEPLOYMENTS).onChange((current) => {
    if (current?.status?.availableReplicas !== undefined) counts.push(current.status.availableReplicas);
  });
  await setImage(plane, 'red', 'web:2');
  await plane.settled();
  stop();
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(3);
  expect(podLines(plane)).toEqual(Array(4).fill('web:2 Running 1/1'));
  expect(replicaSets()).toEqual(['1: 0', '2: 4']);

  await setImage(plane, 'red', 'web:1');
  await plane.settled();
  expect(podLines(plane)).toEqual(Array(4).fill('web:1 Running 1/1'));
  expect(replicaSets()).toEqual(['3: 4', '2: 0']);
  expect((await deployment()).metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
});

test('a rollout that cannot pull its image keeps the old pods and exceeds its deadline', async () => {
  const { plane, deployment } = await twoNodes();
  await deploy(plane, 'red', { replicas: 4, progressDeadlineSeconds: 60 });
  await plane.settled();
  await setImage(plane, 'red', 'web:missing');
  await plane.settled();
  expect(podLines(plane).sort()).toEqual([
    'web:1 Running 1/1',
    'web:1 Running 1/1',
    'web:1 Running 1/1',
    'web:missing Pending 0/1',
    'web:missing Pending 0/1',
  ]);
  expect(conditions(await deployment())).toEqual([
    'Available=True MinimumReplicasAvailable',
    'Progressing=True ReplicaSetUpdated',
  ]);
  await plane.clock.advance(62_000);
  await plane.settled();
  expect(conditions(await deployment())).toEqual([
    'Available=True MinimumReplicasAvailable',
    'Progressing=False ProgressDeadlineExceeded',
  ]);
});

test('scaling follows at once, up and down to nothing', async () => {
  const { plane, deployment } = await twoNodes();
  await deploy(plane, 'red', { replicas: 1 });
  await plane.settled();
  for (const replicas of [5, 2, 0]) {
    await plane.client.resource(DEPLOYMENTS).patch('red', { spec: { replicas } }, { namespace: 'default' });
    await plane.settled();
    expect(podLines(plane)).toEqual(Array(replicas).fill('web:1 Running 1/1'));
    expect((await deployment()).status?.availableReplicas ?? 0).toBe(replicas);
  }
  const events = await eventsOf(plane, 'red');
  expect(events.map((event) => event.replace(/red-\w+/, 'SET'))).toEqual([
    'Normal ScalingReplicaSet Scaled up replica set SET from 0 to 1',
    'Normal ScalingReplicaSet Scaled up replica set SET from 1 to 5',
    'Normal ScalingReplicaSet Scaled down replica set SET from 5 to 2',
    'Normal ScalingReplicaSet Scaled down replica set SET from 2 to 0',
  ]);
});

test('Recreate makes no new pod while an old one lives', async () => {
  const { plane } = await twoNodes();
  await deploy(plane, 'red', { replicas: 2, strategy: { type: 'Recreate' } }, { command: ['stubborn'] });
  await plane.settled();
  await setImage(plane, 'red', 'web:2');
  await plane.settled();
  expect(podLines(plane)).toEqual(['web:1 Terminating 1/1', 'web:1 Terminating 1/1']);
  await plane.clock.advance(30_000);
  await plane.settled();
  expect(podLines(plane)).toEqual(['web:2 Running 1/1', 'web:2 Running 1/1']);
});

test('a paused deployment does not roll out until it is resumed', async () => {
  const { plane, deployment, replicaSets } = await twoNodes();
  await deploy(plane, 'red', { replicas: 2 });
  await plane.settled();
  const pause = (paused: boolean) =>
    plane.client.resource(DEPLOYMENTS).patch('red', { spec: { paused } }, { namespace: 'default', type: 'merge' });
  await pause(true);
  await setImage(plane, 'red', 'web:2');
  await plane.settled();
  expect(replicaSets()).toEqual(['1: 2']);
  expect(conditions(await deployment())).toContain('Progressing=Unknown DeploymentPaused');
  await pause(false);
  await plane.settled();
  expect(replicaSets()).toEqual(['1: 0', '2: 2']);
  expect(conditions(await deployment())).toContain('Progressing=True NewReplicaSetAvailable');
});

test('old replica sets beyond the history limit are deleted', async () => {
  const { plane, replicaSets } = await twoNodes();
  await deploy(plane, 'red', { replicas: 1, revisionHistoryLimit: 1 });
  await plane.settled();
  for (const image of ['web:2', 'web:latest']) {
    await setImage(plane, 'red', image);
    await plane.settled();
  }
  expect(replicaSets()).toEqual(['2: 0', '3: 1']);
});
