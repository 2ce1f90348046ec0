import type { CustomResourceDefinition, CustomResourceNames } from '../kind/custom-resource-definition.ts';
import { conditionOf, withCondition } from '../kind/custom-resource-definition.ts';
import { canonical } from '../schema/list-types.ts';

const ACCEPTED_AT_FIRST = 'the initial names have been accepted';

/** controller/status/naming_controller.go: which names are free in the group. Gives the definition itself when nothing changes. */
export function acceptNames(
  definition: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
  now: string,
): CustomResourceDefinition {
  const { names: requested } = definition.spec;
  const accepted = definition.status.acceptedNames;
  if (canonical(withoutEmpty(requested)) === canonical(withoutEmpty(accepted))) return definition;
  const { names, reason, message } = decideNames(requested, accepted, namesInUse([definition, ...others]));
  const status = reason === 'NoConflicts' ? 'True' : 'False';
  const before = conditionOf(definition, 'NamesAccepted');
  const same = before?.status === status && before.reason === reason && before.message === message;
  if (same && canonical(withoutEmpty(names)) === canonical(withoutEmpty(accepted))) return definition;
  const named = { ...definition, status: { ...definition.status, acceptedNames: withoutEmpty(names) } };
  const next = withCondition(named, { type: 'NamesAccepted', status, reason, message }, now);
  if (conditionOf(next, 'Established')?.status === 'True') return next;
  return withCondition(
    next,
    status === 'True'
      ? { type: 'Established', status: 'False', reason: 'Installing', message: ACCEPTED_AT_FIRST }
      : { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' },
    now,
  );
}

/** controller/establish: what has its names is served. */
export function establish(definition: CustomResourceDefinition, now: string): CustomResourceDefinition {
  if (conditionOf(definition, 'NamesAccepted')?.status !== 'True') return definition;
  if (conditionOf(definition, 'Established')?.status === 'True') return definition;
  const reason = 'InitialNamesAccepted';
  return withCondition(definition, { type: 'Established', status: 'True', reason, message: ACCEPTED_AT_FIRST }, now);
}

interface UsedNames {
  readonly resources: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
}

function namesInUse(definitions: readonly CustomResourceDefinition[]): UsedNames {
  const names = definitions.map(({ status }) => status.acceptedNames);
  return {
    resources: new Set(
      names.flatMap(({ plural, singular = '', shortNames = [] }) => [plural, singular, ...shortNames]),
    ),
    kinds: new Set(names.flatMap(({ kind, listKind = '' }) => [kind, listKind])),
  };
}

interface Decision {
  readonly names: CustomResourceNames;
  readonly reason: string;
  readonly message: string;
}

/** Each name that is free is taken; the last that is not is told. */
function decideNames(requested: CustomResourceNames, accepted: CustomResourceNames, used: UsedNames): Decision {
  const names: Record<string, unknown> = { ...accepted };
  let conflict = { reason: 'NoConflicts', message: 'no conflicts found' };
  const decide = (field: 'plural' | 'singular' | 'kind' | 'listKind', taken: ReadonlySet<string>, reason: string) => {
    const wanted = requested[field] ?? '';
    if (wanted !== (accepted[field] ?? '') && taken.has(wanted)) conflict = { reason, message: inUse(wanted) };
    else names[field] = requested[field];
  };
  decide('plural', used.resources, 'PluralConflict');
  decide('singular', used.resources, 'SingularConflict');
  const had = new Set(accepted.shortNames ?? []);
  const taken = (requested.shortNames ?? []).filter((name) => !had.has(name) && used.resources.has(name));
  if (taken.length > 0) conflict = { reason: 'ShortNamesConflict', message: aggregate(taken.map(inUse)) };
  else names['shortNames'] = requested.shortNames;
  decide('kind', used.kinds, 'KindConflict');
  decide('listKind', used.kinds, 'ListKindConflict');
  names['categories'] = requested.categories;
  return { names: names as unknown as CustomResourceNames, ...conflict };
}

const inUse = (name: string) => `${JSON.stringify(name)} is already in use`;
const aggregate = (texts: readonly string[]) => (texts.length > 1 ? `[${texts.join(', ')}]` : texts.join(''));

function withoutEmpty(names: CustomResourceNames): CustomResourceNames {
  const entries = Object.entries(names).filter(
    ([, value]) => value !== undefined && value !== null && value.length > 0,
  );
  return { plural: '', kind: '', ...Object.fromEntries(entries) };
}
