import { NO_FREE_PORTS, wantsTakenPort } from '../client/host-ports.ts';
import type { Pod } from '../client/objects.ts';
import { NODES } from '../client/resources.ts';
import { quantityNanos } from '../machinery/quantity.ts';
import type { KubeletContext } from './kubelet-options.ts';
import { NODE_ALLOCATABLE } from './node-capacity.ts';
import type { PodFailure } from './pod-deadline.ts';

type Refusal = Pick<PodFailure, 'reason' | 'message'>;

/** pkg/kubelet/sysctl/safe_sysctls.go; a `*` ends a prefix. */
const SAFE_SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
];

/** Why the node does not take a pod that was bound to it (pkg/kubelet/lifecycle, pkg/kubelet/sysctl); undefined: it does. */
export function admissionRefusal(context: KubeletContext, pod: Pod, others: readonly Pod[]): Refusal | undefined {
  return forbiddenSysctl(pod) ?? missingResource(pod, others) ?? wrongNode(context, pod) ?? takenHostPort(pod, others);
}

function forbiddenSysctl({ spec }: Pod): Refusal | undefined {
  for (const { name } of spec.securityContext?.sysctls ?? []) {
    if (SAFE_SYSCTLS.includes(name.replaceAll('/', '.'))) continue;
    return { reason: 'SysctlForbidden', message: `forbidden sysctl: "${name}" not allowlisted` };
  }
  return undefined;
}

function wrongNode({ informers, node }: KubeletContext, { spec }: Pod): Refusal | undefined {
  const labels = informers.informer(NODES).get(node.name)?.metadata.labels;
  if (!labels || !spec.nodeSelector) return undefined;
  const matches = Object.entries(spec.nodeSelector).every(([key, value]) => labels[key] === value);
  if (matches) return undefined;
  const message = "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector";
  return { reason: 'NodeAffinity', message };
}

function takenHostPort(pod: Pod, others: readonly Pod[]): Refusal | undefined {
  if (!wantsTakenPort(pod, others)) return undefined;
  return { reason: 'NodePorts', message: `Predicate NodePorts failed: ${NO_FREE_PORTS}` };
}

/** The first resource of which there is too little left. */
export function missingResource(pod: Pod, others: readonly Pod[]): Refusal | undefined {
  if (others.length + 1 > Number(NODE_ALLOCATABLE['pods'])) {
    const message = `Node didn't have enough resource: pods, requested: 1, used: ${others.length}, capacity: ${NODE_ALLOCATABLE['pods']}`;
    return { reason: 'OutOfpods', message };
  }
  for (const name of ['cpu', 'memory', 'ephemeral-storage']) {
    const requested = requestOf(pod, name);
    if (requested === 0n) continue;
    const used = others.reduce((sum, other) => sum + requestOf(other, name), 0n);
    const capacity = unitsOf(name, NODE_ALLOCATABLE[name] ?? '0');
    if (requested + used <= capacity) continue;
    const amounts = `requested: ${requested}, used: ${used}, capacity: ${capacity}`;
    return { reason: `OutOf${name}`, message: `Node didn't have enough resource: ${name}, ${amounts}` };
  }
  return undefined;
}

/** Main containers and sidecars together, or the largest init container, and the overhead. */
export function requestOf({ spec }: Pod, name: string): bigint {
  const of = ({ resources }: { resources?: { requests?: Record<string, string> } }) =>
    unitsOf(name, resources?.requests?.[name] ?? '0');
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const running = [...spec.containers, ...sidecars].reduce((sum, container) => sum + of(container), 0n);
  const largest = (spec.initContainers ?? []).reduce(
    (most, container) => (of(container) > most ? of(container) : most),
    0n,
  );
  return (running > largest ? running : largest) + unitsOf(name, spec.overhead?.[name] ?? '0');
}

/** Thousandths of a CPU; whole units of everything else. */
export function unitsOf(name: string, quantity: string): bigint {
  const divisor = name === 'cpu' ? 1_000_000n : 1_000_000_000n;
  return (quantityNanos(quantity) + divisor - 1n) / divisor;
}
