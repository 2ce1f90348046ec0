import type { Random } from '../../cluster/machinery/random.ts';
import type { JsonMap } from './mutate-object.ts';
import { chance, nastyNumber, nastyString, nastyValue, pick } from './nasty-values.ts';

/** Rules that are right, wrong, expensive, endless or of another type than is asked for. */
export const EXPRESSIONS: readonly string[] = [
  'self.size < 100',
  'self.name.matches("^[a-z]*$")',
  'self.name.matches("(a+)+$")',
  'self.tags.all(t, self.tags.exists(u, u == t))',
  'has(self.parts) && self.parts.all(p, p.id != "")',
  'self.parts.map(p, p.weight).sum() < 1e9',
  'oldSelf.size <= self.size',
  'self == oldSelf',
  'self.limits["cpu"] != ""',
  'quantity(self.limits.cpu).isGreaterThan(quantity("0"))',
  'type(self.port) == string ? self.port.endsWith("%") : self.port > 0',
  'self.size / (self.size - 3) > 0',
  'duration("1h") + timestamp("2020-01-01T00:00:00Z") > timestamp("2019-01-01T00:00:00Z")',
  'ip("10.0.0.1").family() == 4 && cidr("10.0.0.0/8").containsIP("10.1.1.1")',
  'url("http://a/?b=c").getHost() == "a"',
  'self.name.split("").size() + self.name.replace("a", "b").size() >= 0',
  'format.dns1123Label().validate(self.name).hasValue() || true',
  '[1, 2, 3].exists_one(x, x > 2) && {"a": 1}.a == 1',
  'optional.of(self.size).orValue(1) == self.size',
  'object.metadata.name != "never"',
  'object.metadata.?labels["a"].orValue("b") == "b"',
  'request.userInfo.groups.exists(g, g.startsWith("system:"))',
  'authorizer.group("").resource("pods").check("get").allowed()',
  'object.spec.map(x, x)',
  'params == null',
  '"%s %d %v".format(["a", 1, self]).size() > 0',
  'dyn([1]).map(x, x.y)',
  '-9223372036854775808 - 1 < 0',
  '9223372036854775807 + self.size > 0',
  'uint(self.size) > 1u',
  'bytes(self.name).size() < 5',
  'self.',
  ')(',
  '"',
  'true ? false',
  '(((((((((((((((((((((((((((((((((((((((((true)))))))))))))))))))))))))))))))))))))))))',
  '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]] == []',
  `${'!'.repeat(500)}true`,
  `${'1+'.repeat(2000)}1 > 0`,
  `"${'a'.repeat(20_000)}" == self.name`,
];

/** `widgets` (namespaced) and `gadgets` (cluster-wide) of fuzz.example.com, which FUZZED_KINDS has bodies for. */
export function fixedDefinitions(): JsonMap[] {
  const spec = {
    type: 'object',
    properties: {
      size: { type: 'integer', default: 1, minimum: 0, maximum: 1000, multipleOf: 1 },
      name: { type: 'string', maxLength: 100, pattern: '^[a-z]*$' },
      tags: { type: 'array', maxItems: 20, 'x-kubernetes-list-type': 'set', items: { type: 'string', maxLength: 50 } },
      parts: {
        type: 'array',
        maxItems: 10,
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['id'],
        items: {
          type: 'object',
          required: ['id'],
          properties: {
            id: { type: 'string', maxLength: 20 },
            weight: { type: 'number', nullable: true, default: 0.5 },
          },
        },
      },
      limits: { type: 'object', maxProperties: 5, additionalProperties: { type: 'string', maxLength: 20 } },
      port: { 'x-kubernetes-int-or-string': true, maxLength: 10 },
      any: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      embedded: {
        type: 'object',
        'x-kubernetes-embedded-resource': true,
        'x-kubernetes-preserve-unknown-fields': true,
      },
      when: { type: 'string', format: 'date-time', nullable: true },
      bytes: { type: 'string', format: 'byte' },
      either: { type: 'integer', not: { enum: [7] }, anyOf: [{ minimum: 3 }, { maximum: 1 }] },
    },
    'x-kubernetes-validations': [
      {
        rule: '!has(self.size) || self.size != 13',
        messageExpression: '"size " + string(self.size)',
        fieldPath: '.size',
      },
      { rule: '!has(self.tags) || self.tags.all(t, t != "forbidden")', reason: 'FieldValueForbidden' },
      { rule: '!has(self.name) || !has(oldSelf.name) || self.name == oldSelf.name || self.size > 0' },
    ],
  };
  return [definition('widgets', 'Widget', 'Namespaced', spec), definition('gadgets', 'Gadget', 'Cluster', spec)];
}

function definition(plural: string, kind: string, scope: string, spec: JsonMap): JsonMap {
  const status = { type: 'object', properties: { size: { type: 'integer' }, selector: { type: 'string' } } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.fuzz.example.com` },
    spec: {
      group: 'fuzz.example.com',
      names: { plural, singular: kind.toLowerCase(), kind },
      scope,
      versions: ['v1', 'v2'].map((name) => ({
        name,
        served: true,
        storage: name === 'v1',
        schema: { openAPIV3Schema: { type: 'object', properties: { spec, status } } },
        subresources: {
          status: {},
          scale: {
            specReplicasPath: '.spec.size',
            statusReplicasPath: '.status.size',
            labelSelectorPath: '.status.selector',
          },
        },
        selectableFields: [{ jsonPath: '.spec.name' }],
        additionalPrinterColumns: [
          { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
          { name: 'Parts', type: 'string', jsonPath: '.spec.parts[*].id' },
          { name: 'Filtered', type: 'string', jsonPath: '.spec.parts[?(@.weight>1)].id' },
          { name: 'When', type: 'date', jsonPath: '.spec.when' },
        ],
      })),
    },
  };
}

const NUMBER_WORDS = [
  'minimum',
  'maximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'maxProperties',
];
const FLAG_WORDS = [
  'nullable',
  'uniqueItems',
  'exclusiveMinimum',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-int-or-string',
  'x-kubernetes-embedded-resource',
];
const TYPES = ['object', 'array', 'string', 'integer', 'number', 'boolean'];

const SELF_RULES: Readonly<Record<string, readonly string[]>> = {
  object: ['has(self.size)', 'self == oldSelf', '!has(self.name) || self.name != ""'],
  array: ['self.size() < 3', 'self.all(x, x == x)', 'self.exists_one(x, true)'],
  string: ['self.matches("^a*$")', 'self.size() < 5', 'self.lowerAscii() == self', 'self.split("").size() > 0'],
  integer: ['self > 1', '10 / self > 0', 'self - 9223372036854775807 < 0'],
  number: ['self > 0.5', 'self * 1e308 * 10.0 > 1.0', 'int(self) > 0'],
  boolean: ['self', '!self || oldSelf'],
};

/** An OpenAPI schema that may be structural, and may be nonsense. */
export function nastySchema(random: Random, depth: number): JsonMap {
  const type = depth > 2 ? 'object' : pick(random, chance(random, 0.97) ? TYPES : ['null', '']);
  const schema: JsonMap = { type };
  if (type === 'object' && depth > 0) {
    schema.properties = Object.fromEntries(
      ['size', 'name', 'tags', nastyString(random).slice(0, 40)]
        .slice(random.integer(3))
        .map((name) => [name, nastySchema(random, depth - 1)]),
    );
  }
  if (type === 'array') schema.items = nastySchema(random, depth - 1);
  if (chance(random, 0.15)) schema[pick(random, NUMBER_WORDS)] = nastyNumber(random);
  if (chance(random, 0.08)) schema[pick(random, FLAG_WORDS)] = true;
  if (chance(random, 0.05)) schema.default = nastyValue(random);
  if (chance(random, 0.05)) schema.enum = ['a', 1, nastyValue(random)];
  if (chance(random, 0.08)) schema.pattern = nastyString(random);
  if (chance(random, 0.1)) schema.format = pick(random, ['date-time', 'ipv4', 'uuid', 'byte', 'int32', 'nonsense']);
  if (chance(random, 0.1))
    schema['x-kubernetes-validations'] = [
      { rule: chance(random, 0.5) ? pick(random, SELF_RULES[type] ?? ['true']) : expression(random) },
    ];
  if (chance(random, 0.04)) schema[pick(random, ['allOf', 'anyOf', 'oneOf'])] = [nastySchema(random, 0)];
  if (chance(random, 0.05)) schema['x-kubernetes-list-map-keys'] = ['name', nastyString(random)];
  return schema;
}

export function expression(random: Random): string {
  const text = pick(random, EXPRESSIONS);
  if (chance(random, 0.3)) return `${text} ${pick(random, ['&&', '||', '==', '+', 'in'])} ${pick(random, EXPRESSIONS)}`;
  if (chance(random, 0.2)) return text.slice(0, random.integer(text.length + 1));
  return text;
}
