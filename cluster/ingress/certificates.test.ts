import { connect as connectTls } from 'node:tls';
import { expect, test } from 'vitest';
import { certificateFor } from '../proxy/testing/certificates.ts';
import { fakeCertificate } from './fake-certificate.ts';
import { createWorld, ingress, rule } from './testing/ingress-world.ts';

const fake = await fakeCertificate(Date.now());

async function tlsWorld(host: string, secrets: Record<string, Record<string, string>>, annotations = {}) {
  const tls = [{ hosts: [host], secretName: 'tls' }];
  const world = createWorld({
    ingresses: [ingress('web', { tls, rules: [rule(host, { '/': 'red' })] }, annotations)],
    secrets,
    defaultCertificate: fake,
  });
  const socket = await world.client.connect(world.address, 443);
  const secured = connectTls({ socket, servername: host.replace('*', 'x'), rejectUnauthorized: false });
  await new Promise((resolve, reject) => secured.once('secureConnect', resolve).once('error', reject));
  const shown = secured.getPeerCertificate().subject['CN'];
  secured.destroy();
  return { ...world, shown };
}

const FAKE = 'Kubernetes Ingress Controller Fake Certificate';

async function pair(...names: string[]): Promise<Record<string, string>> {
  const { certificate, key } = await certificateFor(names);
  return { 'tls.crt': certificate, 'tls.key': key };
}

test('the Secret’s certificate; plain HTTP is sent to HTTPS', async () => {
  const { shown, warnings, get } = await tlsWorld('red.example', { tls: await pair('red.example') });
  expect([shown, warnings]).toEqual(['red.example', []]);
  expect((await get('red.example/x?y=1')).brief).toBe('308 https://red.example/x?y=1');
  expect((await get('other.example/')).brief).toBe('404');
});

test('ssl-redirect false serves both', async () => {
  const annotations = { 'ssl-redirect': 'false' };
  const { get } = await tlsWorld('red.example', { tls: await pair('red.example') }, annotations);
  expect((await get('red.example/')).brief).toBe('200 red-0 GET /');
});

test('a wildcard host with its certificate', async () => {
  expect((await tlsWorld('*.red.example', { tls: await pair('*.red.example') })).shown).toBe('*.red.example');
});

test('a missing Secret: the fake certificate, and the redirect all the same', async () => {
  const { shown, warnings, get } = await tlsWorld('red.example', {});
  expect(shown).toBe(FAKE);
  expect(warnings).toEqual([
    'Error obtaining X.509 certificate: no object matching key "default/tls" in local store',
    'Error getting SSL certificate "default/tls": local SSL certificate default/tls was not found. Using default certificate',
  ]);
  expect((await get('red.example/')).brief).toBe('308 https://red.example');
});

test('a certificate for another name: the fake one', async () => {
  const { shown, warnings } = await tlsWorld('red.example', { tls: await pair('blue.example') });
  const why = 'x509: certificate is valid for blue.example, not red.example';
  expect(shown).toBe(FAKE);
  expect(warnings).toEqual([
    `Unexpected error validating SSL certificate "default/tls" for server "red.example": ${why}`,
    'Validating certificate against DNS names. This will be deprecated in a future version',
    `SSL certificate "default/tls" does not contain a Common Name or Subject Alternative Name for server "red.example": ${why}`,
    'Using default certificate',
  ]);
});

test('a key that is not the certificate’s, and a Secret without a pair', async () => {
  const [one, other] = await Promise.all([pair('red.example'), pair('red.example')]);
  const mixed = await tlsWorld('red.example', { tls: { ...one, 'tls.key': other['tls.key'] ?? '' } });
  expect(mixed.shown).toBe(FAKE);
  expect(mixed.warnings[0]).toBe(
    'Error obtaining X.509 certificate: unexpected error creating SSL Cert: tls: private key does not match public key',
  );
  const empty = await tlsWorld('red.example', { tls: { password: 'x' } });
  expect(empty.warnings[0]).toBe(
    'Error obtaining X.509 certificate: secret "default/tls" contains no keypair or CA certificate',
  );
});

test('an expired certificate is served, and told', async () => {
  const notAfter = new Date(Date.UTC(2026, 0, 2, 3, 4, 5));
  const { certificate, key } = await certificateFor(['red.example'], { notBefore: new Date(0), notAfter });
  const { shown, warnings } = await tlsWorld('red.example', { tls: { 'tls.crt': certificate, 'tls.key': key } });
  expect(shown).toBe('red.example');
  const told = 'SSL certificate for server "red.example" expired (2026-01-02 03:04:05 +0000 UTC)';
  expect(warnings).toEqual([told]);
});
