import { type Static, Type } from 'typebox';

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

const RuleOrigin = Type.Object({ object: Type.String(), field: Type.String(), value: Type.String() });
const TraceLabel = Type.Object({ from: Type.String(), to: Type.String() });

export const TraceRewrite = Type.Object({
  kind: Type.Union([Type.Literal('LB'), Type.Literal('DNAT'), Type.Literal('SNAT'), Type.Literal('MASQUERADE')]),
  part: Type.Union([Type.Literal('from'), Type.Literal('to')]),
  before: Type.String(),
  after: Type.String(),
  rule: Type.String(),
  chains: Type.Array(Type.String()),
  origin: Nullable(RuleOrigin),
  via: Nullable(Type.String()),
  table: Nullable(Type.String()),
});

const TraceUndo = Type.Object({
  kind: TraceRewrite.properties.kind,
  part: TraceRewrite.properties.part,
  before: Type.String(),
  after: Type.String(),
});

const TraceReturn = Type.Object({
  box: Type.String(),
  received: Nullable(TraceLabel),
  sent: Nullable(TraceLabel),
  undone: Type.Array(TraceUndo),
  way: Type.Array(TraceUndo),
});

export const TraceBox = Type.Object({
  id: Type.String(),
  kind: Type.Union([
    Type.Literal('client'),
    Type.Literal('edge'),
    Type.Literal('lb'),
    Type.Literal('node'),
    Type.Literal('proxy'),
    Type.Literal('pod'),
  ]),
  name: Type.String(),
  node: Nullable(Type.String()),
  address: Type.String(),
  received: Nullable(TraceLabel),
  sent: Nullable(TraceLabel),
  rewrites: Type.Array(TraceRewrite),
  newConnection: Type.Boolean(),
  decision: Nullable(
    Type.Object({ rule: Type.String(), chains: Type.Array(Type.String()), origin: Nullable(RuleOrigin) }),
  ),
  peer: Nullable(Type.String()),
});

/** As `cluster/trace/trace.ts` has it, which says what each field means. The two are compared by the compiler in the embedded driver. */
export const Trace = Type.Object({
  id: Type.Integer(),
  atMs: Type.Number(),
  durationMs: Type.Number(),
  origin: Type.Union([Type.Literal('learner'), Type.Literal('check'), Type.Literal('system')]),
  protocol: Type.Union([Type.Literal('http'), Type.Literal('tcp'), Type.Literal('udp'), Type.Literal('icmp')]),
  request: Nullable(Type.Object({ method: Type.String(), url: Type.String() })),
  result: Type.Union([
    Type.Object({ kind: Type.Literal('answered'), status: Nullable(Type.Integer()), by: Type.String() }),
    Type.Object({
      kind: Type.Union([
        Type.Literal('refused'),
        Type.Literal('timed-out'),
        Type.Literal('unreachable'),
        Type.Literal('reset'),
      ]),
      at: Type.String(),
      rule: Type.String(),
      origin: Nullable(RuleOrigin),
    }),
  ]),
  why: Nullable(
    Type.Object({
      cause: Type.String(),
      at: Type.String(),
      text: Type.String(),
      decided: Type.String(),
      mend: Nullable(RuleOrigin),
    }),
  ),
  boxes: Type.Array(TraceBox),
  legs: Type.Array(
    Type.Object({
      from: Type.String(),
      to: Type.String(),
      tunnel: Nullable(
        Type.Object({
          fromNode: Type.String(),
          toNode: Type.String(),
          outerFrom: Type.String(),
          outerTo: Type.String(),
        }),
      ),
      rewrites: Type.Array(TraceRewrite),
    }),
  ),
  response: Type.Array(TraceReturn),
  counters: Type.Object({
    hopsFromClient: Type.Integer(),
    hopsFromLoadBalancer: Nullable(Type.Integer()),
    rewrites: Type.Integer(),
    connections: Type.Integer(),
    nodeCrossings: Type.Integer(),
    extraLegs: Type.Integer(),
    networkHops: Type.Integer(),
    responseHops: Type.Integer(),
  }),
});
export type Trace = Static<typeof Trace>;

export const NewTrace = Type.Object({ url: Type.String({ maxLength: 2048 }) }, { additionalProperties: false });
export type NewTrace = Static<typeof NewTrace>;
