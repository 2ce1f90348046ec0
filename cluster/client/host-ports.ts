import type { Pod } from './objects.ts';

interface HostPort {
  readonly address: string;
  readonly protocol: string;
  readonly port: number;
}

/** What is said of a node that has too few (pkg/scheduler/framework/plugins/nodeports.ErrReason). */
export const NO_FREE_PORTS = "node(s) didn't have free ports for the requested pod ports";

/** Whether the pod wants a port of its node's that another one has: on each address and for each protocol it is one pod's. */
export function wantsTakenPort(pod: Pod, others: readonly Pod[]): boolean {
  const wanted = hostPorts(pod);
  if (wanted.length === 0) return false;
  const taken = others.flatMap(hostPorts);
  return wanted.some((port) => taken.some((other) => conflicts(port, other)));
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
