import { type Static, Type } from 'typebox';

const NullableText = Type.Union([Type.String(), Type.Null()]);
const Name = Type.String({ minLength: 1, maxLength: 200 });

/** As `cluster/cloud/console/provider-console.ts` has it, which says what each field means. */
export const CloudLoadBalancer = Type.Object({
  id: Type.String(),
  name: Type.String(),
  owner: Type.String(),
  mode: Type.String(),
  publicAddress: NullableText,
  privateAddress: Type.String(),
  announced: Type.Boolean(),
  changeable: Type.Boolean(),
  listeners: Type.Array(
    Type.Object({
      id: Type.String(),
      protocol: Type.String(),
      port: Type.Integer(),
      algorithm: Type.String(),
      proxyProtocol: Type.Boolean(),
      monitor: NullableText,
      members: Type.Array(
        Type.Object({
          name: Type.String(),
          address: Type.String(),
          port: Type.Integer(),
          weight: Type.Integer(),
          state: Type.String(),
          reason: Type.String(),
          connections: Type.Integer(),
        }),
      ),
    }),
  ),
});
export type CloudLoadBalancer = Static<typeof CloudLoadBalancer>;

/** `refused`: why the action was not done, in a sentence. */
export const CloudState = Type.Object({ loadBalancers: Type.Array(CloudLoadBalancer), refused: NullableText });
export type CloudState = Static<typeof CloudState>;

/** What is done by hand in the provider's console. */
export const CloudAction = Type.Union([
  Type.Object({ kind: Type.Literal('add-target'), loadBalancer: Name, target: Name }),
  Type.Object({ kind: Type.Literal('remove-target'), loadBalancer: Name, target: Name }),
  Type.Object({ kind: Type.Literal('health-check'), loadBalancer: Name, on: Type.Boolean() }),
  Type.Object({ kind: Type.Literal('release-address'), loadBalancer: Name }),
  Type.Object({ kind: Type.Literal('delete'), loadBalancer: Name }),
]);
export type CloudAction = Static<typeof CloudAction>;
