import type { Random } from '../../../cluster/machinery/random.ts';
import type { FuzzedKind } from '../fuzzed-kinds.ts';
import { type FuzzInput, httpBytes } from '../input.ts';
import { mutated } from '../mutate-object.ts';
import { chance, nastyString, pick } from '../nasty-values.ts';
import { encoded } from './bodies.ts';
import { nameOf } from './writes.ts';

const OPTIONS = {
  kind: 'DeleteOptions',
  apiVersion: 'v1',
  gracePeriodSeconds: 5,
  propagationPolicy: 'Foreground',
  preconditions: { uid: 'x', resourceVersion: '1' },
  orphanDependents: true,
  dryRun: ['All'],
};
const QUERIES = [
  '',
  '?gracePeriodSeconds=0',
  '?gracePeriodSeconds=-1',
  '?propagationPolicy=Orphan',
  '?propagationPolicy=Nonsense',
  '?dryRun=All',
  '?orphanDependents=x',
  '?labelSelector=app%3Dnobody',
  '?fieldSelector=metadata.name%3Dnobody',
  '?labelSelector=((',
  '?limit=-1&labelSelector=a%3Db',
];

/** DELETE of an object or a collection, with options in the body, the query, both or neither. */
export function remove(random: Random, kinds: readonly FuzzedKind[]): FuzzInput {
  const kind = pick(random, kinds);
  const name = chance(random, 0.5) ? 'nobody' : nameOf(kind.valid('base'));
  const collection = chance(random, 0.2);
  const target = collection
    ? `${kind.collection}?labelSelector=app%3Dnobody&${pick(random, QUERIES).slice(1)}`
    : `${kind.collection}/${name}${pick(random, QUERIES)}`;
  const body = chance(random, 0.6) ? encoded(random, mutated(random, OPTIONS, undefined)) : undefined;
  return {
    family: collection ? 'delete collection' : 'delete',
    bytes: httpBytes({
      method: 'DELETE',
      target,
      headers: body ? { 'Content-Type': chance(random, 0.9) ? body.contentType : nastyHeader(random) } : {},
      body: body?.body,
    }),
    kind,
  };
}

function nastyHeader(random: Random): string {
  return nastyString(random)
    .replace(/[^\x20-\x7e]/g, '')
    .slice(0, 200);
}
