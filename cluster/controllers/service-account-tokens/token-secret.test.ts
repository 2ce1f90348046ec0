import { expect, test } from 'vitest';
import { createControlPlane } from '../../../test/helpers/control-plane.ts';
import { SECRETS, SERVICE_ACCOUNTS } from '../../client/resources.ts';

test('a token Secret is filled, and goes with its account', async () => {
  const plane = createControlPlane();
  await plane.start();
  const secrets = plane.client.resource(SECRETS);
  const tokenOf = (name: string, account: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/service-account-token',
    metadata: { name, namespace: 'default', annotations: { 'kubernetes.io/service-account.name': account } },
  });
  await secrets.create(tokenOf('token', 'default'));
  await secrets.create(tokenOf('lost', 'nobody'));
  await plane.settled();
  const { data = {}, metadata } = await secrets.get('token', 'default');
  const account = await plane.client.resource(SERVICE_ACCOUNTS).get('default', 'default');
  expect(metadata.annotations?.['kubernetes.io/service-account.uid']).toBe(account.metadata.uid);
  const text = (key: string) => Buffer.from(data[key] ?? '', 'base64').toString('utf8');
  expect([text('ca.crt'), text('namespace')]).toEqual(['TEST CA', 'default']);
  const claims = Buffer.from(text('token').split('.')[1] ?? '', 'base64url').toString('utf8');
  expect(JSON.parse(claims)).toMatchObject({
    iss: 'kubernetes/serviceaccount',
    sub: 'system:serviceaccount:default:default',
    'kubernetes.io/serviceaccount/secret.name': 'token',
  });
  await expect(secrets.get('lost', 'default')).rejects.toThrow('secrets "lost" not found');
  await plane.client.resource(SERVICE_ACCOUNTS).delete('default', 'default');
  await plane.settled();
  await expect(secrets.get('token', 'default')).rejects.toThrow('secrets "token" not found');
});
