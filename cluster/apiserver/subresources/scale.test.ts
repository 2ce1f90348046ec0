import { describe, expect, it } from 'vitest';
import type { KubernetesObject, Status } from '../../machinery/kubernetes-object.ts';
import { createFixture, DEPLOYMENTS, deployment } from '../api-server.fixture.ts';
import { managedMetadata } from '../apply/ownership.ts';

const SCALE = `${DEPLOYMENTS}/d/scale`;
const scaleOf = (replicas: unknown) => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name: 'd', namespace: 'default' },
  spec: { replicas },
});

async function withDeployment() {
  const fixture = createFixture();
  await fixture.send('POST', `${DEPLOYMENTS}?fieldManager=creator`, deployment('d', { replicas: 3 }));
  const apply = (replicas: number, query: string) =>
    fixture.send('PATCH', `${SCALE}?${query}`, scaleOf(replicas), 'application/apply-patch+yaml');
  const owners = async () => {
    const { body } = await fixture.send('GET', `${DEPLOYMENTS}/d`);
    return managedMetadata(body as KubernetesObject).managedFields as Record<string, unknown>[];
  };
  return { ...fixture, apply, owners };
}

describe('server-side apply to a Scale', () => {
  it('meets whoever owns the replicas of the object', async () => {
    const { apply } = await withDeployment();
    expect(((await apply(1, 'fieldManager=m')).body as Status).message).toBe(
      'Apply failed with 1 conflict: conflict with "creator" using autoscaling/v1: .spec.replicas',
    );
  });

  it('takes the field by force, and owns it through the scale', async () => {
    const { apply, owners } = await withDeployment();
    const answer = await apply(1, 'fieldManager=m&force=true');
    expect([answer.status, (answer.body as KubernetesObject).spec]).toEqual([200, { replicas: 1 }]);
    const [applied, created] = await owners();
    expect(applied).toEqual({
      manager: 'm',
      operation: 'Apply',
      apiVersion: 'apps/v1',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': { 'f:replicas': {} } },
      subresource: 'scale',
    });
    expect(created).toMatchObject({ manager: 'creator' });
    expect(JSON.stringify(created)).not.toContain('f:replicas');
  });

  it('is applied again without a conflict', async () => {
    const { apply } = await withDeployment();
    await apply(1, 'fieldManager=m&force=true');
    const answer = await apply(0, 'fieldManager=m');
    expect([answer.status, (answer.body as KubernetesObject).spec]).toEqual([200, {}]);
  });
});
