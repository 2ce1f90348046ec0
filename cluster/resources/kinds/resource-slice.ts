import type { ObjectMeta } from 'kubernetes-types/meta/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { type FieldError, invalid, required } from '../field-error.ts';
import { bumpGeneration } from '../generation.ts';
import { same } from '../same.ts';
import { selectable } from '../selectable-fields.ts';
import { type Mutable, typed } from '../typed.ts';
import { dns1123SubdomainProblems } from '../validation/names.ts';

/** resource.k8s.io/v1 ResourceSlice: devices of one driver. */
interface ResourceSlice {
  readonly metadata?: ObjectMeta;
  readonly spec?: {
    readonly driver: string;
    readonly pool: { readonly name: string; readonly generation: number; readonly resourceSliceCount: number };
    readonly nodeName?: string;
    readonly nodeSelector?: object;
    readonly allNodes?: boolean;
    readonly perDeviceNodeSelection?: boolean;
  };
}

/** Source: pkg/registry/resource/resourceslice/strategy.go, pkg/apis/resource/validation.ValidateResourceSlice. */
export const resourceSliceKind = defineKind({
  group: 'resource.k8s.io',
  version: 'v1',
  storageVersion: 'v1beta2',
  kind: 'ResourceSlice',
  plural: 'resourceslices',
  namespaced: false,
  columns: [
    nameColumn,
    textColumn<ResourceSlice>('Node', ({ spec }) => spec?.nodeName ?? ''),
    textColumn<ResourceSlice>('Driver', ({ spec }) => spec?.driver ?? ''),
    textColumn<ResourceSlice>('Pool', ({ spec }) => spec?.pool.name ?? ''),
    ageColumn,
  ],
  prepareForCreate(object) {
    object.metadata['generation'] = 1;
  },
  prepareForUpdate: (object, old) => bumpGeneration(object, old),
  validate,
  validateUpdate(object, old) {
    const [after, before] = [typed<Mutable<ResourceSlice>>(object).spec, typed<ResourceSlice>(old).spec];
    const immutable = (field: string, now: unknown, then: unknown): FieldError[] =>
      same(now, then) ? [] : [invalid(field, now, 'field is immutable')];
    return [
      ...immutable('spec.driver', after?.driver, before?.driver),
      ...immutable('spec.pool.name', after?.pool?.name, before?.pool?.name),
      ...immutable('spec.nodeName', after?.nodeName, before?.nodeName),
    ];
  },
  selectableFields: selectable<ResourceSlice>({
    'spec.driver': ({ spec }) => spec?.driver,
    'spec.nodeName': ({ spec }) => spec?.nodeName,
  }),
});

function validate(object: Parameters<NonNullable<typeof resourceSliceKind.validate>>[0]): FieldError[] {
  const { spec } = typed<ResourceSlice>(object);
  const errors: FieldError[] = [];
  for (const [field, value] of [
    ['spec.driver', spec?.driver],
    ['spec.pool.name', spec?.pool?.name],
  ] as const) {
    if (!value) errors.push(required(field));
    else errors.push(...dns1123SubdomainProblems(value).map((problem) => invalid(field, value, problem)));
  }
  const count = spec?.pool?.resourceSliceCount ?? 0;
  if (count <= 0) errors.push(invalid('spec.pool.resourceSliceCount', count, 'must be greater than zero'));
  const places = [spec?.nodeName, spec?.nodeSelector, spec?.allNodes, spec?.perDeviceNodeSelection].filter(Boolean);
  const one = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';
  if (places.length === 0) errors.push(required('spec', one));
  if (places.length > 1) errors.push(invalid('spec', spec, `${one}, but multiple fields are set`));
  return errors;
}
