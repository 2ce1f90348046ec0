import type { ConsoleReply } from '../../../cluster/cloud/console/provider-console.ts';
import type { Topology as ClusterTopology } from '../../../cluster/trace/topology.ts';
import type { Trace as ClusterTrace } from '../../../cluster/trace/trace.ts';
import type { Topology } from '../../schemas/topology.ts';
import type { Trace } from '../../schemas/trace.ts';
import type { CloudReply } from '../driver.ts';

/** The schemas' types have no readonly; nothing else may differ, or this file does not compile. */
type Mutable<T> = T extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T;

export function wireTrace(trace: ClusterTrace): Trace {
  return trace as Mutable<ClusterTrace>;
}

export function wireTopology(topology: ClusterTopology): Topology {
  return topology as Mutable<ClusterTopology>;
}

export function wireCloud(reply: ConsoleReply): CloudReply {
  return reply as Mutable<ConsoleReply>;
}
