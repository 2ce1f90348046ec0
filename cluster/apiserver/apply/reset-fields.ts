import type { ResourceDefinition } from '../../resources/resource-definition.ts';
import type { Comparison } from './compare.ts';
import { EMPTY, type FieldSet, setAt, union, withoutBelow } from './field-set.ts';

const fields = (...paths: string[][]): FieldSet =>
  paths.reduce<FieldSet>((set, path) => union(set, setAt(path.map((name) => `f:${name}`))), EMPTY);

const STATUS = fields(['status']);
const SPEC = fields(['spec']);
const METADATA_AND_SPEC = fields(['metadata'], ['spec']);

/** What the status endpoint of these kinds does not take, where it is not the spec alone. */
const STATUS_RESETS: Readonly<Record<string, FieldSet>> = {
  deployments: fields(['spec'], ['metadata', 'labels']),
  pods: fields(['spec'], ['metadata', 'deletionTimestamp'], ['metadata', 'ownerReferences']),
  certificatesigningrequests: fields(['spec'], ['status', 'conditions']),
  customresourcedefinitions: METADATA_AND_SPEC,
  flowschemas: METADATA_AND_SPEC,
  volumeattachments: METADATA_AND_SPEC,
};

/** Fields that an endpoint takes from nobody, so that nobody owns them by it (GetResetFields of each strategy). */
export function resetFields(definition: ResourceDefinition, subresource: string): FieldSet {
  if (!definition.subresources.some(({ name }) => name === 'status')) return EMPTY;
  if (subresource === '') return definition.plural === 'certificatesigningrequests' ? union(STATUS, SPEC) : STATUS;
  if (subresource !== 'status') return EMPTY;
  if (definition.structure) return METADATA_AND_SPEC;
  return STATUS_RESETS[definition.plural] ?? SPEC;
}

export function withoutReset({ changed, removed }: Comparison, reset: FieldSet): Comparison {
  return { changed: withoutBelow(changed, reset), removed: withoutBelow(removed, reset) };
}
