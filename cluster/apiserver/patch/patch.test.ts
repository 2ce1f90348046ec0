import { describe, expect, it } from 'vitest';
import { schemaOf } from '../../resources/schema-table.ts';
import { StatusError } from '../errors.ts';
import { applyJsonPatch } from './json-patch.ts';
import { applyMergePatch } from './merge-patch.ts';
import { applyStrategicMergePatch } from './strategic-merge-patch.ts';

const podSpec = schemaOf('io.k8s.api.core.v1.PodSpec');
const strategic = (original: unknown, patch: Record<string, unknown>) =>
  applyStrategicMergePatch(original, patch, podSpec);

describe('strategic merge patch', () => {
  const original = {
    containers: [
      { name: 'web', image: 'nginx:1', env: [{ name: 'A', value: '1' }] },
      { name: 'side', image: 'side:1' },
    ],
    nodeSelector: { disk: 'ssd', zone: 'a' },
    tolerations: [{ key: 'x' }],
  };

  it('merges lists by their key and replaces lists without one', () => {
    const patch = {
      containers: [{ name: 'web', image: 'nginx:2', env: [{ name: 'B', value: '2' }] }],
      nodeSelector: { zone: null },
      tolerations: [{ key: 'y' }],
    };
    expect(strategic(original, patch)).toEqual({
      containers: [
        {
          name: 'web',
          image: 'nginx:2',
          env: [
            { name: 'B', value: '2' },
            { name: 'A', value: '1' },
          ],
        },
        { name: 'side', image: 'side:1' },
      ],
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ key: 'y' }],
    });
  });

  it('deletes an element and orders the rest', () => {
    const patch = {
      '$setElementOrder/containers': [{ name: 'new' }, { name: 'side' }],
      containers: [
        { name: 'new', image: 'new:1' },
        { $patch: 'delete', name: 'web' },
      ],
    };
    expect(strategic({ containers: original.containers }, patch)).toEqual({
      containers: [
        { name: 'new', image: 'new:1' },
        { name: 'side', image: 'side:1' },
      ],
    });
  });

  it('replaces a map, retains only named keys and deletes from lists of strings', () => {
    expect(strategic(original, { nodeSelector: { $patch: 'replace', gpu: 'yes' } })).toMatchObject({
      nodeSelector: { gpu: 'yes' },
    });
    const volumes = { volumes: [{ name: 'v', emptyDir: {} }] };
    const patch = { volumes: [{ name: 'v', configMap: { name: 'c' }, $retainKeys: ['name', 'configMap'] }] };
    expect(strategic(volumes, patch)).toEqual({ volumes: [{ name: 'v', configMap: { name: 'c' } }] });
    const metadata = schemaOf('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
    expect(
      applyStrategicMergePatch({ finalizers: ['a', 'b'] }, { '$deleteFromPrimitiveList/finalizers': ['a'] }, metadata),
    ).toEqual({ finalizers: ['b'] });
  });
});

it('merge patch follows RFC 7386', () => {
  expect(applyMergePatch({ a: { b: 1, c: 2 }, d: [1] }, { a: { b: null, e: { f: null } }, d: [2] })).toEqual({
    a: { c: 2, e: {} },
    d: [2],
  });
});

describe('JSON patch', () => {
  const refusal = (patch: unknown) => {
    try {
      applyJsonPatch({ a: [1], 'x/y': 1 }, patch);
    } catch (error) {
      if (error instanceof StatusError) return error.status.code;
    }
    return null;
  };

  it('follows RFC 6902 and changes nothing in place', () => {
    const document = Object.freeze({ a: [1, 2], b: { c: 'x' } });
    const patch = [
      { op: 'test', path: '/b/c', value: 'x' },
      { op: 'add', path: '/a/1', value: 9 },
      { op: 'add', path: '/a/-', value: 3 },
      { op: 'copy', from: '/b', path: '/d' },
      { op: 'move', from: '/b/c', path: '/e~1f' },
      { op: 'replace', path: '/d/c', value: null },
      { op: 'remove', path: '/a/0' },
    ];
    expect(applyJsonPatch(document, patch)).toEqual({ a: [9, 2, 3], b: {}, d: { c: null }, 'e/f': 'x' });
    expect(document).toEqual({ a: [1, 2], b: { c: 'x' } });
  });

  it('refuses what does not apply', () => {
    expect(refusal({})).toBe(400);
    expect(refusal([{ op: 'remove', path: '/nope' }])).toBe(422);
    expect(refusal([{ op: 'test', path: '/x~1y', value: 2 }])).toBe(422);
    expect(refusal([{ op: 'replace', path: '/a/1', value: 2 }])).toBe(422);
    expect(refusal([{ op: 'jump', path: '/a' }])).toBe(422);
  });
});
