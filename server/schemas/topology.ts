import { type Static, Type } from 'typebox';

/** As `cluster/trace/topology.ts` has it, which says what each field means. */
export const Topology = Type.Object({
  revision: Type.Integer(),
  client: Type.Object({ address: Type.String() }),
  loadBalancers: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      address: Type.String(),
      port: Type.Integer(),
      edge: Type.Boolean(),
      members: Type.Array(
        Type.Object({
          listener: Type.Integer(),
          node: Type.Union([Type.String(), Type.Null()]),
          address: Type.String(),
          port: Type.Integer(),
          healthy: Type.Boolean(),
        }),
      ),
    }),
  ),
  nodes: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      address: Type.String(),
      ready: Type.Boolean(),
      rules: Type.Array(
        Type.Object({
          service: Type.String(),
          kind: Type.Union([
            Type.Literal('nodePort'),
            Type.Literal('clusterIP'),
            Type.Literal('loadBalancer'),
            Type.Literal('hostPort'),
          ]),
          match: Type.String(),
          to: Type.Array(Type.String()),
          verdict: Type.Union([Type.Literal('forward'), Type.Literal('reject'), Type.Literal('drop')]),
        }),
      ),
    }),
  ),
  pods: Type.Array(
    Type.Object({
      id: Type.String(),
      namespace: Type.String(),
      name: Type.String(),
      node: Type.String(),
      address: Type.String(),
      hostNetwork: Type.Boolean(),
      ready: Type.Boolean(),
      role: Type.Union([Type.Literal('proxy'), Type.Literal('app')]),
      workload: Type.String(),
    }),
  ),
  names: Type.Array(Type.Object({ name: Type.String(), address: Type.String() })),
});
export type Topology = Static<typeof Topology>;
