import type { Random } from '../../../cluster/machinery/random.ts';
import type { FuzzedKind } from '../fuzzed-kinds.ts';
import { type FuzzInput, httpBytes } from '../input.ts';
import { isMap, type JsonMap, mutated } from '../mutate-object.ts';
import { chance, nastyString, nastyValue, pick } from '../nasty-values.ts';
import { encoded, jsonBody } from './bodies.ts';
import { nameOf } from './writes.ts';

const TYPES = ['json', 'merge', 'strategic', 'apply'] as const;
const MEDIA_TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};
const PARAMETERS = ['', '', '?force=true', '?fieldManager=other', '?fieldValidation=Strict', '?dryRun=All', '?force=x'];

/** PATCH of every type, for the object that is there and for one that is not. */
export function patch(random: Random, kinds: readonly FuzzedKind[]): FuzzInput {
  const kind = pick(random, kinds);
  const type = pick(random, TYPES);
  const valid = kind.valid(chance(random, 0.85) ? 'base' : `applied-${random.suffix(4)}`);
  const body = bodyOf(random, type, kind, valid);
  const sub = chance(random, 0.2) && kind.subresources.length > 0 ? `/${pick(random, kind.subresources)}` : '';
  let parameters = pick(random, PARAMETERS);
  if (type === 'apply' && chance(random, 0.8)) parameters += `${parameters ? '&' : '?'}fieldManager=applier`;
  return {
    family: `patch ${type}`,
    bytes: httpBytes({
      method: 'PATCH',
      target: `${kind.collection}/${nameOf(valid)}${sub}${parameters}`,
      headers: { 'Content-Type': MEDIA_TYPES[chance(random, 0.95) ? type : pick(random, TYPES)] },
      body,
    }),
    kind,
    writesObject: sub === '',
    changesNothing: parameters.includes('dryRun=All'),
  };
}

function bodyOf(random: Random, type: (typeof TYPES)[number], kind: FuzzedKind, valid: JsonMap): Buffer {
  const changed = mutated(random, valid, kind.schema);
  switch (type) {
    case 'json':
      return jsonBody(operations(random, valid)).body;
    case 'merge':
      return jsonBody(chance(random, 0.05) ? nastyValue(random) : partOf(random, changed)).body;
    case 'strategic':
      return jsonBody(withDirectives(random, partOf(random, changed))).body;
    case 'apply': {
      const { contentType, body } = encoded(random, changed);
      return contentType.includes('protobuf') ? jsonBody(changed).body : body;
    }
  }
}

/** Some of the fields, some of them null. */
function partOf(random: Random, object: JsonMap): JsonMap {
  return Object.fromEntries(
    Object.entries(object)
      .filter(() => chance(random, 0.7))
      .map(([name, value]) => [
        name,
        chance(random, 0.05) ? null : isMap(value) && chance(random, 0.7) ? partOf(random, value) : value,
      ]),
  );
}

function withDirectives(random: Random, object: JsonMap): JsonMap {
  const entries = Object.entries(object).flatMap(([name, value]): [string, unknown][] => {
    if (isMap(value)) return [[name, withDirectives(random, value)]];
    if (!Array.isArray(value) || !chance(random, 0.3)) return [[name, value]];
    const keys = value.map((item) => (isMap(item) ? { name: item.name } : item));
    const directive = { $patch: pick(random, ['delete', 'replace', 'merge', 'nonsense']), name: nastyString(random) };
    return pick(random, [
      [[name, [...value, directive]]],
      [
        [name, value],
        [`$setElementOrder/${name}`, keys],
      ],
      [[`$deleteFromPrimitiveList/${name}`, keys]],
      [[name, [{ $patch: 'replace' }]]],
    ] as [string, unknown][][]);
  });
  if (chance(random, 0.1)) entries.push(['$patch', pick(random, ['delete', 'replace', 'merge', 'x', 1, null])]);
  if (chance(random, 0.1)) entries.push(['$retainKeys', [nastyString(random), Object.keys(object)[0] ?? 'a']]);
  return Object.fromEntries(entries);
}

const LABEL_POINTERS = [
  '/metadata/labels/a',
  '/metadata/labels/app',
  '/metadata/labels/x~1y',
  '/metadata/generateName',
];
const OPERATIONS = ['add', 'remove', 'replace', 'move', 'copy', 'test', 'nonsense', ''];

function operations(random: Random, object: JsonMap): unknown {
  if (chance(random, 0.04)) return nastyValue(random);
  if (chance(random, 0.4)) return [{ op: 'add', path: pick(random, LABEL_POINTERS), value: nastyString(random) }];
  const length = chance(random, 0.02) ? 10_001 : 1 + random.integer(4);
  const one = () => {
    const operation: JsonMap = { op: pick(random, OPERATIONS), path: pointer(random, object) };
    if (chance(random, 0.7)) operation.value = nastyValue(random);
    if (chance(random, 0.4)) operation.from = pointer(random, object);
    return operation;
  };
  const first = one();
  return Array.from({ length }, (_, index) => (index < 4 ? one() : first));
}

/** A JSON pointer into the object, or a little beside it. */
function pointer(random: Random, object: unknown): string {
  let path = '';
  let value = object;
  while (typeof value === 'object' && value !== null && chance(random, 0.8)) {
    const keys = Object.keys(value);
    const key =
      chance(random, 0.9) && keys.length > 0 ? pick(random, keys) : pick(random, ['-', '99', '-1', '01', '~', '']);
    path += `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    value = Reflect.get(value, key);
  }
  return chance(random, 0.05) ? nastyString(random) : path;
}
