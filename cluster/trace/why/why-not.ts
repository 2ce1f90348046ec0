import type { Trace, TraceWhy } from '../trace.ts';
import { clusterAddressOutside } from './cluster-address-outside.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { deadTunnel } from './dead-tunnel.ts';
import { type Cause, failureOf } from './failure.ts';
import { foreignRule } from './foreign-rule.ts';
import { ingressBackend } from './ingress-backend.ts';
import { ingressRoute } from './ingress-route.ts';
import { mtu } from './mtu.ts';
import { networkPolicy } from './network-policy.ts';
import { noEndpoints } from './no-endpoints.ts';
import { noLocalEndpoint } from './no-local-endpoint.ts';
import { nobodyHasAddress } from './nobody-has-address.ts';
import { notAnnounced } from './not-announced.ts';
import { sourceRanges } from './source-ranges.ts';
import { staleRules } from './stale-rules.ts';
import { tableFull } from './table-full.ts';
import { tlsSecret } from './tls-secret.ts';
import { unhealthyMembers } from './unhealthy-members.ts';
import { wrongTargetPort } from './wrong-target-port.ts';

/** In order: what the rule itself says comes before what the cluster's state suggests. */
const CAUSES: readonly Cause[] = [
  networkPolicy,
  tableFull,
  notAnnounced,
  mtu,
  deadTunnel,
  sourceRanges,
  unhealthyMembers,
  ingressBackend,
  ingressRoute,
  staleRules,
  wrongTargetPort,
  noEndpoints,
  noLocalEndpoint,
  clusterAddressOutside,
  nobodyHasAddress,
  foreignRule,
  tlsSecret,
];

/** Where a request went wrong first, what decided there, and the field that would mend it. Null where nothing did, or no cause is known. */
export function whyNot(trace: Trace, facts: ClusterFacts): TraceWhy | null {
  const failure = failureOf(trace, facts);
  if (!failure) return null;
  for (const cause of CAUSES) {
    const why = cause(failure, facts);
    if (why) return why;
  }
  return null;
}
