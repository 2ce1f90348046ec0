import type { Pod } from '../../client/objects.ts';
import type { FilterFailure } from './filters.ts';
import type { NodeInfo } from './node-info.ts';
import type { SchedulingCycle } from './scheduling-cycle.ts';

interface HostPort {
  readonly address: string;
  readonly protocol: string;
  readonly port: number;
}

/** A host port is one pod's on a node, on each address and for each protocol (plugins/nodeports). */
export function nodePorts({ pod }: SchedulingCycle, { pods }: NodeInfo): FilterFailure | undefined {
  const wanted = hostPorts(pod);
  const taken = wanted.length > 0 ? pods.flatMap(hostPorts) : [];
  const conflict = wanted.some((port) => taken.some((other) => conflicts(port, other)));
  if (!conflict) return undefined;
  return { reasons: ["node(s) didn't have free ports for the requested pod ports"], unresolvable: false };
}

/** Sidecars' ports count; other init containers' do not. */
function hostPorts({ spec }: Pod): HostPort[] {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...spec.containers, ...sidecars].flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, hostIP, protocol = 'TCP' }) =>
      hostPort ? [{ address: hostIP || '0.0.0.0', protocol, port: hostPort }] : [],
    ),
  );
}

function conflicts(a: HostPort, b: HostPort): boolean {
  if (a.port !== b.port || a.protocol !== b.protocol) return false;
  return a.address === b.address || a.address === '0.0.0.0' || b.address === '0.0.0.0';
}
