import { expect, test } from 'vitest';
import { threeWayPatch } from './three-way-merge.ts';

test("a changed image, a removed label and another client's field", () => {
  const original = { metadata: { labels: { a: '1', b: '2' } }, spec: { containers: [{ name: 'app', image: 'one' }] } };
  const modified = { metadata: { labels: { a: '1' } }, spec: { containers: [{ name: 'app', image: 'two' }] } };
  const current = {
    metadata: { labels: { a: '1', b: '2', theirs: 'x' } },
    spec: {
      containers: [
        { name: 'app', image: 'one', imagePullPolicy: 'Always' },
        { name: 'sidecar', image: 's' },
      ],
    },
  };
  expect(threeWayPatch(original, modified, current, true)).toEqual({
    metadata: { labels: { b: null } },
    spec: {
      containers: [{ name: 'app', image: 'two' }],
      '$setElementOrder/containers': [{ name: 'app' }],
    },
  });
});

test('nothing to do is an empty patch', () => {
  const object = { spec: { ports: [{ port: 80 }] }, kind: 'Service' };
  expect(threeWayPatch(object, object, { ...object, status: {} }, true)).toEqual({});
});
