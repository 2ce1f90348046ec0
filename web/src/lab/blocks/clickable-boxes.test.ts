import { expect, test } from 'vitest';
import { topology } from '../../../fixtures/topology.ts';
import { geometries } from '../../map/geometry.ts';
import { layout } from '../../map/layout.ts';
import { clickableBoxes } from './clickable-boxes.ts';

const plain = (html: string): string => html.replace(/<[^>]+>/g, '');
const clickable = (texts: Record<string, string>, pods = topology.pods) =>
  Object.fromEntries(
    clickableBoxes(
      Object.entries(texts).map(([id, html]) => ({ id, html })),
      layout({ ...topology, pods }, geometries.wide),
      plain,
    ),
  );

test('an option is a box when its id or its text names it', () => {
  expect(clickable({ client: '<p>your client</p>', lb: 'lb-red', node: 'node3', tunnel: 'the tunnel' })).toEqual({
    client: 'client',
    'lb/lb-red': 'lb',
    'node/node3': 'node',
  });
});

test('all pods of a workload answer for it', () => {
  const red = topology.pods.filter((pod) => pod.workload === 'red').map((pod) => pod.id);
  expect(red.length).toBeGreaterThan(1);
  expect(clickable({ pod: 'a red pod' })).toEqual(Object.fromEntries(red.map((id) => [id, 'pod'])));
});

test('a pod called client-pod is meant, not the client outside', () => {
  const pod = {
    ...topology.pods[0]!,
    id: 'pod/test/client',
    name: 'client-pod',
    workload: 'client-pod',
    namespace: 'test',
  };
  expect(clickable({ client: 'client pod' }, [...topology.pods, pod])).toEqual({ 'pod/test/client': 'client' });
});
