import type { EndpointSlice } from 'kubernetes-types/discovery/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { invalid } from '../field-error.ts';
import { bumpedGeneration } from '../generation.ts';
import { same } from '../same.ts';
import { type Mutable, typed } from '../typed.ts';
import { validateEndpointSlice } from '../validation/endpoint-slice.ts';

/** Columns: printEndpointSlice. Defaults: pkg/apis/discovery/v1/defaults.go. */
export const endpointSliceKind = defineKind({
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  namespaced: true,
  columns: [
    nameColumn,
    textColumn<EndpointSlice>('AddressType', (slice) => slice.addressType),
    textColumn<EndpointSlice>('Ports', (slice) =>
      listed((slice.ports ?? []).map((port) => String(port.port ?? port.name ?? '*'))),
    ),
    textColumn<EndpointSlice>('Endpoints', (slice) =>
      listed((slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses)),
    ),
    ageColumn,
  ],
  defaults(object) {
    for (const port of typed<Mutable<EndpointSlice>>(object).ports ?? []) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
  },
  prepareForCreate(object) {
    object.metadata['generation'] = 1;
  },
  // Source: pkg/registry/discovery/endpointslice/strategy.go PrepareForUpdate.
  prepareForUpdate(object, old) {
    const isSame = ['addressType', 'endpoints', 'ports'].every((field) => same(object[field], old[field]));
    object.metadata['generation'] = bumpedGeneration(
      old,
      isSame && same(object.metadata['labels'], old.metadata.labels),
    );
  },
  validate: validateEndpointSlice,
  validateUpdate(object, old) {
    const { addressType } = typed<EndpointSlice>(object);
    return addressType === typed<EndpointSlice>(old).addressType
      ? []
      : [invalid('addressType', addressType, 'field is immutable')];
  },
});

function listed(items: readonly string[]): string {
  if (items.length > 3) return `${items.slice(0, 3).join(',')} + ${items.length - 3} more...`;
  return items.join(',') || '<unset>';
}
