import type { EnvFromSource, EnvVar, EnvVarSource } from 'kubernetes-types/core/v1.d.ts';
import { type FieldError, invalid, required } from '../field-error.ts';
import { ENVIRONMENT_FIELDS, validateFieldReference, validateResourceReference } from './downward-api.ts';
import { configMapKeyProblems, dns1123SubdomainProblems } from './names.ts';

const PRINTABLE_NAME = /^[ -<>-~]+$/;
const NAME_RULE = "a valid environment variable name must consist only of printable ASCII characters other than '='";

/** Source: pkg/apis/core/validation.ValidateEnv. */
export function validateEnvironment(variables: readonly EnvVar[], field: string): FieldError[] {
  return variables.flatMap((variable, index) => {
    const path = `${field}[${index}]`;
    const errors: FieldError[] = [];
    if (!variable.name) errors.push(required(`${path}.name`));
    else if (!PRINTABLE_NAME.test(variable.name)) errors.push(invalid(`${path}.name`, variable.name, NAME_RULE));
    if (variable.valueFrom) errors.push(...validateValueFrom(variable.valueFrom, variable.value, `${path}.valueFrom`));
    return errors;
  });
}

function validateValueFrom(source: EnvVarSource, value: string | undefined, path: string): FieldError[] {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = source;
  const errors: FieldError[] = [];
  if (fieldRef) errors.push(...validateFieldReference(fieldRef, ENVIRONMENT_FIELDS, `${path}.fieldRef`));
  if (resourceFieldRef) errors.push(...validateResourceReference(resourceFieldRef, false, `${path}.resourceFieldRef`));
  if (configMapKeyRef) errors.push(...validateKey(configMapKeyRef, `${path}.configMapKeyRef`));
  if (secretKeyRef) errors.push(...validateKey(secretKeyRef, `${path}.secretKeyRef`));
  const sources = Object.values(source).filter((given) => given !== undefined).length;
  if (sources === 0) {
    const choices = 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`';
    errors.push(invalid(path, '', choices));
  } else if (value) errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  else if (sources > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  return errors;
}

function validateKey({ name = '', key = '' }: { name?: string; key?: string }, path: string): FieldError[] {
  return [
    ...dns1123SubdomainProblems(name).map((problem) => invalid(`${path}.name`, name, problem)),
    ...(key === '' ? [required(`${path}.key`)] : []),
    ...(key === '' ? [] : configMapKeyProblems(key)).map((problem) => invalid(`${path}.key`, key, problem)),
  ];
}

/** Source: ValidateEnvFrom. Counts are reported at the list. */
export function validateEnvironmentFrom(sources: readonly EnvFromSource[], field: string): FieldError[] {
  return sources.flatMap(({ prefix, configMapRef, secretRef }, index) => {
    const path = `${field}[${index}]`;
    const errors: FieldError[] = [];
    if (prefix && !PRINTABLE_NAME.test(prefix)) errors.push(invalid(`${path}.prefix`, prefix, NAME_RULE));
    for (const [name, reference] of Object.entries({ configMapRef, secretRef })) {
      if (reference && !reference.name) errors.push(required(`${path}.${name}.name`));
      else if (reference?.name) {
        const problems = dns1123SubdomainProblems(reference.name);
        errors.push(...problems.map((problem) => invalid(`${path}.${name}.name`, reference.name, problem)));
      }
    }
    if (!configMapRef && !secretRef) {
      errors.push(invalid(field, '', 'must specify one of: `configMapRef` or `secretRef`'));
    } else if (configMapRef && secretRef) {
      errors.push(invalid(field, '', 'may not have more than one field specified at a time'));
    }
    return errors;
  });
}
