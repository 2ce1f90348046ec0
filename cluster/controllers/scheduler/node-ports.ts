import { NO_FREE_PORTS, wantsTakenPort } from '../../client/host-ports.ts';
import type { FilterFailure } from './filters.ts';
import type { NodeInfo } from './node-info.ts';
import type { SchedulingCycle } from './scheduling-cycle.ts';

/** A host port is one pod's on a node (plugins/nodeports). */
export function nodePorts({ pod }: SchedulingCycle, { pods }: NodeInfo): FilterFailure | undefined {
  return wantsTakenPort(pod, pods) ? { reasons: [NO_FREE_PORTS], unresolvable: false } : undefined;
}
