import { expect, test } from 'vitest';
import { createControlPlane } from '../../../test/helpers/control-plane.ts';
import { CLUSTER_ROLES } from '../../client/resources.ts';

test('a role gathers the rules of roles with its labels, the default ones too', async () => {
  const plane = createControlPlane();
  await plane.start();
  const roles = plane.client.resource(CLUSTER_ROLES);
  const before = (await roles.get('edit')).rules?.length ?? 0;
  const rule = { apiGroups: ['example.com'], resources: ['widgets'], verbs: ['get'] };
  await roles.create({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'widgets', labels: { 'rbac.authorization.k8s.io/aggregate-to-edit': 'true' } },
    rules: [rule],
  });
  await plane.settled();
  expect((await roles.get('edit')).rules).toContainEqual(rule);
  // The role `admin` gathers what `edit` has gathered.
  expect((await roles.get('admin')).rules).toContainEqual(rule);
  await roles.delete('widgets');
  await plane.settled();
  expect((await roles.get('edit')).rules).toHaveLength(before);
});
