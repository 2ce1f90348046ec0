import { describe, expect, it } from 'vitest';
import type { KubernetesObject, Status } from '../../machinery/kubernetes-object.ts';
import { createFixture, PODS, pod } from '../api-server.fixture.ts';

const messageOf = (response: { status: number; body: unknown }) =>
  `${response.status} ${(response.body as Status).message ?? ''}`;
const NAMESPACE = '/api/v1/namespaces/default';
const resources = (requests: object, limits?: object) => ({
  containers: [{ name: 'web', image: 'nginx', resources: { requests, ...(limits && { limits }) } }],
});

describe('ResourceQuota', () => {
  async function quota(hard: Record<string, string>, used: Record<string, string>, spec: object = {}) {
    const fixture = createFixture();
    const created = await fixture.send('POST', `${NAMESPACE}/resourcequotas`, {
      metadata: { name: 'quota' },
      spec: { hard, ...spec },
    });
    const object = created.body as KubernetesObject;
    await fixture.send('PUT', `${NAMESPACE}/resourcequotas/quota/status`, { ...object, status: { hard, used } });
    const usedNow = async () =>
      ((await fixture.send('GET', `${NAMESPACE}/resourcequotas/quota`)).body as { status: { used: object } }).status
        .used;
    return { ...fixture, usedNow };
  }

  it('charges what is admitted and refuses what would be too much', async () => {
    const { send, usedNow } = await quota({ pods: '2', 'requests.cpu': '1' }, { pods: '0', 'requests.cpu': '0' });
    expect(messageOf(await send('POST', PODS, pod('a', resources({ cpu: '600m' }))))).toBe('201 ');
    expect(await usedNow()).toEqual({ pods: '1', 'requests.cpu': '600m' });
    expect(messageOf(await send('POST', PODS, pod('b', resources({ cpu: '500m' }))))).toBe(
      '403 pods "b" is forbidden: exceeded quota: quota, requested: requests.cpu=500m, used: requests.cpu=600m, limited: requests.cpu=1',
    );
    expect(messageOf(await send('POST', PODS, pod('c')))).toBe(
      '403 pods "c" is forbidden: failed quota: quota: must specify requests.cpu for: web',
    );
    await send('POST', `${PODS}?dryRun=All`, pod('d', resources({ cpu: '100m' })));
    expect(await usedNow()).toEqual({ pods: '1', 'requests.cpu': '600m' });
  });

  it('counts objects of any kind, and only pods of its scopes', async () => {
    const { send } = await quota({ 'count/configmaps': '0' }, { 'count/configmaps': '0' });
    expect(messageOf(await send('POST', `${NAMESPACE}/configmaps`, { metadata: { name: 'c' } }))).toBe(
      '403 configmaps "c" is forbidden: exceeded quota: quota, requested: count/configmaps=1, used: count/configmaps=0, limited: count/configmaps=0',
    );
    const scoped = await quota({ pods: '0' }, { pods: '0' }, { scopes: ['Terminating'] });
    expect(messageOf(await scoped.send('POST', PODS, pod('a')))).toBe('201 ');
    expect(messageOf(await scoped.send('POST', PODS, pod('b', { activeDeadlineSeconds: 5 })))).toBe(
      '403 pods "b" is forbidden: exceeded quota: quota, requested: pods=1, used: pods=0, limited: pods=0',
    );
  });
});

describe('LimitRanger', () => {
  it('fills defaults and holds containers to their bounds', async () => {
    const { send } = createFixture();
    const limit = { type: 'Container', default: { cpu: '500m' }, defaultRequest: { cpu: '100m' }, max: { cpu: '1' } };
    await send('POST', `${NAMESPACE}/limitranges`, { metadata: { name: 'limits' }, spec: { limits: [limit] } });
    const created = (await send('POST', PODS, pod('a'))).body as KubernetesObject & {
      spec: { containers: { resources: object }[] };
    };
    expect(created.spec.containers[0]?.resources).toEqual({ limits: { cpu: '500m' }, requests: { cpu: '100m' } });
    expect(created.metadata.annotations).toEqual({
      'kubernetes.io/limit-ranger':
        'LimitRanger plugin set: cpu request for container web; cpu limit for container web',
    });
    expect(messageOf(await send('POST', PODS, pod('b', resources({ cpu: '2' }, { cpu: '2' }))))).toBe(
      '403 pods "b" is forbidden: maximum cpu usage per Container is 1, but limit is 2',
    );
  });
});
