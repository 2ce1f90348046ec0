import type { Machine, ProcessInfo } from '../../../cluster/machinery/machine.ts';

/** A unit of systemd's, as far as it is the same on every machine of its kind. */
export interface Unit {
  /** Without `.service`. */
  readonly name: string;
  readonly description: string;
  readonly documentation: string;
  /** What its main process's first argument ends with. */
  readonly program: string;
  readonly dropIn?: string;
}

const ON_HOSTS: readonly Unit[] = [
  {
    name: 'cron',
    description: 'Regular background program processing daemon',
    documentation: 'man:cron(8)',
    program: 'cron',
  },
  {
    name: 'dbus',
    description: 'D-Bus System Message Bus',
    documentation: 'man:dbus-daemon(1)',
    program: 'dbus-daemon',
  },
  { name: 'getty@tty1', description: 'Getty on tty1', documentation: 'man:agetty(8)', program: 'agetty' },
  { name: 'ssh', description: 'OpenBSD Secure Shell server', documentation: 'man:sshd(8)', program: 'sshd' },
  {
    name: 'systemd-journald',
    description: 'Journal Service',
    documentation: 'man:systemd-journald.service(8)',
    program: 'systemd-journald',
  },
  {
    name: 'systemd-logind',
    description: 'User Login Management',
    documentation: 'man:sd-login(3)',
    program: 'systemd-logind',
  },
  {
    name: 'systemd-timesyncd',
    description: 'Network Time Synchronization',
    documentation: 'man:systemd-timesyncd.service(8)',
    program: 'systemd-timesyncd',
  },
  {
    name: 'systemd-udevd',
    description: 'Rule-based Manager for Device Events and Files',
    documentation: 'man:systemd-udevd.service(8)',
    program: 'systemd-udevd',
  },
];
const ON_NODES: readonly Unit[] = [
  {
    name: 'containerd',
    description: 'containerd container runtime',
    documentation: 'https://containerd.io',
    program: 'containerd',
  },
  {
    name: 'kubelet',
    description: 'kubelet: The Kubernetes Node Agent',
    documentation: 'https://kubernetes.io/docs/',
    program: 'kubelet',
    dropIn: '10-kubeadm.conf',
  },
];

export function unitsOf({ kind }: Machine): readonly Unit[] {
  return [...ON_HOSTS, ...(kind === 'node' ? ON_NODES : [])].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** `kubelet` and `kubelet.service` are one. */
export function unitNamed(machine: Machine, name: string): Unit | undefined {
  const plain = name.replace(/\.service$/, '');
  return unitsOf(machine).find((unit) => unit.name === plain || (unit.name === 'ssh' && plain === 'sshd'));
}

export function mainProcess({ processes }: Machine, { program }: Unit): ProcessInfo | undefined {
  const isIt = (first: string) =>
    first === program || first.endsWith(`/${program}`) || first.startsWith(`${program}: /`);
  return processes.list().find(({ args, parent }) => parent === 1 && isIt(args[0] ?? ''));
}

export interface UnitState {
  readonly active: boolean;
  readonly sinceMs: number;
  readonly pid: number;
}

export function unitState(machine: Machine, unit: Unit): UnitState {
  const known = machine.services?.units.status(unit.name);
  if (known) return known;
  const process = mainProcess(machine, unit);
  return { active: process !== undefined, sinceMs: process?.startedMs ?? machine.clock.now(), pid: process?.pid ?? 0 };
}
