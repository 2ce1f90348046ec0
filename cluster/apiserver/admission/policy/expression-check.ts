import { BOOL, type CelType, DYN, NULL, STRING } from '../../../cel/cel-type.ts';
import { compile } from '../../../cel/compile.ts';
import type { FieldError } from '../../../resources/field-error.ts';
import { refusals } from '../../errors.ts';
import { isMap, type JsonMap } from '../../json.ts';
import type { AdmissionPlugin } from '../admission-plugin.ts';
import { BASE_VARIABLES, variablesType } from './expression-types.ts';

type Types = Readonly<Record<string, CelType>>;

const WITH_PARAMS: Types = Object.freeze({ ...BASE_VARIABLES, params: DYN });

/**
 * What an expression of a webhook configuration or a policy must be before it is stored: one that compiles. Part of
 * validation in the real server (pkg/apis/admissionregistration/validation).
 */
export const expressionCheck: AdmissionPlugin = {
  name: 'ExpressionCheck',
  validate({ operation, request, object }) {
    const { group, kind } = request.definition;
    if (group !== 'admissionregistration.k8s.io' || request.subresource !== '' || !object) return;
    if (operation !== 'CREATE' && operation !== 'UPDATE') return;
    const errors = kind === 'ValidatingAdmissionPolicy' ? policyErrors(object) : webhookErrors(object);
    if (errors.length > 0) throw refusals.invalid(group, kind, String(object.metadata.name ?? ''), errors);
  },
};

const list = (value: unknown): JsonMap[] => (Array.isArray(value) ? value.filter(isMap) : []);

function webhookErrors({ webhooks }: JsonMap): FieldError[] {
  return list(webhooks).flatMap((webhook, index) =>
    conditionErrors(webhook.matchConditions, BASE_VARIABLES, `webhooks[${index}].matchConditions`),
  );
}

function conditionErrors(conditions: unknown, types: Types, path: string): FieldError[] {
  return list(conditions).flatMap(({ expression }, index) =>
    problem(expression, types, [BOOL], `${path}[${index}].expression`),
  );
}

function policyErrors({ spec }: JsonMap): FieldError[] {
  if (!isMap(spec)) return [];
  const base = isMap(spec.paramKind) ? WITH_PARAMS : BASE_VARIABLES;
  const errors: FieldError[] = [];
  const fields: Record<string, CelType> = {};
  for (const [index, { name, expression }] of list(spec.variables).entries()) {
    const types = { ...base, variables: variablesType({ ...fields }) };
    errors.push(...problem(expression, types, undefined, `spec.variables[${index}].expression`));
    fields[String(name)] = typeOf(expression, types);
  }
  const types = { ...base, variables: variablesType(fields) };
  return [
    ...conditionErrors(spec.matchConditions, types, 'spec.matchConditions'),
    ...errors,
    ...list(spec.validations).flatMap(({ expression, messageExpression }, index) => [
      ...problem(expression, types, [BOOL], `spec.validations[${index}].expression`),
      ...problem(messageExpression, types, [STRING], `spec.validations[${index}].messageExpression`),
    ]),
    ...list(spec.auditAnnotations).flatMap(({ valueExpression }, index) =>
      problem(valueExpression, types, [STRING, NULL], `spec.auditAnnotations[${index}].valueExpression`),
    ),
  ];
}

function typeOf(expression: unknown, variables: Types): CelType {
  const compiled = compile(String(expression), { variables });
  return 'program' in compiled ? compiled.program.resultType : DYN;
}

function problem(
  expression: unknown,
  variables: Types,
  resultTypes: readonly CelType[] | undefined,
  field: string,
): FieldError[] {
  if (typeof expression !== 'string' || expression.trim() === '') return [];
  const compiled = compile(expression.trim(), { variables, ...(resultTypes && { resultTypes }) });
  if (!('issues' in compiled)) return [];
  const text = compiled.issues.join('\n');
  const detail = text.startsWith('must evaluate') ? text : `compilation failed: ${text}`;
  return [{ type: 'FieldValueInvalid', field, badValue: expression.trim(), detail }];
}
