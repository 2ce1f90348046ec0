import { type Static, Type } from 'typebox';
import { DriverName } from './labs.ts';

export const NewSession = Type.Object(
  { lab: Type.String({ maxLength: 64 }), driver: Type.Optional(DriverName) },
  { additionalProperties: false },
);
export type NewSession = Static<typeof NewSession>;

/** Answered when the cluster is ready: /readyz, every pod of the start state Ready, a prompt in the terminal. */
export const Session = Type.Object({
  id: Type.String(),
  lab: Type.String(),
  driver: DriverName,
  expiresAt: Type.String({ format: 'date-time' }),
});
export type Session = Static<typeof Session>;

export const SessionState = Type.Object({
  ...Session.properties,
  state: Type.Union([
    Type.Literal('starting'),
    Type.Literal('ready'),
    Type.Literal('rebuilding'),
    Type.Literal('ended'),
    Type.Literal('error'),
  ]),
  /** What went wrong and what to do, when the state is `error` or `ended`. */
  message: Type.Union([Type.String(), Type.Null()]),
  /** POST to ready. */
  readyMs: Type.Union([Type.Number(), Type.Null()]),
  nodes: Type.Integer(),
});
export type SessionState = Static<typeof SessionState>;

export const CheckResult = Type.Object({
  step: Type.Integer(),
  state: Type.Union([Type.Literal('unknown'), Type.Literal('running'), Type.Literal('passed'), Type.Literal('failed')]),
  /** One sentence: what was expected and what was seen. */
  message: Type.String(),
  at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  /** Equal failures in a row: after three a hint is offered. */
  failures: Type.Integer(),
});
export type CheckResult = Static<typeof CheckResult>;

export const AnswerValue = Type.Union([
  Type.String({ maxLength: 200 }),
  Type.Number(),
  Type.Array(Type.String({ maxLength: 64 }), { maxItems: 20 }),
]);
export type AnswerValue = Static<typeof AnswerValue>;
export const NewAnswer = Type.Object({ value: AnswerValue }, { additionalProperties: false });
export type NewAnswer = Static<typeof NewAnswer>;

/** What one question stands at. A prediction is never right or wrong before its observation is there. */
export const AnswerResult = Type.Object({
  question: Type.String(),
  value: Type.Union([AnswerValue, Type.Null()]),
  state: Type.Union([
    Type.Literal('open'),
    Type.Literal('recorded'),
    Type.Literal('right'),
    Type.Literal('wrong'),
    Type.Literal('shown'),
  ]),
  attempts: Type.Integer(),
  firstTry: Type.Boolean(),
  /** Explanation of the value that was given; never of another one. */
  explanationHtml: Type.String(),
  /** For predictions: "You said 2, the trace says 3." */
  observed: Type.Union([Type.String(), Type.Null()]),
  /** The id of the request that is the evidence. */
  trace: Type.Union([Type.Integer(), Type.Null()]),
  mayShowAnswer: Type.Boolean(),
});
export type AnswerResult = Static<typeof AnswerResult>;

export const Progress = Type.Object({
  lab: Type.String(),
  step: Type.Integer(),
  checks: Type.Array(CheckResult),
  answers: Type.Array(AnswerResult),
  hintsOpened: Type.Array(Type.Object({ step: Type.Integer(), number: Type.Integer(), html: Type.String() })),
  solutionsOpened: Type.Array(Type.Object({ step: Type.Integer(), html: Type.String() })),
  passed: Type.Boolean(),
});
export type Progress = Static<typeof Progress>;

export const FileText = Type.Object({ path: Type.String(), text: Type.String({ maxLength: 262_144 }) });
export type FileText = Static<typeof FileText>;

export const NewFileText = Type.Object({ text: FileText.properties.text, path: Type.Optional(Type.String()) });
export type NewFileText = Static<typeof NewFileText>;

/** Paths relative to the learner's home, sorted. */
export const FileList = Type.Object({ paths: Type.Array(Type.String()) });
export type FileList = Static<typeof FileList>;

/** The learner's own, newest first; ended ones are left out. */
export const SessionList = Type.Object({ sessions: Type.Array(SessionState) });
export type SessionList = Static<typeof SessionList>;

export const OpenedHint = Type.Object({ step: Type.Integer(), number: Type.Integer(), html: Type.String() });
export type OpenedHint = Static<typeof OpenedHint>;

export const OpenedSolution = Type.Object({ step: Type.Integer(), html: Type.String() });
export type OpenedSolution = Static<typeof OpenedSolution>;

/** Every refusal: what, and what to do. */
export const Problem = Type.Object({ statusCode: Type.Integer(), error: Type.String(), message: Type.String() });
export type Problem = Static<typeof Problem>;
