import type { Random } from '../../../cluster/machinery/random.ts';
import { expression, nastySchema } from '../custom-definitions.ts';
import { FUZZED_KINDS, type FuzzedKind } from '../fuzzed-kinds.ts';
import { type FuzzInput, httpBytes } from '../input.ts';
import type { JsonMap } from '../mutate-object.ts';
import { chance, nastyString, pick } from '../nasty-values.ts';
import { jsonBody } from './bodies.ts';

const kindNamed = (kind: string): FuzzedKind => FUZZED_KINDS.find((each) => each.kind === kind)!;

/** CustomResourceDefinitions with schemas that may be structural, and admission policies with expressions that may compile. */
export function definition(random: Random): FuzzInput {
  const isPolicy = chance(random, 0.5);
  const kind = kindNamed(isPolicy ? 'ValidatingAdmissionPolicy' : 'CustomResourceDefinition');
  const body = isPolicy ? policy(random, `p-${random.suffix(5)}`) : customDefinition(random, random.suffix(6));
  const parameters = chance(random, 0.2) ? '?dryRun=All' : '';
  return {
    family: isPolicy ? 'admission policy' : 'custom resource definition',
    bytes: httpBytes({
      method: 'POST',
      target: kind.collection + parameters,
      headers: { 'Content-Type': 'application/json' },
      body: jsonBody(body).body,
    }),
    kind,
    writesObject: true,
    changesNothing: parameters !== '',
  };
}

export function customDefinition(random: Random, plural: string): JsonMap {
  const valid = structuredClone(kindNamed('CustomResourceDefinition').valid(''));
  const schema = nastySchema(random, 3);
  const version = {
    name: 'v1',
    served: true,
    storage: true,
    schema: { openAPIV3Schema: { type: 'object', properties: { spec: schema, status: { type: 'object' } } } },
    ...(chance(random, 0.5) && { subresources: { status: {} } }),
    ...(chance(random, 0.3) && {
      additionalPrinterColumns: [
        { name: 'A', type: pick(random, ['string', 'integer', 'date', 'x']), jsonPath: pick(random, JSON_PATHS) },
      ],
    }),
    ...(chance(random, 0.2) && { selectableFields: [{ jsonPath: pick(random, JSON_PATHS) }] }),
  };
  return {
    ...valid,
    metadata: { name: `${plural}.nasty.example.com` },
    spec: {
      group: 'nasty.example.com',
      names: { plural, kind: `Kind${plural}` },
      scope: 'Namespaced',
      versions: chance(random, 0.95) ? [version] : [version, { ...version, name: nastyString(random).slice(0, 50) }],
    },
  };
}

const JSON_PATHS = [
  '.spec.size',
  '.spec.name',
  '.metadata.name',
  '.spec.tags[*]',
  '.spec[',
  '.spec..name',
  '{.spec}',
  '.spec.tags[?(@.a=="b")].c',
  '.',
  '',
];

const CONDITIONS = [
  'object.metadata.name != "never"',
  'object.metadata.name.size() / (object.metadata.name.size() - 4) >= 0',
  'object.data.all(k, object.data[k].size() < 100)',
  'object.spec.parts.map(p, p.weight).sum() < 100.0',
  'has(object.spec.nonsense.more)',
  'oldObject == null || object.metadata.uid == oldObject.metadata.uid',
  'request.operation in ["CREATE", "UPDATE", "DELETE"]',
  'namespaceObject.metadata.labels.all(k, k != "")',
  'authorizer.group("").resource("pods").namespace("fuzz").check("get").allowed()',
  'object.metadata.labels.exists(k, object.metadata.labels.exists(l, k + l == "x"))',
  'quantity(object.spec.limits.cpu).compareTo(quantity("1")) == 0',
  'duration(object.spec.name) > duration("1s")',
  'object.spec.name.matches(object.spec.name)',
];

function condition(random: Random): string {
  return chance(random, 0.7) ? pick(random, CONDITIONS) : expression(random);
}

export function policy(random: Random, name: string): JsonMap {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: pick(random, ['Ignore', 'Ignore', 'Fail']),
      matchConstraints: {
        resourceRules: [
          { apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['configmaps', 'widgets'] },
        ],
      },
      ...(chance(random, 0.3) && { variables: [{ name: 'v', expression: condition(random) }] }),
      ...(chance(random, 0.3) && { matchConditions: [{ name: 'm', expression: condition(random) }] }),
      ...(chance(random, 0.2) && { auditAnnotations: [{ key: 'k', valueExpression: expression(random) }] }),
      validations: [
        { expression: condition(random), ...(chance(random, 0.2) && { messageExpression: expression(random) }) },
      ],
    },
  };
}
