import { describe, expect, it } from 'vitest';
import type { Status } from '../machinery/kubernetes-object.ts';
import { CONFIG_MAPS, configMap, createFixture, requestOf } from './api-server.fixture.ts';
import { Journal } from './store/journal.ts';

const MERGE = 'application/merge-patch+json';

describe('watch', () => {
  it('tells of every change in the order of commits', async () => {
    const { send, watch } = createFixture();
    await send('POST', CONFIG_MAPS, configMap('a'));
    const { events, stop } = watch(CONFIG_MAPS);
    const start = Number(events[0]?.split(' ')[2]);
    await send('POST', CONFIG_MAPS, configMap('b'));
    await send('PATCH', `${CONFIG_MAPS}/a`, { data: { k: 'v' } }, MERGE);
    await send('DELETE', `${CONFIG_MAPS}/b`);
    stop();
    await send('DELETE', `${CONFIG_MAPS}/a`);
    expect(events).toEqual([
      `ADDED a ${start}`,
      `ADDED b ${start + 1}`,
      `MODIFIED a ${start + 2}`,
      `DELETED b ${start + 3}`,
    ]);
  });

  it('replays the past from a resourceVersion', async () => {
    const { send, watch } = createFixture();
    const { body } = await send('POST', CONFIG_MAPS, configMap('a'));
    const { resourceVersion } = (body as { metadata: { resourceVersion: string } }).metadata;
    await send('POST', CONFIG_MAPS, configMap('b'));
    expect(watch(`${CONFIG_MAPS}?resourceVersion=${resourceVersion}`).events).toEqual([
      `ADDED b ${Number(resourceVersion) + 1}`,
    ]);
  });

  it('shows objects entering and leaving a selector', async () => {
    const { send, watch } = createFixture();
    await send('POST', CONFIG_MAPS, configMap('a'));
    const { events } = watch(`${CONFIG_MAPS}?labelSelector=app=red`);
    await send('PATCH', `${CONFIG_MAPS}/a`, { metadata: { labels: { app: 'red' } } }, MERGE);
    await send('PATCH', `${CONFIG_MAPS}/a`, { metadata: { labels: { app: 'blue' } } }, MERGE);
    expect(events.map((event) => event.split(' ')[0])).toEqual(['ADDED', 'DELETED']);
  });

  it('ends the initial events with a bookmark when asked to', async () => {
    const { send, api } = createFixture();
    await send('POST', CONFIG_MAPS, configMap('a'));
    const target = `${CONFIG_MAPS}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`;
    const seen: unknown[] = [];
    api.transport.watch(requestOf('GET', target), ({ type, object }) => seen.push([type, object.metadata.annotations]));
    expect(seen).toEqual([
      ['ADDED', undefined],
      ['BOOKMARK', { 'k8s.io/initial-events-end': 'true' }],
    ]);
  });

  it('keeps the order for everyone when a watcher writes', async () => {
    const { send, watch, api } = createFixture();
    api.transport.watch(requestOf('GET', CONFIG_MAPS), ({ object }) => {
      if (object.metadata.name === 'first')
        void api.transport.send(requestOf('POST', CONFIG_MAPS, configMap('second')));
    });
    const { events } = watch(CONFIG_MAPS);
    await send('POST', CONFIG_MAPS, configMap('first'));
    expect(events.map((event) => event.split(' ')[1])).toEqual(['first', 'second']);
  });

  it('refuses a version older than its journal', async () => {
    const { send, api } = createFixture({ journalLength: 2 });
    for (let round = 0; round < 4; round++) await send('POST', CONFIG_MAPS, configMap(`a${round}`));
    const refusal = api.transport.watch(requestOf('GET', `${CONFIG_MAPS}?resourceVersion=1`), () => {});
    expect(refusal).toMatchObject({ status: 410, body: { code: 410, reason: 'Expired' } });
    expect((refusal as { body: Status }).body.message).toMatch(/^too old resource version: 1 \(\d+\)$/);
  });

  it('keeps as much as it says, and knows what it has lost', () => {
    const journal = new Journal(2);
    for (let revision = 1; revision <= 4; revision++) {
      const key = { resource: 'configmaps', namespace: 'default', name: 'a' };
      const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} };
      journal.append({ type: 'MODIFIED', key, object, previous: undefined, revision, time: 0 });
    }
    expect(journal.since('configmaps', 1)).toBeNull();
    expect(journal.since('configmaps', 2)?.map((event) => event.revision)).toEqual([3, 4]);
    expect(journal.since('configmaps', 4)).toEqual([]);
  });
});
