import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { CloudApiError } from '../cloud-api.ts';

const Origin = Type.Union([
  Type.Object({ object: Type.String(), field: Type.String(), value: Type.String() }),
  Type.Null(),
]);
const Label = Type.Union([Type.Object({ from: Type.String(), to: Type.String() }), Type.Null()]);

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
  }),
});

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
