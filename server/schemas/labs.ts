import { type Static, Type } from 'typebox';

export const DriverName = Type.Union([
  Type.Literal('embedded'),
  Type.Literal('namespace'),
  Type.Literal('vcluster'),
  Type.Literal('kind'),
]);
export type DriverName = Static<typeof DriverName>;

export const DriverOffer = Type.Object({
  name: DriverName,
  available: Type.Boolean(),
  /** Why not: "needs 4 nodes". */
  reason: Type.Union([Type.String(), Type.Null()]),
});

export const LabProgress = Type.Object({
  state: Type.Union([Type.Literal('new'), Type.Literal('started'), Type.Literal('passed')]),
  /** The step to continue with, from 1. */
  step: Type.Integer(),
  stepsPassed: Type.Integer(),
  /** A session that is still there, if any. */
  session: Type.Union([Type.String(), Type.Null()]),
});

export const LabSummary = Type.Object({
  slug: Type.String(),
  number: Type.Integer(),
  title: Type.String(),
  question: Type.String(),
  group: Type.String(),
  minutes: Type.Integer(),
  /** Letters of the path glyph, upper case for the boxes the lab is about: c client, d edge, l load balancer, n node, i proxy, p pod. */
  glyph: Type.String(),
  requires: Type.Array(Type.String()),
  drivers: Type.Array(DriverOffer),
  steps: Type.Integer(),
  progress: LabProgress,
});
export type LabSummary = Static<typeof LabSummary>;

export const LabList = Type.Object({ labs: Type.Array(LabSummary) });
export type LabList = Static<typeof LabList>;

export const QuestionOption = Type.Object({ id: Type.String(), html: Type.String() });

export const QuestionKind = Type.Union([
  Type.Literal('single'),
  Type.Literal('multiple'),
  Type.Literal('number'),
  Type.Literal('text'),
  /** Options in the right order: the value is their ids in order. */
  Type.Literal('order'),
  /** An option for each target: the value is a list of `option=target`. */
  Type.Literal('match'),
  /** One box of the picture. */
  Type.Literal('click'),
]);

/** Never carries a key or an explanation: those come with an answer. */
export const Question = Type.Object({
  id: Type.String(),
  kind: QuestionKind,
  html: Type.String(),
  /** Of `order`: shuffled. Of `match`: what is to be matched. */
  options: Type.Array(QuestionOption),
  /** Of `match`: what each option is matched with; else empty. */
  targets: Type.Array(QuestionOption),
  unit: Type.Union([Type.String(), Type.Null()]),
});
export type Question = Static<typeof Question>;

/** The parts of a step's text, in order. HTML is made on the server from the lab's Markdown, with raw HTML switched off. */
export const Block = Type.Union([
  Type.Object({ type: Type.Literal('prose'), html: Type.String() }),
  Type.Object({ type: Type.Literal('run'), id: Type.String(), command: Type.String() }),
  Type.Object({ type: Type.Literal('copy'), language: Type.String(), text: Type.String() }),
  Type.Object({ type: Type.Literal('file'), path: Type.String() }),
  Type.Object({ type: Type.Literal('predict'), question: Question }),
  Type.Object({ type: Type.Literal('quiz'), question: Question }),
  /** The text comes with POST …/steps/:step/hints/:number. */
  Type.Object({ type: Type.Literal('hint'), number: Type.Integer() }),
  /** The text comes with POST …/steps/:step/solution once all hints are open or two checks have failed. */
  Type.Object({ type: Type.Literal('solution') }),
  /** The last request's waybill, in the text. */
  Type.Object({ type: Type.Literal('trace'), caption: Type.String() }),
  Type.Object({ type: Type.Literal('map'), caption: Type.String() }),
]);
export type Block = Static<typeof Block>;

export const Step = Type.Object({
  number: Type.Integer(),
  title: Type.String(),
  blocks: Type.Array(Block),
  /** When it is reached, something changes in the cluster: before that, its text is of no use. */
  begins: Type.Boolean(),
  /** What its check proves, in a sentence; null for a step that is only read or answered. */
  check: Type.Union([Type.Object({ text: Type.String(), onDemand: Type.Boolean() }), Type.Null()]),
});
export type Step = Static<typeof Step>;

export const Lab = Type.Object({
  ...LabSummary.properties,
  goal: Type.String(),
  /** Each session has other steps: they are those of the learner's session when there is one. */
  drawn: Type.Boolean(),
  countFrom: Type.Union([Type.Literal('client'), Type.Literal('lb'), Type.Literal('pod')]),
  /** The question that asks for the count: hop numbers stay hidden until it has been answered once. */
  countQuestion: Type.Union([Type.String(), Type.Null()]),
  content: Type.Array(Step),
  /** Shown when everything is passed: HTML of the summary ("You can now …"). */
  summaryHtml: Type.String(),
});
export type Lab = Static<typeof Lab>;
