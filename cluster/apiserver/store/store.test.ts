import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { Ownership, withManagedFields } from '../apply/ownership.ts';
import type { StoredEvent } from './journal.ts';
import { parseStoreSnapshot } from './parse-snapshot.ts';
import { type Moment, Store } from './store.ts';

const keyOf = (name: string) => ({ resource: 'configmaps', namespace: 'default', name });
const objectOf = (name: string, value: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data: { value },
});
const contents = (view: { list(resource: string): KubernetesObject[] }) =>
  view.list('configmaps').map(({ metadata, data }) => `${metadata.name}=${(data as { value: string }).value}`);

/** a and b at revisions 1 and 2; a changed at 3; b removed at 4; c at 5. A second passes before each. */
function example(journalLength = 100) {
  let now = 0;
  const store = new Store({ journalLength, now: () => now });
  const at = (write: () => void) => {
    now += 1000;
    write();
  };
  at(() => store.put(keyOf('b'), objectOf('b', '1')));
  at(() => store.put(keyOf('a'), objectOf('a', '1')));
  at(() => store.put(keyOf('a'), objectOf('a', '2')));
  at(() => store.remove(keyOf('b')));
  at(() => store.put(keyOf('c'), objectOf('c', '1')));
  return store;
}

describe('a past moment', () => {
  it('is read as it was', () => {
    const store = example();
    expect([0, 2, 3, 4, 5].map((revision) => contents(store.at(revision)!))).toEqual([
      [],
      ['a=1', 'b=1'],
      ['a=2', 'b=1'],
      ['a=2'],
      ['a=2', 'c=1'],
    ]);
    expect(store.at(2)?.get(keyOf('a'))?.metadata.resourceVersion).toBe('2');
  });

  it('is out of reach before the journal and in the future', () => {
    const store = example(2);
    expect([store.at(1), store.at(6)]).toEqual([null, null]);
  });

  it('is found by its time', () => {
    const store = example();
    expect([500, 2000, 2999, 9000].map((time) => store.revisionAt(time))).toEqual([0, 2, 2, 5]);
  });
});

it('a fork and its origin do not see each other, and share their objects', () => {
  const store = example();
  const fork = store.fork(3)!;
  fork.put(keyOf('a'), objectOf('a', 'forked'));
  store.remove(keyOf('c'));
  expect([contents(fork), contents(store)]).toEqual([['a=forked', 'b=1'], ['a=2']]);
  expect([fork.revision, store.revision]).toEqual([4, 6]);
  expect(fork.at(3)?.get(keyOf('b'))).toBe(store.at(3)?.get(keyOf('b')));
  expect(fork.since('configmaps', 2)?.map(({ revision }) => revision)).toEqual([3, 4]);
  expect(store.fork(99)).toBeNull();
});

describe('a snapshot', () => {
  const restored = (store: Store, journal: boolean) => {
    const copy = new Store();
    copy.restore(JSON.parse(JSON.stringify(store.snapshot({ journal }))));
    return copy;
  };

  it('is JSON that brings back objects, their owners, the counter and the time', () => {
    const store = example();
    const entry = { manager: 'me', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1' } as const;
    store.put(keyOf('a'), objectOf('a', '3'), Ownership.of([{ ...entry, fieldsV1: { 'f:data': {} } }]));
    const copy = restored(store, false);
    expect([contents(copy), copy.revision, store.snapshot().time]).toEqual([['a=3', 'c=1'], 6, 5000]);
    const object = copy.get(keyOf('a'))!;
    expect(object.metadata).toEqual({ name: 'a', namespace: 'default', resourceVersion: '6' });
    expect(withManagedFields(object)).toEqual(withManagedFields(store.get(keyOf('a'))!));
    expect(copy.since('configmaps', 5)).toBeNull();
  });

  it('with its journal lets watches and views go on', () => {
    const store = example();
    const copy = restored(store, true);
    const told = (events: readonly StoredEvent[] | null) =>
      events?.map(({ type, key, previous }) => `${type} ${key.name} ${previous?.metadata.resourceVersion ?? '-'}`);
    expect(told(copy.since('configmaps', 1))).toEqual(told(store.since('configmaps', 1)));
    expect([1, 3, 5].map((revision) => contents(copy.at(revision)!))).toEqual(
      [1, 3, 5].map((revision) => contents(store.at(revision)!)),
    );
    expect(copy.since('configmaps', 4)?.[0]?.object).toBe(copy.get(keyOf('c')));
  });

  it('of the past has the past’s counter and time', () => {
    const store = example();
    const past = (at: Moment) => {
      const { revision, time } = store.snapshot({ at });
      return [revision, time];
    };
    expect([past({ revision: 2 }), past({ time: 2500 }), past({ revision: 5 })]).toEqual([
      [2, 2000],
      [2, 2500],
      [5, 5000],
    ]);
    expect(() => store.snapshot({ at: { revision: 9 } })).toThrow(
      'revision 9 is out of reach: the journal tells of 0 to 5',
    );
    expect(() => example(2).snapshot({ at: { time: 1500 } })).toThrow(
      '1970-01-01T00:00:01.500Z is out of reach: the journal begins at 1970-01-01T00:00:03.000Z',
    );
  });

  describe('from outside', () => {
    const parse = (change: (snapshot: ReturnType<typeof saved>) => void) => {
      const snapshot = saved();
      change(snapshot);
      return () => parseStoreSnapshot(snapshot, 'store');
    };
    const saved = () => JSON.parse(JSON.stringify(example().snapshot({ journal: true })));

    it('is taken when it is whole', () => {
      expect(parse(() => {})()).toEqual(saved());
    });

    it.each<[string, (snapshot: ReturnType<typeof saved>) => void, string]>([
      ['of another version', (it) => Object.assign(it, { version: 9 }), 'store: version 9 of a store'],
      ['without a counter', (it) => Object.assign(it, { revision: '5' }), 'store.revision must be a whole number'],
      ['with a list that is none', (it) => Object.assign(it, { resources: {} }), 'store.resources must be a list'],
      [
        'with an object of the future',
        (it) => Object.assign(it.resources[0].objects[0].metadata, { resourceVersion: '6' }),
        'store: configmaps default/a: resourceVersion 6 is not of this store',
      ],
      [
        'with a field of another type',
        (it) => Object.assign(it.resources[0].objects[0], { data: { value: 1 } }),
        'store: configmaps default/a: json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
      ],
      ['with a gap', (it) => it.journal.events.splice(2, 1), 'store.journal.events[2].revision must be 3'],
    ])('%s is refused', (_name, change, message) => {
      expect(parse(change)).toThrow(message);
    });
  });

  it('of another version is refused', () => {
    expect(() => new Store().restore({ ...example().snapshot(), version: 1 })).toThrow(
      'snapshot version 1 is not known',
    );
  });
});
