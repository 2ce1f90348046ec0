import type { Random } from '../../../cluster/machinery/random.ts';
import type { FuzzedKind } from '../fuzzed-kinds.ts';
import { type FuzzInput, httpBytes } from '../input.ts';
import { type JsonMap, mutated } from '../mutate-object.ts';
import { chance, nastyString, pick, uriText } from '../nasty-values.ts';
import { encoded } from './bodies.ts';

const PARAMETERS = [
  '',
  '',
  '',
  '?fieldValidation=Strict',
  '?fieldValidation=Ignore',
  '?fieldValidation=Nonsense',
  '?fieldManager=fuzz',
  `?fieldManager=${'x'.repeat(200)}`,
  '?pretty=true',
  '?dryRun=All',
  '?dryRun=Some',
  '?dryRun=All&dryRun=All',
  '?timeout=1s',
  '?timeout=-1',
  '?unknown=1',
];

/** POST of a valid body, or of one with a few changes. */
export function create(random: Random, kinds: readonly FuzzedKind[]): FuzzInput {
  const kind = pick(random, kinds);
  const body = bodyFor(random, kind, chance(random, 0.9) ? `new-${random.suffix(5)}` : nastyString(random));
  const { body: bytes, contentType } = encoded(random, body);
  const parameters = pick(random, PARAMETERS);
  return {
    family: 'create',
    bytes: httpBytes({
      method: 'POST',
      target: kind.collection + parameters,
      headers: { 'Content-Type': contentType },
      body: bytes,
    }),
    kind,
    writesObject: !kind.isReview,
    changesNothing: parameters.startsWith('?dryRun'),
  };
}

/** PUT of the object that is there, or of a part of it through a subresource. */
export function replace(random: Random, kinds: readonly FuzzedKind[]): FuzzInput {
  const kind = pick(random, kinds);
  const { body, contentType } = encoded(random, bodyFor(random, kind, 'base'));
  const subresource = chance(random, 0.3) && kind.subresources.length > 0 ? `/${pick(random, kind.subresources)}` : '';
  const name = nameOf(kind.valid('base'));
  const parameters = pick(random, PARAMETERS);
  return {
    family: 'replace',
    bytes: httpBytes({
      method: 'PUT',
      target: `${kind.collection}/${name}${subresource}${parameters}`,
      headers: { 'Content-Type': contentType },
      body,
    }),
    kind,
    writesObject: subresource === '',
    changesNothing: parameters.startsWith('?dryRun'),
  };
}

const SUBRESOURCE_BODIES: readonly JsonMap[] = [
  { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'base' }, spec: { replicas: 3 } },
  { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'base' }, deleteOptions: { gracePeriodSeconds: 0 } },
  { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'base' }, target: { kind: 'Node', name: 'base' } },
  {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: {
      audiences: ['a'],
      expirationSeconds: 3600,
      boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'base' },
    },
  },
  { apiVersion: 'v1', kind: 'Pod', spec: { ephemeralContainers: [{ name: 'debug', image: 'busybox:1.36' }] } },
];

/** POST and PUT to subresources of any kind, with bodies that belong to some of them. */
export function subresource(random: Random, kinds: readonly FuzzedKind[]): FuzzInput {
  const kind = pick(
    random,
    kinds.filter(({ subresources }) => subresources.length > 0),
  );
  const { body, contentType } = encoded(random, mutated(random, pick(random, SUBRESOURCE_BODIES), undefined));
  const target = `${kind.collection}/${nameOf(kind.valid('base'))}/${pick(random, kind.subresources)}`;
  return {
    family: 'subresource',
    bytes: httpBytes({
      method: pick(random, ['POST', 'PUT', 'PATCH']),
      target,
      headers: { 'Content-Type': contentType },
      body,
    }),
    kind,
  };
}

function bodyFor(random: Random, kind: FuzzedKind, name: string): JsonMap {
  const valid = kind.valid(name);
  return chance(random, 0.3) ? valid : mutated(random, valid, kind.schema);
}

export function nameOf(object: JsonMap): string {
  const { name } = (object.metadata ?? {}) as JsonMap;
  return uriText(String(name ?? 'base'));
}
