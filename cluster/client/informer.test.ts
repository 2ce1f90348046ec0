import { expect, test } from 'vitest';
import type { ApiTransport, WatchEvent } from '../machinery/api-transport.ts';
import { VirtualClock } from '../machinery/virtual-clock.ts';
import { createClient } from './create-client.ts';
import { createInformerFactory } from './informer-factory.ts';
import { CONFIG_MAPS } from './resources.ts';

function map(name: string, resourceVersion: string) {
  const metadata = {
    name,
    namespace: 'default',
    uid: name,
    resourceVersion,
    creationTimestamp: '2026-01-05T09:00:00Z',
  };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata };
}

/** A server whose list and watch the test plays itself. */
function playedServer() {
  const server = {
    lists: [] as unknown[][],
    requests: [] as string[],
    tell: (_event: WatchEvent) => {},
  };
  const transport: ApiTransport = {
    send: async ({ path }) => {
      server.requests.push(`list ${path}`);
      const items = server.lists.shift() ?? [];
      return { status: 200, body: { items, metadata: { resourceVersion: '10' } } };
    },
    watch: ({ path, query }, onEvent) => {
      server.requests.push(`watch ${path} from ${query?.get('resourceVersion')}`);
      server.tell = onEvent;
      return { stop: () => {} };
    },
  };
  const clock = new VirtualClock();
  const client = createClient({ transport, user: { name: 'test', groups: [] }, userAgent: 'test' });
  return { server, clock, informers: createInformerFactory({ client, clock }) };
}

test('a resource is listed and watched once for all, and everybody hears of every change', async () => {
  const { server, informers } = playedServer();
  server.lists.push([map('a', '1')]);
  const heard: string[] = [];
  for (const listener of ['x', 'y']) {
    informers.informer(CONFIG_MAPS).onChange((current, previous) => {
      const version = (object: typeof current) => object?.metadata.resourceVersion ?? '-';
      heard.push(`${listener} ${(current ?? previous)?.metadata.name} ${version(previous)}>${version(current)}`);
    });
  }
  await informers.start();
  server.tell({ type: 'MODIFIED', object: map('a', '11') });
  server.tell({ type: 'DELETED', object: map('a', '12') });
  expect(server.requests).toEqual(['list /api/v1/configmaps', 'watch /api/v1/configmaps from 10']);
  expect(heard).toEqual(['x a ->1', 'y a ->1', 'x a 1>11', 'y a 1>11', 'x a 12>-', 'y a 12>-']);
});

test('after 410 Gone everything is listed again, and what went meanwhile is told as deleted', async () => {
  const { server, informers, clock } = playedServer();
  server.lists.push([map('kept', '1'), map('gone', '2')], [map('kept', '1'), map('new', '20')]);
  const heard: string[] = [];
  const informer = informers.informer(CONFIG_MAPS);
  await informers.start();
  informer.onChange((current, previous) => heard.push(`${previous?.metadata.name}>${current?.metadata.name}`));
  heard.length = 0;
  const gone = { apiVersion: 'v1', kind: 'Status', metadata: {}, code: 410, reason: 'Expired' };
  server.tell({ type: 'ERROR', object: gone });
  await clock.advance(0);
  expect(heard).toEqual(['gone>undefined', 'undefined>new']);
  expect(informer.list('default').map(({ metadata }) => metadata.name)).toEqual(['kept', 'new']);
});

test('an index follows its objects', async () => {
  const { server, informers } = playedServer();
  server.lists.push([{ ...map('a', '1'), data: { colour: 'red' } }]);
  const byColour = informers.informer(CONFIG_MAPS).index('colour', ({ data }) => (data?.colour ? [data.colour] : []));
  await informers.start();
  expect(byColour('red').length).toBe(1);
  server.tell({ type: 'MODIFIED', object: { ...map('a', '2'), data: { colour: 'blue' } } });
  expect([byColour('red').length, byColour('blue').length]).toEqual([0, 1]);
});
