import type { ResourceDefinition } from '../resources/resource-definition.ts';

/** Kinds whose every use is warned of (zz_generated.prerelease-lifecycle.go; endpoints/deprecation). */
const DEPRECATED: Readonly<Record<string, string>> = {
  endpoints: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  componentstatuses: 'v1 ComponentStatus is deprecated in v1.19+',
};

export function deprecationOf({ group, plural }: ResourceDefinition): string | undefined {
  return group === '' ? DEPRECATED[plural] : undefined;
}
