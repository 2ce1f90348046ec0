import type { Machine, ProcessInfo } from './machine.ts';

type Service = readonly [pid: number, user: string, uid: number, ...args: string[]];

/** What Debian 12 has running before anyone logs in. */
const SERVICES: readonly Service[] = [
  [1, 'root', 0, '/sbin/init'],
  [271, 'root', 0, '/lib/systemd/systemd-journald'],
  [296, 'root', 0, '/lib/systemd/systemd-udevd'],
  [402, 'systemd-timesync', 997, '/lib/systemd/systemd-timesyncd'],
  [478, 'root', 0, '/usr/sbin/cron', '-f'],
  [
    480,
    'messagebus',
    100,
    '/usr/bin/dbus-daemon',
    '--system',
    '--address=systemd:',
    '--nofork',
    '--nopidfile',
    '--systemd-activation',
    '--syslog-only',
  ],
  [489, 'root', 0, '/lib/systemd/systemd-logind'],
  [531, 'root', 0, '/sbin/agetty', '-o', '-p -- \\u', '--noclear', '-', 'linux'],
  [548, 'root', 0, 'sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups'],
];

/** And a Kubernetes node besides. */
const NODE_SERVICES: readonly Service[] = [
  [612, 'root', 0, '/usr/bin/containerd'],
  [
    706,
    'root',
    0,
    '/usr/bin/kubelet',
    '--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf',
    '--kubeconfig=/etc/kubernetes/kubelet.conf',
    '--config=/var/lib/kubelet/config.yaml',
    '--container-runtime-endpoint=unix:///run/containerd/containerd.sock',
  ],
];

/** The services of a host that has just started: they are shown, and nobody can end them. */
export function standingProcesses(kind: Machine['kind'], startedMs: number): ProcessInfo[] {
  return [...SERVICES, ...(kind === 'node' ? NODE_SERVICES : [])].map(([pid, user, uid, ...args]) => ({
    pid,
    parent: pid === 1 ? 0 : 1,
    group: pid,
    args,
    startedMs,
    state: 'S',
    user,
    terminal: false,
    session: pid,
    uid,
    workingDirectory: '/',
    environment: {},
  }));
}
