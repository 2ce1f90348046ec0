import { type FieldError, invalid, required } from '../../../resources/field-error.ts';
import type { CustomResourceDefinitionSpec, CustomResourceVersion } from '../kind/custom-resource-definition.ts';
import { canonical } from '../schema/list-types.ts';
import { columnErrors, selectableFieldErrors, subresourceErrors } from './validate-columns.ts';
import { labelErrors } from './validate-names.ts';
import { schemaErrors } from './validate-schema.ts';

/** What all versions have alike is told once, of the definition as a whole: v1 is converted so (v1/conversion.go). */
interface Shared {
  readonly schema: boolean;
  readonly subresources: boolean;
  readonly columns: boolean;
  readonly selectableFields: boolean;
}

export function versionErrors(spec: CustomResourceDefinitionSpec): FieldError[] {
  const { versions } = spec;
  const alike = (field: keyof CustomResourceVersion) => {
    const [first, ...rest] = versions.map((version) => canonical(version[field] ?? null));
    return rest.every((other) => other === first);
  };
  const shared: Shared = {
    schema: alike('schema'),
    subresources: alike('subresources'),
    columns: alike('additionalPrinterColumns'),
    selectableFields: alike('selectableFields'),
  };
  const missing = versions
    .map((version, index) => ({ version, index }))
    .filter(({ version }) => !version.schema?.openAPIV3Schema)
    .map(({ index }) => required(`spec.versions[${index}].schema.openAPIV3Schema`, ''));
  const own = versions.flatMap((version, index) => {
    const path = `spec.versions[${index}]`;
    const label = labelErrors(version.name, `${path}.name`, true);
    return [...label, ...oneVersionErrors(version, path, shared)];
  });
  const [first] = versions;
  return [...missing, ...own, ...(first ? sharedErrors(first, shared, spec) : [])];
}

function oneVersionErrors(version: CustomResourceVersion, path: string, shared: Shared): FieldError[] {
  const errors = deprecationErrors(version, `${path}.deprecationWarning`);
  const schema = version.schema?.openAPIV3Schema;
  if (!shared.schema && schema) {
    errors.push(...schemaErrors(schema, `${path}.schema`, hasStatus(version)));
  }
  if (!shared.subresources) errors.push(...subresourceErrors(version.subresources, `${path}.subresources`));
  if (!shared.columns) errors.push(...columnsErrors(version, path));
  if (!shared.selectableFields && version.selectableFields && schema) {
    errors.push(...selectableFieldErrors(version.selectableFields, schema, `${path}.selectableFields`));
  }
  return errors;
}

function sharedErrors(
  version: CustomResourceVersion,
  shared: Shared,
  spec: CustomResourceDefinitionSpec,
): FieldError[] {
  const errors: FieldError[] = [];
  const schema = version.schema?.openAPIV3Schema;
  if (shared.schema && schema) {
    const status = spec.versions.some(hasStatus);
    errors.push(...schemaErrors(schema, 'spec.validation', status));
  }
  if (shared.subresources) errors.push(...subresourceErrors(version.subresources, 'spec.subresources'));
  if (shared.columns) errors.push(...columnsErrors(version, 'spec'));
  if (shared.selectableFields && version.selectableFields && schema) {
    errors.push(...selectableFieldErrors(version.selectableFields, schema, 'spec.selectableFields'));
  }
  return errors;
}

const hasStatus = ({ subresources }: CustomResourceVersion) => subresources?.status !== undefined;

function columnsErrors({ additionalPrinterColumns = [] }: CustomResourceVersion, path: string): FieldError[] {
  return additionalPrinterColumns.flatMap((column, index) =>
    columnErrors(column, `${path}.additionalPrinterColumns[${index}]`),
  );
}

const UNPRINTABLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

function deprecationErrors({ deprecated, deprecationWarning }: CustomResourceVersion, field: string): FieldError[] {
  if (deprecationWarning === undefined) return [];
  const problems: string[] = [];
  if (!deprecated) problems.push('can only be set for deprecated versions');
  else {
    if (Buffer.byteLength(deprecationWarning) > 256) problems.push('must be <= 256 characters long');
    if (deprecationWarning === '') problems.push('must not be an empty string');
    const at = UNPRINTABLE.exec(deprecationWarning)?.index;
    if (at !== undefined) {
      problems.push(`must only contain printable UTF-8 characters; non-printable character found at index ${at}`);
    }
  }
  return problems.map((problem) => invalid(field, deprecationWarning, problem));
}
