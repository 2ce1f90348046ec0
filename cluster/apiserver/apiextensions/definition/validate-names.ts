import { type FieldError, invalid } from '../../../resources/field-error.ts';
import { dns1035LabelProblems } from '../../../resources/validation/names.ts';
import type { CustomResourceNames } from '../kind/custom-resource-definition.ts';

/** validation.go ValidateCustomResourceDefinitionNames; empty names are somebody else's business. */
export function namesErrors(names: CustomResourceNames, path: string): FieldError[] {
  const { plural, singular = '', kind, listKind = '', shortNames = [], categories = [] } = names;
  const errors = [
    ...labelErrors(plural, `${path}.plural`),
    ...labelErrors(singular, `${path}.singular`),
    ...kindErrors(kind, `${path}.kind`),
    ...kindErrors(listKind, `${path}.listKind`),
    ...shortNames.flatMap((name, index) => labelErrors(name, `${path}.shortNames[${index}]`, true)),
  ];
  if (kind !== '' && kind === listKind) {
    errors.push(invalid(`${path}.listKind`, listKind, 'kind and listKind may not be the same'));
  }
  return [...errors, ...categories.flatMap((name, index) => labelErrors(name, `${path}.categories[${index}]`, true))];
}

/** A DNS-1035 label, its problems as one. */
export function labelErrors(value: string, field: string, evenIfEmpty = false): FieldError[] {
  if (value === '' && !evenIfEmpty) return [];
  const problems = dns1035LabelProblems(value);
  return problems.length > 0 ? [invalid(field, value, problems.join(','))] : [];
}

function kindErrors(kind: string, field: string): FieldError[] {
  const problems = kind === '' ? [] : dns1035LabelProblems(kind.toLowerCase());
  if (problems.length === 0) return [];
  return [invalid(field, kind, `may have mixed case, but should otherwise match: ${problems.join(',')}`)];
}
