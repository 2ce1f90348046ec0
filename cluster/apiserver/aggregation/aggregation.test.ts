import { createServer } from 'node:https';
import { expect, it } from 'vitest';
import { type MachineSocket, NetworkError } from '../../machinery/machine.ts';
import { createFixture } from '../api-server.fixture.ts';
import { createServingCredentials } from '../certificates.ts';
import { ask } from '../http/ask.fixture.ts';
import { socketPair } from '../http/memory-socket.fixture.ts';
import { createPlainServer } from '../https.ts';

const API_SERVICE = '/apis/apiregistration.k8s.io/v1/apiservices/v1alpha1.example.com';
const ROOT = '/apis/example.com/v1alpha1';
const SLICES = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
interface Groups {
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}
const credentials = createServingCredentials(Date.now(), [{ type: 'dns', value: 'extension.default.svc' }]);

/** What the aggregated API server answers: an old one, without aggregated discovery. */
function answer(path: string, headers: NodeJS.Dict<string | string[]>): object | undefined {
  if (path === ROOT) {
    const verbs = ['get', 'list'];
    const resources = [
      { name: 'boats', singularName: 'boat', namespaced: true, kind: 'Boat', verbs, shortNames: ['bo'] },
      { name: 'boats/status', singularName: '', namespaced: true, kind: 'Boat', verbs: ['get'] },
    ];
    return { kind: 'APIResourceList', groupVersion: 'example.com/v1alpha1', resources };
  }
  if (path === '/openapi/v3') return { paths: { [ROOT.slice(1)]: { serverRelativeURL: `/openapi/v3${ROOT}?hash=1` } } };
  if (path.startsWith(`${ROOT}/`)) {
    const { authorization, 'x-remote-user': user, 'x-remote-group': groups } = headers;
    return { path, authorization, user, groups };
  }
  return undefined;
}

/** An API server with an APIService whose Service is answered for at its ClusterIP while `isUp()`. */
async function withExtension(isUp: () => boolean) {
  const { certificate, key, ca } = await credentials;
  const backend = createServer({ cert: certificate, key }, (request, response) => {
    const body = answer(request.url ?? '', request.headers);
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
  });
  const dial = async () => {
    if (!isUp()) throw new NetworkError('ECONNREFUSED');
    const [client, server] = socketPair();
    backend.emit('connection', server);
    return client as unknown as MachineSocket;
  };
  const fixture = createFixture({ dial });
  const accept = createPlainServer(fixture.api);
  const call = (method: string, path: string, headers = {}) => {
    const [client, server] = socketPair();
    accept(server);
    return ask(() => client, method, path, undefined, headers);
  };
  await fixture.send('POST', '/apis/apiregistration.k8s.io/v1/apiservices', {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1alpha1.example.com' },
    spec: {
      service: { namespace: 'default', name: 'extension' },
      group: 'example.com',
      version: 'v1alpha1',
      caBundle: Buffer.from(ca).toString('base64'),
      groupPriorityMinimum: 2000,
      versionPriority: 15,
    },
  });
  /** The condition after the check that is due, and whatever it asks, has ended. */
  const available = async (wanted: string) => {
    for (;;) {
      const { body } = await fixture.send('GET', API_SERVICE);
      const { conditions = [] } = (body as { status: { conditions?: { reason: string; message: string }[] } }).status;
      const told = `${conditions[0]?.reason}: ${conditions[0]?.message}`;
      if (told.startsWith(wanted)) return told;
      await fixture.clock.advance(1);
      await new Promise(setImmediate);
    }
  };
  return { ...fixture, call, available };
}

async function createService(send: ReturnType<typeof createFixture>['send']): Promise<void> {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'extension' } };
  await send('POST', '/api/v1/namespaces/default/services', {
    ...service,
    spec: { clusterIP: '10.96.7.7', ports: [{ port: 443 }] },
  });
}

async function createSlice(send: ReturnType<typeof createFixture>['send']): Promise<void> {
  await send('POST', SLICES, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'extension', labels: { 'kubernetes.io/service-name': 'extension' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['192.168.1.2'] }],
    ports: [{ name: '', port: 8443 }],
  });
}

it('says why an API service is not available, and that it is', async () => {
  let up = false;
  const { send, available, call } = await withExtension(() => up);
  const told = [await available('ServiceNotFound')];
  await createService(send);
  told.push(await available('EndpointsNotFound'));
  await createSlice(send);
  told.push(await available('FailedDiscoveryCheck'));
  const refused = await call('GET', `${ROOT}/boats`);
  const { items } = JSON.parse((await call('GET', '/apis', { accept: AGGREGATED })).text) as Groups;
  up = true;
  told.push(await available('Passed'));
  const url = `https://10.96.7.7:443${ROOT}`;
  expect(told).toEqual([
    'ServiceNotFound: service/extension in "default" is not present',
    'EndpointsNotFound: cannot find endpointslices for service/extension in "default"',
    `FailedDiscoveryCheck: failing or missing response from ${url}: Get "${url}": dial tcp 10.96.7.7:443: connect: connection refused`,
    'Passed: all checks passed',
  ]);
  expect(items.at(-1)).toEqual({
    metadata: { name: 'example.com' },
    versions: [{ version: 'v1alpha1', freshness: 'Stale' }],
  });
  expect(`${refused.status} ${refused.text}`).toBe('503 service unavailable\n');
});

it('passes requests on as their user, and names the group in the documents of discovery', async () => {
  const { send, available, call } = await withExtension(() => true);
  await createService(send);
  await createSlice(send);
  await available('Passed');
  const passed = await call('GET', `${ROOT}/boats?limit=1`, { 'X-Remote-User': 'somebody else' });
  expect(JSON.parse(passed.text)).toEqual({
    path: `${ROOT}/boats?limit=1`,
    user: 'kubernetes-admin',
    groups: 'system:masters, system:authenticated',
  });
  const aggregated = await call('GET', '/apis', { accept: AGGREGATED });
  const { items } = JSON.parse(aggregated.text) as Groups;
  expect(items[0]?.metadata.name).toBe('apiregistration.k8s.io');
  const kind = { group: 'example.com', version: 'v1alpha1', kind: 'Boat' };
  expect(items.at(-1)).toEqual({
    metadata: { name: 'example.com' },
    versions: [
      {
        version: 'v1alpha1',
        resources: [
          {
            resource: 'boats',
            responseKind: kind,
            scope: 'Namespaced',
            singularResource: 'boat',
            verbs: ['get', 'list'],
            shortNames: ['bo'],
            subresources: [{ subresource: 'status', responseKind: kind, verbs: ['get'] }],
          },
        ],
        freshness: 'Current',
      },
    ],
  });
  const group = JSON.parse((await call('GET', '/apis/example.com')).text) as object;
  const version = { groupVersion: 'example.com/v1alpha1', version: 'v1alpha1' };
  expect(group).toEqual({
    kind: 'APIGroup',
    apiVersion: 'v1',
    name: 'example.com',
    versions: [version],
    preferredVersion: version,
  });
  const openApi = JSON.parse((await call('GET', '/openapi/v3')).text) as { paths: Record<string, unknown> };
  expect(openApi.paths['apis/example.com/v1alpha1']).toEqual({ serverRelativeURL: `/openapi/v3${ROOT}?hash=1` });
});
