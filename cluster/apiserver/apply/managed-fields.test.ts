import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { createFixture, DEPLOYMENTS, deployment, requestOf } from '../api-server.fixture.ts';
import { withManagedFields } from './ownership.ts';

const RED = `${DEPLOYMENTS}/red`;
const MERGE = 'application/merge-patch+json';

function fixture() {
  const { send, api, clock } = createFixture();
  const entries = async () => {
    const { managedFields = [] } = withManagedFields((await send('GET', RED)).body as KubernetesObject).metadata;
    return managedFields as {
      manager: string;
      operation: string;
      subresource?: string;
      time: string;
      fieldsV1: object;
    }[];
  };
  const named = async () =>
    (await entries()).map(({ manager, operation, subresource }) => [operation, manager, subresource].join(' ').trim());
  const as = (manager: string, body: unknown, target = RED) =>
    send('PATCH', `${target}?fieldManager=${manager}`, body, MERGE);
  return { send, api, clock, entries, named, as };
}

describe('managedFields', () => {
  it('say what the creator set and what the defaults added, not what the server did', async () => {
    const { send, entries } = fixture();
    await send('POST', DEPLOYMENTS, deployment('red'));
    expect(await entries()).toEqual([
      {
        manager: 'fixture',
        operation: 'Update',
        apiVersion: 'apps/v1',
        time: '2026-01-05T09:00:00Z',
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
          'f:spec': {
            'f:progressDeadlineSeconds': {},
            'f:replicas': {},
            'f:revisionHistoryLimit': {},
            'f:selector': {},
            'f:strategy': { 'f:rollingUpdate': { '.': {}, 'f:maxSurge': {}, 'f:maxUnavailable': {} }, 'f:type': {} },
            'f:template': {
              'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
              'f:spec': {
                'f:containers': {
                  'k:{"name":"web"}': {
                    '.': {},
                    'f:image': {},
                    'f:imagePullPolicy': {},
                    'f:name': {},
                    'f:resources': {},
                    'f:terminationMessagePath': {},
                    'f:terminationMessagePolicy': {},
                  },
                },
                'f:dnsPolicy': {},
                'f:restartPolicy': {},
                'f:schedulerName': {},
                'f:securityContext': {},
                'f:terminationGracePeriodSeconds': {},
              },
            },
          },
        },
      },
    ]);
  });

  it('move to whoever changes a field; status and scale are told apart', async () => {
    const { send, as, named, entries } = fixture();
    await send('POST', DEPLOYMENTS, deployment('red'));
    await as('painter', { metadata: { labels: { app: 'crimson' } } });
    await as('watcher', { status: { replicas: 1 } }, `${RED}/status`);
    await as('scaler', { spec: { replicas: 3 } }, `${RED}/scale`);
    expect(await named()).toEqual(['Update fixture', 'Update painter', 'Update scaler scale', 'Update watcher status']);
    const [creator, painter, scaler, watcher] = await entries();
    expect(painter?.fieldsV1).toEqual({ 'f:metadata': { 'f:labels': { 'f:app': {} } } });
    expect(scaler?.fieldsV1).toEqual({ 'f:spec': { 'f:replicas': {} } });
    expect(watcher?.fieldsV1).toEqual({ 'f:status': { 'f:replicas': {} } });
    expect(creator?.fieldsV1).toMatchObject({ 'f:metadata': { 'f:labels': {} } });
    expect(JSON.stringify(creator?.fieldsV1)).not.toContain('f:app":{}},"f:spec":{"f:replicas');
  });

  it('stay as they are when a write changes nothing', async () => {
    const { send, as, entries, clock } = fixture();
    await send('POST', DEPLOYMENTS, deployment('red'));
    const before = await entries();
    const { metadata } = (await send('GET', RED)).body as KubernetesObject;
    await clock.advance(60_000);
    await as('painter', { metadata: { labels: { app: 'red' } } });
    expect(await entries()).toEqual(before);
    expect(((await send('GET', RED)).body as KubernetesObject).metadata).toBe(metadata);
  });

  it('keep the ten latest updaters and put the others together', async () => {
    const { send, as, named, clock } = fixture();
    await send('POST', DEPLOYMENTS, deployment('red'));
    for (let round = 0; round < 12; round++) {
      await clock.advance(1000);
      await as(`m${round}`, { metadata: { annotations: { [`a${round}`]: 'x' } } });
    }
    expect(await named()).toEqual([
      'Update ancient-changes',
      ...Array.from({ length: 9 }, (_, index) => `Update m${index + 3}`),
    ]);
  });

  it('are forgotten when asked to, and begin again with the first apply', async () => {
    const { send, named, as } = fixture();
    await send('POST', DEPLOYMENTS, deployment('red'));
    await as('cleaner', { metadata: { managedFields: [{}] } });
    await as('painter', { metadata: { labels: { a: 'b' } } });
    expect(await named()).toEqual([]);
    const configuration = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'red', labels: { c: 'd' } } };
    await send('PATCH', `${RED}?fieldManager=alice`, configuration, 'application/apply-patch+yaml');
    expect(await named()).toEqual(['Apply alice', 'Update before-first-apply']);
  });

  it('are of the process that wrote', async () => {
    const { api, named } = fixture();
    await api.transport.send({
      ...requestOf('POST', DEPLOYMENTS, deployment('red')),
      userAgent: 'kube-controller-manager/v1.34.4',
    });
    expect(await named()).toEqual(['Update kube-controller-manager']);
  });
});
