import { describe, expect, it } from 'vitest';
import { createFixture, PODS, pod } from '../api-server.fixture.ts';

const ACCOUNTS = '/api/v1/namespaces/default/serviceaccounts';

async function admitted(account: object | null, spec: Record<string, unknown> = {}) {
  const { send } = createFixture();
  if (account) await send('POST', ACCOUNTS, { metadata: { name: 'robot' }, ...account });
  const { body } = await send('POST', PODS, pod('p', { ...(account && { serviceAccountName: 'robot' }), ...spec }));
  return (body as { spec: Record<string, unknown> & { volumes?: { name: string }[] } }).spec;
}

describe('a new pod', () => {
  it('has an account, and its token in every container', async () => {
    const spec = await admitted(null);
    const name = spec.volumes?.[0]?.name;
    expect(name).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    const mount = { mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', name, readOnly: true };
    expect(spec).toMatchObject({
      serviceAccount: 'default',
      serviceAccountName: 'default',
      containers: [{ volumeMounts: [mount] }],
    });
  });

  it('has no token where its account wants none, unless it asks for one', async () => {
    const account = { automountServiceAccountToken: false };
    expect((await admitted(account)).volumes).toBeUndefined();
    expect((await admitted(account, { automountServiceAccountToken: true })).volumes).toHaveLength(1);
    expect((await admitted({}, { automountServiceAccountToken: false })).volumes).toBeUndefined();
  });

  it('pulls with the Secrets of its account, unless it names its own', async () => {
    const account = { imagePullSecrets: [{ name: 'registry' }] };
    expect((await admitted(account)).imagePullSecrets).toEqual([{ name: 'registry' }]);
    expect((await admitted(account, { imagePullSecrets: [{ name: 'own' }] })).imagePullSecrets).toEqual([
      { name: 'own' },
    ]);
  });
});
