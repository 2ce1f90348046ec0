import { describe, expect, it } from 'vitest';
import type { KubernetesObject, Status } from '../machinery/kubernetes-object.ts';
import { CONFIG_MAPS, configMap, createFixture, DEPLOYMENTS, deployment, PODS, pod } from './api-server.fixture.ts';

const objectOf = (response: { body: unknown }) => response.body as KubernetesObject & { spec: { replicas?: number } };
const messageOf = (response: { status: number; body: unknown }) =>
  `${response.status} ${(response.body as Status).reason}: ${(response.body as Status).message}`;

describe('create', () => {
  it('fills what the server alone may say', async () => {
    const { send } = createFixture();
    const body = { ...configMap('a', { k: 'v' }), metadata: { name: 'a', uid: 'mine', deletionTimestamp: 'never' } };
    const created = await send('POST', CONFIG_MAPS, body);
    expect(created.status).toBe(201);
    const { uid, resourceVersion, ...metadata } = objectOf(created).metadata;
    expect(metadata).toEqual({ name: 'a', namespace: 'default', creationTimestamp: '2026-01-05T09:00:00Z' });
    expect(uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect(Object.isFrozen(objectOf(created).data)).toBe(true);
    expect((await send('GET', `${CONFIG_MAPS}/a`)).body).toBe(created.body);
  });

  it('generates names', async () => {
    const { send } = createFixture();
    const created = await send('POST', CONFIG_MAPS, { metadata: { generateName: 'red-' } });
    expect(objectOf(created).metadata.name).toMatch(/^red-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  it('stores nothing in a dry run', async () => {
    const { send } = createFixture();
    expect((await send('POST', `${CONFIG_MAPS}?dryRun=All`, configMap('a'))).status).toBe(201);
    expect((await send('GET', `${CONFIG_MAPS}/a`)).status).toBe(404);
  });

  it('refuses in the real words', async () => {
    const { send } = createFixture();
    await send('POST', DEPLOYMENTS, deployment('red'));
    const answers = [
      await send('POST', DEPLOYMENTS, deployment('red')),
      await send('GET', `${DEPLOYMENTS}/blue`),
      await send('POST', '/api/v1/namespaces/nowhere/configmaps', configMap('a')),
      await send('POST', DEPLOYMENTS, deployment('blue', { replicas: -1 })),
      await send('POST', CONFIG_MAPS, deployment('red')),
      await send('POST', CONFIG_MAPS, { metadata: {} }),
      await send('DELETE', '/api/v1/nothing/x'),
      await send('POST', PODS, pod('p', { serviceAccountName: 'ghost' })),
    ];
    expect(answers.map(messageOf)).toEqual([
      '409 AlreadyExists: deployments.apps "red" already exists',
      '404 NotFound: deployments.apps "blue" not found',
      '404 NotFound: namespaces "nowhere" not found',
      '422 Invalid: Deployment.apps "blue" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      '400 BadRequest: Deployment in version "v1" cannot be handled as a ConfigMap: converting (v1.Deployment) to (core.ConfigMap): unknown conversion',
      '422 Invalid: ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
      '404 NotFound: the server could not find the requested resource',
      '403 Forbidden: pods "p" is forbidden: error looking up service account default/ghost: serviceaccount "ghost" not found',
    ]);
  });
});

describe('update', () => {
  it('refuses a stale resourceVersion and changes nothing', async () => {
    const { send } = createFixture();
    const created = objectOf(await send('POST', DEPLOYMENTS, deployment('red')));
    await send('PUT', `${DEPLOYMENTS}/red`, { ...created, metadata: { ...created.metadata, labels: { app: 'x' } } });
    const stale = await send('PUT', `${DEPLOYMENTS}/red`, created);
    expect(messageOf(stale)).toBe(
      '409 Conflict: Operation cannot be fulfilled on deployments.apps "red": the object has been modified; please apply your changes to the latest version and try again',
    );
    expect(objectOf(await send('GET', `${DEPLOYMENTS}/red`)).metadata.labels).toEqual({ app: 'x' });
  });

  it('does not move the resourceVersion when nothing changes', async () => {
    const { send } = createFixture();
    const created = await send('POST', DEPLOYMENTS, deployment('red'));
    expect((await send('PUT', `${DEPLOYMENTS}/red`, created.body)).body).toBe(created.body);
  });

  it('keeps spec and status apart', async () => {
    const { send } = createFixture();
    const created = objectOf(await send('POST', DEPLOYMENTS, deployment('red')));
    const next = { ...created, spec: { ...deployment('red').spec, replicas: 4 }, status: { replicas: 9 } };
    const updated = objectOf(await send('PUT', `${DEPLOYMENTS}/red`, { ...next, metadata: { name: 'red' } }));
    expect([updated.spec.replicas, updated.status, updated.metadata.generation]).toEqual([4, created.status, 2]);
    const status = objectOf(
      await send('PUT', `${DEPLOYMENTS}/red/status`, { ...next, metadata: { name: 'red' }, spec: {} }),
    );
    expect([status.spec.replicas, status.status, status.metadata.generation]).toEqual([4, { replicas: 9 }, 2]);
  });

  it('shares what did not change with the version before', async () => {
    const { send } = createFixture();
    const created = objectOf(await send('POST', DEPLOYMENTS, deployment('red')));
    const patch = { metadata: { labels: { tier: 'web' } } };
    const updated = objectOf(await send('PATCH', `${DEPLOYMENTS}/red`, patch, 'application/merge-patch+json'));
    expect(updated.metadata.labels).toEqual({ app: 'red', tier: 'web' });
    expect(updated.spec).toBe(created.spec);
  });
});

describe('delete', () => {
  it('answers a Status, and the object is gone', async () => {
    const { send } = createFixture();
    const { uid } = objectOf(await send('POST', DEPLOYMENTS, deployment('red'))).metadata;
    expect((await send('DELETE', `${DEPLOYMENTS}/red`)).body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'red', group: 'apps', kind: 'deployments', uid },
    });
    expect((await send('GET', `${DEPLOYMENTS}/red`)).status).toBe(404);
  });

  it('waits for finalizers', async () => {
    const { send } = createFixture();
    await send('POST', CONFIG_MAPS, configMap('a', {}, { finalizers: ['example.com/hold'] }));
    const marked = objectOf(await send('DELETE', `${CONFIG_MAPS}/a`)).metadata;
    expect([marked.deletionTimestamp, marked.deletionGracePeriodSeconds]).toEqual(['2026-01-05T09:00:00Z', 0]);
    const patch = { metadata: { finalizers: null } };
    await send('PATCH', `${CONFIG_MAPS}/a`, patch, 'application/merge-patch+json');
    expect((await send('GET', `${CONFIG_MAPS}/a`)).status).toBe(404);
  });

  it('adds the finalizer of its propagation policy', async () => {
    const { send } = createFixture();
    await send('POST', DEPLOYMENTS, deployment('red'));
    const marked = await send('DELETE', `${DEPLOYMENTS}/red`, { propagationPolicy: 'Foreground' });
    expect(objectOf(marked).metadata.finalizers).toEqual(['foregroundDeletion']);
  });

  it('lets a bound pod end gracefully, and a pod on no node go at once', async () => {
    const { send } = createFixture();
    await send('POST', PODS, pod('bound'));
    await send('POST', PODS, pod('free'));
    const binding = { metadata: { name: 'bound' }, target: { kind: 'Node', name: 'node1' } };
    expect((await send('POST', `${PODS}/bound/binding`, binding)).status).toBe(201);
    expect(messageOf(await send('POST', `${PODS}/bound/binding`, binding))).toBe(
      '409 Conflict: Operation cannot be fulfilled on pods/binding "bound": pod bound is already assigned to node "node1"',
    );
    await send('DELETE', `${PODS}/free`);
    expect((await send('GET', `${PODS}/free`)).status).toBe(404);
    const marked = objectOf(await send('DELETE', `${PODS}/bound`)).metadata;
    expect([marked.deletionTimestamp, marked.deletionGracePeriodSeconds]).toEqual(['2026-01-05T09:00:30Z', 30]);
    const other = await send('DELETE', `${PODS}/bound`, { gracePeriodSeconds: 0, preconditions: { uid: 'other' } });
    expect(other.status).toBe(409);
    await send('DELETE', `${PODS}/bound`, { gracePeriodSeconds: 0, preconditions: { uid: marked.uid } });
    expect((await send('GET', `${PODS}/bound`)).status).toBe(404);
  });

  it('keeps a namespace until it is finalized, and nothing new comes into it', async () => {
    const { send } = createFixture();
    await send('POST', '/api/v1/namespaces', { metadata: { name: 'shop' } });
    const marked = objectOf(await send('DELETE', '/api/v1/namespaces/shop'));
    expect(marked.status).toEqual({ phase: 'Terminating' });
    expect(messageOf(await send('POST', '/api/v1/namespaces/shop/configmaps', configMap('a')))).toBe(
      '403 Forbidden: configmaps "a" is forbidden: unable to create new content in namespace shop because it is being terminated',
    );
    await send('PUT', '/api/v1/namespaces/shop/finalize', { ...marked, spec: { finalizers: [] } });
    expect((await send('GET', '/api/v1/namespaces/shop')).status).toBe(404);
  });

  it('deletes what a selector matches of a collection', async () => {
    const { send } = createFixture();
    for (const app of ['red', 'blue']) await send('POST', CONFIG_MAPS, configMap(app, {}, { labels: { app } }));
    await send('DELETE', `${CONFIG_MAPS}?labelSelector=app=red`);
    const list = objectOf(await send('GET', CONFIG_MAPS)) as unknown as { items: KubernetesObject[] };
    expect(list.items.map((item) => item.metadata.name)).toEqual(['blue']);
  });
});

describe('list', () => {
  it('pages by key and counts what remains', async () => {
    const { send } = createFixture();
    for (const name of ['c', 'a', 'b']) await send('POST', CONFIG_MAPS, configMap(name));
    const pages: unknown[] = [];
    let token: string | undefined = '';
    while (token !== undefined) {
      const page = (await send('GET', `${CONFIG_MAPS}?limit=2&continue=${token}`)).body as {
        metadata: { continue?: string; remainingItemCount?: number };
        items: KubernetesObject[];
      };
      pages.push([page.items.map((item) => item.metadata.name), page.metadata.remainingItemCount]);
      token = page.metadata.continue;
    }
    expect(pages).toEqual([
      [['a', 'b'], 1],
      [['c'], undefined],
    ]);
  });

  it('selects by labels and fields', async () => {
    const { send } = createFixture();
    await send('POST', PODS, { ...pod('a'), metadata: { name: 'a', labels: { app: 'red', tier: 'web' } } });
    await send('POST', PODS, { ...pod('b'), metadata: { name: 'b', labels: { app: 'blue' } } });
    const names = async (query: string) => {
      const { status, body } = await send('GET', `${PODS}?${query}`);
      return status === 200 ? (body as { items: KubernetesObject[] }).items.map((item) => item.metadata.name) : status;
    };
    expect(await names('labelSelector=app in (red, green)')).toEqual(['a']);
    expect(await names('labelSelector=app notin (red)')).toEqual(['b']);
    expect(await names('labelSelector=!tier')).toEqual(['b']);
    expect(await names('labelSelector=app!=red,app')).toEqual(['b']);
    expect(await names('fieldSelector=metadata.name=a,status.phase!=Running')).toEqual(['a']);
    expect(await names('fieldSelector=spec.nope=a')).toBe(400);
    expect(await names('labelSelector=a in')).toBe(400);
  });
});

describe('subresources', () => {
  it('scales through autoscaling/v1 Scale', async () => {
    const { send } = createFixture();
    const { uid, creationTimestamp } = objectOf(await send('POST', DEPLOYMENTS, deployment('red'))).metadata;
    const patch = { spec: { replicas: 3 } };
    const scaled = objectOf(await send('PATCH', `${DEPLOYMENTS}/red/scale`, patch, 'application/merge-patch+json'));
    expect(scaled).toEqual({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: {
        name: 'red',
        namespace: 'default',
        uid,
        creationTimestamp,
        resourceVersion: scaled.metadata.resourceVersion,
      },
      spec: { replicas: 3 },
      status: { replicas: 0, selector: 'app=red' },
    });
    expect(objectOf(await send('GET', `${DEPLOYMENTS}/red`)).metadata.generation).toBe(2);
  });

  it('evicts', async () => {
    const { send } = createFixture();
    await send('POST', PODS, pod('a'));
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'a' } };
    expect((await send('POST', `${PODS}/a/eviction`, eviction)).status).toBe(201);
    expect((await send('GET', `${PODS}/a`)).status).toBe(404);
  });
});

describe('eviction', () => {
  it('is refused by a budget that allows no disruption', async () => {
    const { send } = createFixture();
    await send('POST', PODS, { ...pod('a'), metadata: { name: 'a', labels: { app: 'red' } } });
    const running = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
    await send('PATCH', `${PODS}/a/status`, { status: running }, 'application/merge-patch+json');
    const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';
    const spec = { minAvailable: 1, selector: { matchLabels: { app: 'red' } } };
    expect((await send('POST', budgets, { metadata: { name: 'red' }, spec })).status).toBe(201);
    const status = {
      disruptionsAllowed: 0,
      desiredHealthy: 1,
      currentHealthy: 1,
      expectedPods: 1,
      observedGeneration: 1,
    };
    await send('PATCH', `${budgets}/red/status`, { status }, 'application/merge-patch+json');
    const refused = await send('POST', `${PODS}/a/eviction`, { metadata: { name: 'a' } });
    expect([messageOf(refused), (refused.body as Status).details?.causes]).toEqual([
      "429 TooManyRequests: Cannot evict pod as it would violate the pod's disruption budget.",
      [{ reason: 'DisruptionBudget', message: 'The disruption budget red needs 1 healthy pods and has 1 currently' }],
    ]);
    expect((await send('GET', `${PODS}/a`)).status).toBe(200);
  });
});

describe('snapshot', () => {
  it('brings a store back as it was', async () => {
    const first = createFixture();
    await first.send('POST', DEPLOYMENTS, deployment('red'));
    const second = createFixture();
    second.api.restore(JSON.parse(JSON.stringify(first.api.snapshot())));
    const path = `${DEPLOYMENTS}/red`;
    expect((await second.send('GET', path)).body).toEqual((await first.send('GET', path)).body);
    expect(second.api.snapshot()).toEqual(first.api.snapshot());
  });
});
