import { expect, it } from 'vitest';
import type { KubernetesObject, Status } from '../../../machinery/kubernetes-object.ts';
import { CONFIG_MAPS, configMap, createFixture } from '../../api-server.fixture.ts';
import type { WebhookCall, WebhookReply } from '../../webhook/webhook-caller.ts';

const HOOKS = '/apis/admissionregistration.k8s.io/v1';

interface Review {
  readonly request: { readonly uid: string; readonly operation: string; readonly object: KubernetesObject | null };
}

/** An API server whose webhooks are answered by `answer`: the part of the response beside its uid. */
function setUp(answer: (review: Review, call: WebhookCall) => object | Promise<WebhookReply>) {
  const calls: string[] = [];
  const fixture = createFixture({
    callWebhook: async (call) => {
      const review = JSON.parse(call.body) as Review;
      calls.push(`${review.request.operation} https://${call.authority}${call.path} at ${call.host}:${call.port}`);
      const given = await answer(review, call);
      if ('status' in given && 'body' in given) return given as WebhookReply;
      const response = { uid: review.request.uid, ...given };
      const body = JSON.stringify({ kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1', response });
      return { status: 200, body };
    },
  });
  const configure = async (kind: 'mutating' | 'validating', webhook: object = {}) => {
    await fixture.send('POST', '/api/v1/namespaces/default/services', {
      metadata: { name: 'hook' },
      spec: { clusterIP: '10.96.0.77', ports: [{ port: 443 }] },
    });
    const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['configmaps'] };
    const service = { namespace: 'default', name: 'hook', path: '/check' };
    const created = await fixture.send('POST', `${HOOKS}/${kind}webhookconfigurations`, {
      metadata: { name: kind },
      webhooks: [
        {
          name: 'a.example.com',
          rules: [rule],
          clientConfig: { service, caBundle: '' },
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          ...webhook,
        },
      ],
    });
    expect(created.status).toBe(201);
  };
  return { ...fixture, calls, configure };
}

const textOf = ({ status, body }: { status: number; body: unknown }) =>
  `${status} ${(body as Status).reason ?? ''}: ${(body as Status).message ?? ''}`;
const patch = (operations: object[]) => ({
  allowed: true,
  patchType: 'JSONPatch',
  patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
});

it('asks validating webhooks by their Service and passes on what they refuse', async () => {
  const { send, calls, configure } = setUp(({ request }) =>
    request.operation === 'DELETE'
      ? { allowed: false, status: { message: 'keep it', code: 403, reason: 'Forbidden' } }
      : { allowed: true, warnings: ['careful'] },
  );
  await configure('validating');
  const created = await send('POST', CONFIG_MAPS, configMap('a'));
  expect([created.status, created.warnings]).toEqual([201, ['careful']]);
  expect(textOf(await send('DELETE', `${CONFIG_MAPS}/a`))).toBe(
    '403 Forbidden: admission webhook "a.example.com" denied the request: keep it',
  );
  expect(calls).toEqual([
    'CREATE https://hook.default.svc:443/check?timeout=10s at 10.96.0.77:443',
    'DELETE https://hook.default.svc:443/check?timeout=10s at 10.96.0.77:443',
  ]);
});

it('applies the patches of mutating webhooks before validation', async () => {
  const { send, configure } = setUp(() => patch([{ op: 'add', path: '/data', value: { added: 'yes' } }]));
  await configure('mutating');
  const created = await send('POST', CONFIG_MAPS, configMap('a'));
  expect((created.body as { data: object }).data).toEqual({ added: 'yes' });
});

it('fails closed or open when the webhook cannot be asked', async () => {
  const failing = () => Promise.reject(new Error('dial tcp 10.96.0.77:443: connect: connection refused'));
  const closed = setUp(failing);
  await closed.configure('validating');
  expect(textOf(await closed.send('POST', CONFIG_MAPS, configMap('a')))).toBe(
    '500 InternalError: Internal error occurred: failed calling webhook "a.example.com": failed to call webhook: Post "https://hook.default.svc:443/check?timeout=10s": dial tcp 10.96.0.77:443: connect: connection refused',
  );
  const open = setUp(failing);
  await open.configure('validating', { failurePolicy: 'Ignore' });
  expect((await open.send('POST', CONFIG_MAPS, configMap('a'))).status).toBe(201);
});

it('starts a PUT again when another write came between, and lets one with a resourceVersion conflict', async () => {
  const waiting: (() => void)[] = [];
  const { send, configure } = setUp(async ({ request }) => {
    const isSlow =
      (request.object as { data?: { slow?: string } } | null)?.data?.slow === 'yes' && waiting.length === 0;
    if (isSlow) await new Promise<void>((resolve) => waiting.push(resolve));
    return { allowed: true };
  });
  const created = (await send('POST', CONFIG_MAPS, configMap('a'))).body as KubernetesObject;
  await configure('validating');
  const slow = send('PUT', `${CONFIG_MAPS}/a`, configMap('a', { slow: 'yes' }));
  await new Promise((resolve) => setImmediate(resolve));
  await send('PUT', `${CONFIG_MAPS}/a`, configMap('a', { fast: 'yes' }));
  waiting[0]?.();
  expect(((await slow).body as { data: object }).data).toEqual({ slow: 'yes' });

  waiting.length = 0;
  const { metadata } = (await send('GET', `${CONFIG_MAPS}/a`)).body as KubernetesObject;
  const stale = send(
    'PUT',
    `${CONFIG_MAPS}/a`,
    configMap('a', { slow: 'yes', again: 'yes' }, { resourceVersion: metadata.resourceVersion }),
  );
  await new Promise((resolve) => setImmediate(resolve));
  await send('PATCH', `${CONFIG_MAPS}/a`, { data: { fast: 'again' } }, 'application/merge-patch+json');
  waiting[0]?.();
  expect(textOf(await stale)).toBe(
    '409 Conflict: Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
  );
  expect(created.metadata.name).toBe('a');
});

it('calls a webhook again after a later one changed the object', async () => {
  const seen: string[] = [];
  const { send, configure } = setUp(({ request }, call) => {
    const data = (request.object as { data?: Record<string, string> }).data ?? {};
    seen.push(`${call.path.split('?')[0]} ${Object.keys(data).join(',')}`);
    const key = call.path.startsWith('/first') ? 'first' : 'second';
    return data[key] ? { allowed: true } : patch([{ op: 'add', path: `/data/${key}`, value: 'yes' }]);
  });
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] };
  const hook = (name: string) => ({
    name: `${name}.example.com`,
    rules: [rule],
    clientConfig: { url: `https://hooks.example.com/${name}` },
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    reinvocationPolicy: name === 'first' ? 'IfNeeded' : 'Never',
  });
  await configure('validating', { rules: [] });
  await send('POST', `${HOOKS}/mutatingwebhookconfigurations`, {
    metadata: { name: 'm' },
    webhooks: [hook('first'), hook('second')],
  });
  await send('POST', CONFIG_MAPS, configMap('a', { own: 'yes' }));
  expect(seen).toEqual(['/first own', '/second own,first', '/first own,first,second']);
});
