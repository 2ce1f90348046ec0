import { expect, it } from 'vitest';
import type { KubernetesObject, Status } from '../../machinery/kubernetes-object.ts';
import { createFixture, DEPLOYMENTS, deployment } from '../api-server.fixture.ts';
import { withManagedFields } from './ownership.ts';

const APPLY = 'application/apply-patch+yaml';
const RED = `${DEPLOYMENTS}/red`;

type Deployment = Omit<KubernetesObject, 'metadata'> & {
  spec: { replicas: number; template: { spec: { containers: { name: string; image: string }[] } } };
  metadata: {
    labels?: Record<string, string>;
    managedFields: { manager: string; operation: string; fieldsV1: object }[];
  };
};

function fixture() {
  const { send } = createFixture();
  const apply = (manager: string, body: unknown, query = '') =>
    send('PATCH', `${RED}?fieldManager=${manager}${query}`, body, APPLY);
  const stored = async () => (await send('GET', RED)).body as KubernetesObject;
  return { send, apply, stored, read: async () => withManagedFields(await stored()) as unknown as Deployment };
}

const partial = (metadata: object, spec?: object) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'red', ...metadata },
  ...(spec && { spec }),
});

it('creates, and records who owns what', async () => {
  const { apply, read } = fixture();
  expect((await apply('alice', deployment('red'))).status).toBe(201);
  const [entry, ...others] = (await read()).metadata.managedFields;
  expect(others).toEqual([]);
  expect(entry).toEqual({
    manager: 'alice',
    operation: 'Apply',
    apiVersion: 'apps/v1',
    time: '2026-01-05T09:00:00Z',
    fieldsType: 'FieldsV1',
    fieldsV1: {
      'f:metadata': { 'f:labels': { 'f:app': {} } },
      'f:spec': {
        'f:replicas': {},
        'f:selector': {},
        'f:template': {
          'f:metadata': { 'f:labels': { 'f:app': {} } },
          'f:spec': { 'f:containers': { 'k:{"name":"web"}': { '.': {}, 'f:image': {}, 'f:name': {} } } },
        },
      },
    },
  });
});

it('changes nothing when the same is applied again', async () => {
  const { apply, stored } = fixture();
  await apply('alice', deployment('red'));
  const before = await stored();
  expect((await apply('alice', deployment('red'))).status).toBe(200);
  expect(await stored()).toBe(before);
});

it('refuses to take a field from another manager, unless forced', async () => {
  const { apply, read } = fixture();
  await apply('alice', deployment('red', { replicas: 2 }));
  const refused = await apply('bob', partial({}, { replicas: 5 }));
  expect([refused.status, (refused.body as Status).message]).toEqual([
    409,
    'Apply failed with 1 conflict: conflict with "alice": .spec.replicas',
  ]);
  expect((await read()).spec.replicas).toBe(2);
  expect((await apply('bob', partial({}, { replicas: 2 }))).status).toBe(200);
  expect((await apply('bob', partial({}, { replicas: 5 }), '&force=true')).status).toBe(200);
  expect((await read()).spec.replicas).toBe(5);
});

it('removes what is applied no more, and leaves what others own', async () => {
  const { apply, read } = fixture();
  const side = { name: 'side', image: 'side:1' };
  const containers = { template: { spec: { containers: [side] } } };
  await apply('alice', deployment('red'));
  await apply('bob', partial({ labels: { tier: 'web' } }, containers));
  expect((await read()).spec.template.spec.containers.map(({ name }) => name).sort()).toEqual(['side', 'web']);
  await apply('bob', partial({}));
  const left = await read();
  expect(left.metadata.labels).toEqual({ app: 'red' });
  expect(left.spec.template.spec.containers.map(({ name, image }) => [name, image])).toEqual([['web', 'nginx']]);
  expect(left.metadata.managedFields.map(({ manager }) => manager)).toEqual(['alice']);
});

it('says which field its schema does not have', async () => {
  const { apply, send } = fixture();
  const { status, body } = await apply('alice', deployment('red', { nope: 1 }));
  expect([status, (body as Status).message]).toEqual([
    500,
    'failed to create typed patch object (/red; apps/v1, Kind=Deployment): .spec.nope: field not declared in schema',
  ]);
  expect((await send('GET', RED)).status).toBe(404);
});

it('keeps the name when nothing of the metadata is applied any more', async () => {
  const { apply, read } = fixture();
  const spec = deployment('red').spec;
  await apply('alice', partial({ labels: { only: 'alice' } }, spec));
  expect((await apply('alice', partial({}, spec))).status).toBe(200);
  expect([(await read()).metadata.labels, (await read()).kind]).toEqual([undefined, 'Deployment']);
});
