import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { CloudApiError } from '../cloud-api.ts';

const Origin = Type.Union([
  Type.Object({ object: Type.String(), field: Type.String(), value: Type.String() }),
  Type.Null(),
]);
const Label = Type.Union([Type.Object({ from: Type.String(), to: Type.String() }), Type.Null()]);

const Why = Type.Object({
  at: Type.String(),
  text: Type.String(),
  decided: Type.String(),
  mend: Origin,
});

const Undo = Type.Object({ kind: Type.String(), part: Type.String(), before: Type.String(), after: Type.String() });

const Box = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  name: Type.String(),
  node: Type.Union([Type.String(), Type.Null()]),
  address: Type.String(),
  received: Label,
  sent: Label,
  rewrites: Type.Array(
    Type.Object({ kind: Type.String(), part: Type.String(), before: Type.String(), after: Type.String() }),
  ),
  newConnection: Type.Boolean(),
  decision: Type.Union([Type.Object({ rule: Type.String(), origin: Origin }), Type.Null()]),
});

const Trace = Type.Object({
  durationMs: Type.Number(),
  request: Type.Union([Type.Object({ method: Type.String(), url: Type.String() }), Type.Null()]),
  result: Type.Union([
    Type.Object({
      kind: Type.Literal('answered'),
      status: Type.Union([Type.Number(), Type.Null()]),
      by: Type.String(),
    }),
    Type.Object({ kind: Type.String(), at: Type.String(), rule: Type.String(), origin: Origin }),
  ]),
  why: Type.Union([Why, Type.Null()]),
  response: Type.Array(
    Type.Object({ box: Type.String(), received: Label, sent: Label, undone: Type.Array(Undo), way: Type.Array(Undo) }),
  ),
  boxes: Type.Array(Box),
  legs: Type.Array(
    Type.Object({
      tunnel: Type.Union([Type.Object({ fromNode: Type.String(), toNode: Type.String() }), Type.Null()]),
    }),
  ),
  counters: Type.Object({
    hopsFromClient: Type.Number(),
    hopsFromLoadBalancer: Type.Union([Type.Number(), Type.Null()]),
    rewrites: Type.Number(),
    connections: Type.Number(),
    nodeCrossings: Type.Number(),
    extraLegs: Type.Number(),
    networkHops: Type.Number(),
    responseHops: Type.Number(),
  }),
});

const Prediction = Type.Object({
  paths: Type.Array(
    Type.Object({
      probability: Type.Number(),
      sourceSeen: Type.Union([Type.String(), Type.Null()]),
      trace: Trace,
    }),
  ),
  notFollowed: Type.Number(),
});
export type PredictionView = Static<typeof Prediction>;

const Timeline = Type.Object({
  entries: Type.Array(
    Type.Object({
      atMs: Type.Number(),
      who: Type.String(),
      what: Type.String(),
      object: Type.String(),
      detail: Type.String(),
    }),
  ),
});
export type TimelineView = Static<typeof Timeline>;

/** The part of a trace that `hops` prints. */
export type TraceView = Static<typeof Trace>;
export type TraceBoxView = Static<typeof Box>;

export function parseTraces(value: unknown): TraceView[] {
  const traces = typeof value === 'object' && value !== null && 'traces' in value ? value.traces : null;
  if (!Array.isArray(traces)) throw new CloudApiError("The trace API's answer has no traces.");
  return traces.map((trace) => {
    if (Value.Check(Trace, trace)) return trace;
    throw new CloudApiError('The trace API answered something that is no trace.');
  });
}

export function parsePrediction(value: unknown): PredictionView {
  if (Value.Check(Prediction, value)) return value;
  throw new CloudApiError('The trace API answered something that is no prediction.');
}

export function parseTimeline(value: unknown): TimelineView {
  if (Value.Check(Timeline, value)) return value;
  throw new CloudApiError('The trace API answered something that is no timeline.');
}
