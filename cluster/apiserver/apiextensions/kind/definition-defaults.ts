import type { MutableObject } from '../../../resources/resource-definition.ts';
import { isMap } from '../../json.ts';
import { readSchemas } from '../definition/read-schemas.ts';

/** apis/apiextensions/v1/defaults.go. */
export function defaultDefinition(object: MutableObject): void {
  const { spec } = object;
  if (!isMap(spec)) return;
  if (isMap(spec.names)) {
    const { names } = spec;
    const kind = typeof names.kind === 'string' ? names.kind : '';
    if (!names.singular && kind !== '') names.singular = kind.toLowerCase();
    if (!names.listKind && kind !== '') names.listKind = `${kind}List`;
  }
  if (spec.conversion === undefined) spec.conversion = { strategy: 'None' };
  else if (isMap(spec.conversion) && isMap(spec.conversion.webhook)) {
    const { clientConfig } = spec.conversion.webhook;
    if (isMap(clientConfig) && isMap(clientConfig.service)) clientConfig.service.port ??= 443;
  }
  readSchemas(spec);
  if (spec.preserveUnknownFields === false) delete spec.preserveUnknownFields;
}
