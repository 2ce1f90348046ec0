import { expect, it } from 'vitest';
import { createFixture } from '../api-server.fixture.ts';
import { ask } from '../http/ask.fixture.ts';
import { socketPair } from '../http/memory-socket.fixture.ts';
import { createPlainServer } from '../https.ts';

it('lets a kubelet write its own node alone, and not all of it', async () => {
  const node = { name: 'system:node:node1', groups: ['system:nodes', 'system:authenticated'] };
  const { api, send } = createFixture({ authenticate: () => node });
  const accept = createPlainServer(api);
  const connect = () => {
    const [client, server] = socketPair();
    accept(server);
    return client;
  };
  for (const name of ['node1', 'node2']) await send('POST', '/api/v1/nodes', { metadata: { name } });
  const patch = async (name: string, body: object) => {
    const headers = { 'content-type': 'application/merge-patch+json' };
    const { status, text } = await ask(connect, 'PATCH', `/api/v1/nodes/${name}`, JSON.stringify(body), headers);
    return `${status} ${JSON.parse(text).message ?? ''}`;
  };
  const labels = (label: string) => ({ metadata: { labels: { [label]: 'x' } } });
  expect(await patch('node1', labels('own'))).toBe('200 ');
  expect(await patch('node1', labels('node-restriction.kubernetes.io/team'))).toBe(
    '403 nodes "node1" is forbidden: is not allowed to modify labels: node-restriction.kubernetes.io/team',
  );
  expect(await patch('node1', { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } })).toBe(
    '403 nodes "node1" is forbidden: node "node1" is not allowed to modify taints',
  );
  expect(await patch('node2', labels('own'))).toBe(
    '403 nodes "node2" is forbidden: node "node1" is not allowed to modify node "node2"',
  );
});
