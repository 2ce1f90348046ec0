import { type CelType, DYN } from '../../../cel/cel-type.ts';
import { compile } from '../../../cel/compile.ts';
import type { ResourceDefinition } from '../../../resources/resource-definition.ts';
import { structureOf } from '../../apply/typed-schema.ts';
import { apiVersionOf } from '../../registry.ts';
import type { ServerState } from '../../resource-request.ts';
import { BASE_VARIABLES, variablesType } from './expression-types.ts';
import type { Policy } from './policy-types.ts';
import { typeOfSchema } from './schema-type.ts';

const RESOURCE = 'admissionregistration.k8s.io/validatingadmissionpolicies';
/** maxTypesToCheck */
const MAX_TYPES = 10;

interface ExpressionWarning {
  readonly fieldRef: string;
  readonly warning: string;
}

/**
 * Keeps the status of policies: what their expressions would do to objects of the types that they match
 * (pkg/controller/validatingadmissionpolicystatus). Runs within the write of the policy.
 */
export function checkPolicyTypes(server: ServerState): void {
  server.store.subscribe(RESOURCE, ({ type, object, key }) => {
    if (type === 'DELETED' || server.store.get(key) !== object) return;
    const policy = object as Policy & { status?: { observedGeneration?: number } };
    const { generation = 0 } = policy.metadata;
    if (generation <= (policy.status?.observedGeneration ?? 0)) return;
    const expressionWarnings = warningsOf(server, policy);
    const typeChecking = expressionWarnings.length > 0 ? { expressionWarnings } : {};
    server.store.put(key, { ...policy, status: { ...policy.status, observedGeneration: generation, typeChecking } });
  });
}

function warningsOf(server: ServerState, policy: Policy): ExpressionWarning[] {
  const definitions = definitionsToCheck(server, policy);
  return (policy.spec.validations ?? []).flatMap(({ expression, messageExpression }, index) => [
    ...warning(policy, definitions, expression, `spec.validations[${index}].expression`),
    ...(messageExpression
      ? warning(policy, definitions, messageExpression, `spec.validations[${index}].messageExpression`)
      : []),
  ]);
}

/** The kinds that the rules name: wildcards are not looked into. */
function definitionsToCheck(server: ServerState, { spec }: Policy): ResourceDefinition[] {
  const named = (list: readonly string[] | undefined, name: string) => list?.includes(name) && !list.includes('*');
  const found = server.registry.definitions.filter((definition) =>
    (spec.matchConstraints?.resourceRules ?? []).some(
      ({ apiGroups, apiVersions, resources }) =>
        named(apiGroups, definition.group) &&
        named(apiVersions, definition.version) &&
        named(resources, definition.plural),
    ),
  );
  const text = (definition: ResourceDefinition) => `${apiVersionOf(definition)} ${definition.kind}`;
  return found.sort((a, b) => (text(a) < text(b) ? -1 : 1)).slice(0, MAX_TYPES);
}

function warning(
  policy: Policy,
  definitions: readonly ResourceDefinition[],
  expression: string,
  fieldRef: string,
): ExpressionWarning[] {
  const problems = definitions.flatMap((definition) => {
    const compiled = compile(expression, { variables: variablesFor(policy, definition) });
    if (!('issues' in compiled)) return [];
    const { group, version, kind } = definition;
    return [`${group}/${version}, Kind=${kind}: compilation failed: ${compiled.issues.join('\n')}\n`];
  });
  return problems.length > 0 ? [{ fieldRef, warning: problems.join('\n') }] : [];
}

function variablesFor({ spec }: Policy, definition: ResourceDefinition): Readonly<Record<string, CelType>> {
  const structure = structureOf(definition);
  const object = structure ? typeOfSchema(structure) : DYN;
  const base = { ...BASE_VARIABLES, object, oldObject: object, ...(spec.paramKind && { params: DYN }) };
  const fields: Record<string, CelType> = {};
  for (const { name, expression } of spec.variables ?? []) {
    const compiled = compile(expression, { variables: { ...base, variables: variablesType({ ...fields }) } });
    fields[name] = 'program' in compiled ? compiled.program.resultType : DYN;
  }
  return { ...base, variables: variablesType(fields) };
}
