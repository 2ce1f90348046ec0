import type { Endpoints } from 'kubernetes-types/core/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { type Mutable, typed } from '../typed.ts';
import { validateEndpoints } from '../validation/endpoints.ts';

/** Columns: printEndpoints (formatEndpoints). */
export const endpointsKind = defineKind({
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  namespaced: true,
  columns: [nameColumn, textColumn<Endpoints>('Endpoints', listed), ageColumn],
  defaults(object) {
    for (const subset of typed<Mutable<Endpoints>>(object).subsets ?? []) {
      for (const port of subset.ports ?? []) port.protocol ??= 'TCP';
    }
  },
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  validate: validateEndpoints,
});

function listed(endpoints: Endpoints): string {
  const all = (endpoints.subsets ?? []).flatMap((subset) => {
    const addresses = (subset.addresses ?? []).map((address) => address.ip);
    if (!subset.ports?.length) return addresses;
    return subset.ports.flatMap((port) => addresses.map((ip) => `${ip.includes(':') ? `[${ip}]` : ip}:${port.port}`));
  });
  if ((endpoints.subsets ?? []).length === 0) return '<none>';
  return all.length > 3 ? `${all.slice(0, 3).join(',')} + ${all.length - 3} more...` : all.join(',');
}
