import { expect, it } from 'vitest';
import type { Status } from '../../../machinery/kubernetes-object.ts';
import { createFixture, DEPLOYMENTS, deployment, PODS, pod } from '../../api-server.fixture.ts';

const textOf = ({ status, body }: { status: number; body: unknown }) => `${status} ${(body as Status).message ?? ''}`;

async function labelled(labels: Record<string, string>) {
  const { send } = createFixture();
  const metadata = {
    labels: Object.fromEntries(Object.entries(labels).map(([k, v]) => [`pod-security.kubernetes.io/${k}`, v])),
  };
  await send('PATCH', '/api/v1/namespaces/default', { metadata }, 'application/merge-patch+json');
  return send;
}

const CONTAINER = { name: 'web', image: 'nginx' };

it('enforces the restricted level in the real words', async () => {
  const send = await labelled({ enforce: 'restricted' });
  expect(textOf(await send('POST', PODS, pod('a')))).toBe(
    '403 pods "a" is forbidden: violates PodSecurity "restricted:latest": ' +
      'allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false), ' +
      'unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"]), ' +
      'runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true), ' +
      'seccompProfile (pod or container "web" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
  );
  const safe = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
  const spec = {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [{ ...CONTAINER, securityContext: safe }],
  };
  expect(textOf(await send('POST', PODS, pod('b', spec)))).toBe('201 ');
});

it('enforces the baseline and warns of templates', async () => {
  const send = await labelled({ enforce: 'baseline', 'enforce-version': 'v1.34', warn: 'baseline' });
  const spec = {
    hostNetwork: true,
    containers: [
      { ...CONTAINER, securityContext: { privileged: true, capabilities: { add: ['NET_ADMIN', 'CHOWN'] } } },
    ],
    volumes: [{ name: 'root', hostPath: { path: '/' } }],
  };
  expect(textOf(await send('POST', PODS, pod('a', spec)))).toBe(
    '403 pods "a" is forbidden: violates PodSecurity "baseline:v1.34": ' +
      'non-default capabilities (container "web" must not include "NET_ADMIN" in securityContext.capabilities.add), ' +
      'host namespaces (hostNetwork=true), hostPath volumes (volume "root"), ' +
      'privileged (container "web" must not set securityContext.privileged=true)',
  );
  const template = { metadata: { labels: { app: 'd' } }, spec: { hostPID: true, containers: [CONTAINER] } };
  const created = await send('POST', DEPLOYMENTS, deployment('d', { template }));
  expect([created.status, created.warnings]).toEqual([
    201,
    ['would violate PodSecurity "baseline:latest": host namespaces (hostPID=true)'],
  ]);
});
