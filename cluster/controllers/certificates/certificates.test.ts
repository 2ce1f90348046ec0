import 'reflect-metadata';
import { webcrypto, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { expect, test } from 'vitest';
import { createControlPlane } from '../../../test/helpers/control-plane.ts';
import { createServingCredentials } from '../../apiserver/certificates.ts';
import { CERTIFICATE_SIGNING_REQUESTS } from '../../client/resources.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

async function startPlane() {
  const credentials = await createServingCredentials(Date.parse('2026-01-01T00:00:00Z'));
  const plane = createControlPlane(1, { authority: { certificate: credentials.ca, key: credentials.caKey } });
  await plane.start();
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const requests = plane.client.resource(CERTIFICATE_SIGNING_REQUESTS);
  const ask = async (name: string, subject: string, usages: string[], signer = 'kube-apiserver-client') => {
    const request = await x509.Pkcs10CertificateRequestGenerator.create({
      name: subject,
      keys,
      signingAlgorithm: ALGORITHM,
    });
    const spec = {
      request: Buffer.from(`${request.toString('pem')}\n`).toString('base64'),
      signerName: `kubernetes.io/${signer}`,
      usages,
    };
    return requests.create({
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name },
      spec,
    });
  };
  const approve = async (name: string) => {
    const conditions = [{ type: 'Approved', status: 'True', reason: 'KubectlApprove', message: 'fine' }];
    const request = await requests.get(name);
    await requests.putSubresource(name, 'approval', { ...request, status: { conditions } });
  };
  /** Signing happens outside the event loop's turns that the queues count. */
  const changed = (name: string) =>
    new Promise<void>((resolve) => {
      const watch = requests.watch({ fieldSelector: `metadata.name=${name}` }, ({ object }) => {
        const { certificate, conditions = [] } = object.status ?? {};
        if (!certificate && !conditions.some(({ type }) => type === 'Failed')) return;
        resolve();
        queueMicrotask(() => watch.stop());
      });
    });
  return { plane, credentials, requests, ask, approve, changed };
}

test('an approved request gets a certificate of the cluster, which is cleaned up after an hour', async () => {
  const { plane, credentials, requests, ask, approve, changed } = await startPlane();
  await ask('jane', 'CN=jane, O=dev', ['client auth']);
  await plane.settled();
  expect((await requests.get('jane')).status).toEqual({});
  await approve('jane');
  await changed('jane');
  const { status } = await requests.get('jane');
  const certificate = new X509Certificate(Buffer.from(status?.certificate ?? '', 'base64'));
  expect(certificate.checkIssued(new X509Certificate(credentials.ca))).toBe(true);
  expect(certificate.subject.split('\n').sort()).toEqual(['CN=jane', 'O=dev']);
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  await plane.settled();
  await plane.clock.advance(3_700_000);
  await plane.settled();
  await expect(requests.get('jane')).rejects.toThrow('certificatesigningrequests.certificates.k8s.io "jane" not found');
});

test('a request that its signer does not take fails', async () => {
  const { requests, ask, approve, changed } = await startPlane();
  await ask('server', 'CN=jane', ['server auth']);
  await approve('server');
  await changed('server');
  expect((await requests.get('server')).status?.conditions?.at(-1)).toMatchObject({
    type: 'Failed',
    reason: 'SignerValidationFailure',
    message: 'invalid usage for client certificate: server auth',
  });
});
