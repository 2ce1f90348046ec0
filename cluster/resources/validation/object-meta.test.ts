import { expect, test } from 'vitest';
import { validateFinalizerNames, validateNoNewFinalizers } from './object-meta.ts';

const withFinalizers = (finalizers: string[], deletionTimestamp?: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'kept',
    uid: '1',
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
    finalizers,
    ...(deletionTimestamp !== undefined && { deletionTimestamp }),
  },
});

test('a finalizer is a standard one or names its owner', () => {
  expect(validateFinalizerNames(withFinalizers(['orphan', 'nonsense', 'example.com/wait']))).toEqual([
    {
      type: 'FieldValueInvalid',
      field: 'metadata.finalizers[1]',
      badValue: 'nonsense',
      detail: 'name is neither a standard finalizer name nor is it fully qualified',
    },
  ]);
});

test('an object that is being deleted may lose finalizers and gain none', () => {
  const old = withFinalizers(['example.com/a'], '2026-01-01T00:00:01Z');
  expect(validateNoNewFinalizers(withFinalizers([]), old)).toEqual([]);
  expect(validateNoNewFinalizers(withFinalizers(['example.com/c', 'example.com/b']), old)).toEqual([
    {
      type: 'FieldValueForbidden',
      field: 'metadata.finalizers',
      detail:
        'no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/b", "example.com/c"}',
    },
  ]);
});
