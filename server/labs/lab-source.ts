import { type Static, Type } from 'typebox';
import { QuestionKind as QuestionKindName } from '../schemas/labs.ts';
import { strict } from './strict-yaml.ts';

const closed = { additionalProperties: false } as const;
const Identifier = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 64 });
const Text = Type.String({ minLength: 1 });

export const REQUIREMENTS = [
  'ingress',
  'gateway-api',
  'tls',
  'node-shell',
  'packet-capture',
  'kube-proxy-modes',
  'lb-manual',
  'cloud-otc',
  'cloud-aws',
  'openshift',
  'waf',
  'network-policy',
  'cluster-admin',
] as const;

const CountFrom = Type.Union([Type.Literal('client'), Type.Literal('lb'), Type.Literal('pod')]);

export const LabFrontMatter = strict(
  Type.Object(
    {
      title: Text,
      question: Text,
      group: Text,
      minutes: Type.Integer({ minimum: 1, maximum: 240 }),
      glyph: Type.String({ pattern: '^[cdlnipCDLNIP]+$' }),
      concepts: Type.Optional(Type.Array(Text)),
      goal: Text,
      'count-from': CountFrom,
      'count-question': Type.Optional(Identifier),
      requires: Type.Array(Text),
      terminal: Type.Optional(Text),
      draw: Type.Optional(
        Type.Object({ cases: Type.Integer({ minimum: 1, maximum: 12 }), after: Type.Integer({ minimum: 0 }) }, closed),
      ),
    },
    closed,
  ),
);

export const StepFrontMatter = strict(Type.Object({ title: Text }, closed));

/** No two cases with the same symptom and cause are drawn together. */
export const CaseFrontMatter = strict(Type.Object({ title: Text, symptom: Identifier, cause: Identifier }, closed));

export const CloudStart = strict(
  Type.Object(
    {
      loadBalancers: Type.Optional(
        Type.Array(
          Type.Object(
            {
              name: Identifier,
              address: Type.String({ pattern: '^[0-9]{1,3}([.][0-9]{1,3}){3}$' }),
              port: Type.Integer({ minimum: 1, maximum: 65535 }),
              targets: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z0-9.-]+:[0-9]+$' }))),
            },
            closed,
          ),
        ),
      ),
      names: Type.Optional(Type.Array(Type.Object({ name: Text, address: Text }, closed))),
    },
    closed,
  ),
);
export type CloudStart = Static<typeof CloudStart.schema>;

/** How a value is found on the learner's cluster: see docs/authoring.md. */
export const Observation = Type.Union(
  [
    Type.Object({ trace: Text, field: Text }, closed),
    Type.Object(
      { trace: Text, share: Text, count: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) },
      closed,
    ),
    Type.Object({ run: Text }, closed),
  ],
  { description: '{trace, field}, {trace, share, count} or {run}' },
);
export type Observation = Static<typeof Observation>;

const Scalar = Type.Union([Type.String(), Type.Number()], { description: 'a text or a number' });
const ComputedKey = Type.Object({ from: Observation }, closed);
const Verdicts = Type.Optional(Type.Array(Type.Object({ value: Scalar, text: Text }, closed)));

const common = { id: Identifier, prompt: Text };

const option = {
  id: Identifier,
  text: Scalar,
  right: Type.Optional(Type.Boolean()),
  explain: Type.Optional(Text),
};
const optionCount = { minItems: 2, maxItems: 12 };

/** Texts of questions whose wrong answers are too many to be explained one by one. */
const Sorted = { otherwise: Text, right: Type.Optional(Text), key: Type.Optional(ComputedKey) };

const Written = { explain: Verdicts, otherwise: Text, right: Type.Optional(Text) };

const choiceOfOne = {
  ...common,
  options: Type.Array(Type.Object({ ...option, value: Type.Optional(Scalar) }, closed), optionCount),
  key: Type.Optional(ComputedKey),
};

const item = { id: Identifier, text: Scalar };

/** By kind, so that an error names what this kind lacks. */
export const QUESTION_SCHEMAS = {
  single: strict(Type.Object({ ...choiceOfOne, kind: Type.Literal('single') }, closed)),
  click: strict(Type.Object({ ...choiceOfOne, kind: Type.Literal('click') }, closed)),
  order: strict(
    Type.Object(
      {
        ...common,
        ...Sorted,
        kind: Type.Literal('order'),
        /** As they follow each other; the page shuffles them. */
        options: Type.Array(Type.Object({ ...item, explain: Type.Optional(Text) }, closed), optionCount),
      },
      closed,
    ),
  ),
  match: strict(
    Type.Object(
      {
        ...common,
        ...Sorted,
        kind: Type.Literal('match'),
        options: Type.Array(
          Type.Object({ ...item, match: Identifier, explain: Type.Optional(Text) }, closed),
          optionCount,
        ),
        targets: Type.Array(Type.Object(item, closed), optionCount),
      },
      closed,
    ),
  ),
  multiple: strict(
    Type.Object(
      {
        ...common,
        kind: Type.Literal('multiple'),
        options: Type.Array(Type.Object(option, closed), optionCount),
        incomplete: Text,
      },
      closed,
    ),
  ),
  number: strict(
    Type.Object(
      {
        ...common,
        ...Written,
        kind: Type.Literal('number'),
        key: Type.Union([Type.Number(), ComputedKey], { description: 'a number or {from: …}' }),
        tolerance: Type.Optional(Type.Number({ minimum: 0 })),
        unit: Type.Optional(Text),
      },
      closed,
    ),
  ),
  text: strict(
    Type.Object(
      {
        ...common,
        ...Written,
        kind: Type.Literal('text'),
        key: Type.Union([Type.Array(Scalar, { minItems: 1 }), ComputedKey], {
          description: 'a list of texts or {from: …}',
        }),
      },
      closed,
    ),
  ),
} as const;

/** Only the kind is looked at; the rest is read with the kind's own schema. */
export const QuestionKind = strict(
  Type.Object({
    kind: QuestionKindName,
  }),
);
