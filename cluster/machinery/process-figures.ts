import type { Machine, ProcessInfo } from './machine.ts';

/** What a process takes of the machine: simulated, but the same every time one asks. */
export interface Figures {
  /** Kibibytes. */
  readonly virtualKib: number;
  readonly residentKib: number;
  readonly sharedKib: number;
  /** Processor time so far, in milliseconds. */
  readonly cpuMs: number;
  readonly threads: number;
}

/** Memory of a machine in kibibytes: 8 GiB less what the kernel keeps. */
export const TOTAL_KIB = 8_131_108;
export const PROCESSORS = 4;

type Footprint = readonly [
  virtualKib: number,
  residentKib: number,
  sharedKib: number,
  threads: number,
  cpuPerMinuteMs: number,
];

/** Of well-known programs. */
const FOOTPRINTS: Readonly<Record<string, Footprint>> = {
  init: [168_064, 12_288, 9_104, 1, 20],
  'systemd-journald': [33_344, 12_672, 11_648, 1, 6],
  'systemd-udevd': [26_228, 6_272, 4_608, 1, 4],
  'systemd-timesyncd': [90_080, 6_656, 5_888, 2, 2],
  'systemd-logind': [49_972, 7_552, 6_656, 1, 2],
  'dbus-daemon': [9_128, 4_736, 4_224, 1, 2],
  cron: [6_608, 2_688, 2_432, 1, 0],
  agetty: [5_872, 1_920, 1_792, 1, 0],
  sshd: [15_404, 9_088, 7_808, 1, 1],
  containerd: [1_797_892, 48_640, 31_360, 11, 300],
  kubelet: [2_049_776, 98_816, 58_368, 14, 900],
  bash: [8_168, 4_992, 3_456, 1, 3],
  kubectl: [754_612, 46_208, 32_256, 9, 0],
  ssh: [14_988, 8_448, 7_168, 1, 0],
};
const PLAIN: Footprint = [5_484, 1_792, 1_664, 1, 0];

/** `bash` of `-bash`, `sshd` of `sshd: learner@pts/0`: comm, at most 15 letters (proc(5)). */
export function commandName({ args }: Pick<ProcessInfo, 'args'>): string {
  const first = (args[0] ?? '').replace(/^-/, '');
  const title = /^(\w+): /.exec(first)?.[1];
  const name = title ?? first.slice(first.lastIndexOf('/') + 1);
  return (name === 'init' ? 'systemd' : name).slice(0, 15);
}

export function commandLine({ args }: Pick<ProcessInfo, 'args'>): string {
  return args.join(' ');
}

export function figuresOf(info: ProcessInfo, now: number): Figures {
  const name = commandName(info);
  const [virtualKib, residentKib, sharedKib, threads, perMinute] =
    FOOTPRINTS[name === 'systemd' ? 'init' : name] ?? PLAIN;
  // A few pages more or less, by its id.
  const pages = ((info.pid * 2_654_435_761) >>> 24) & 31;
  const minutes = Math.max(0, now - info.startedMs) / 60_000;
  return {
    virtualKib,
    residentKib: residentKib + pages * 4,
    sharedKib,
    threads,
    cpuMs: Math.floor(minutes * perMinute),
  };
}

export interface MemoryFigures {
  readonly totalKib: number;
  readonly usedKib: number;
  readonly freeKib: number;
  readonly sharedKib: number;
  readonly buffersKib: number;
  readonly cachedKib: number;
  readonly availableKib: number;
}

/** Memory of the machine: what its processes hold, the files that it has, and what the kernel needs. */
export function memoryOf(machine: Machine): MemoryFigures {
  const now = machine.clock.now();
  const held = machine.processes
    .list()
    .reduce((sum, info) => sum + figuresOf(info, now).residentKib - figuresOf(info, now).sharedKib / 2, 0);
  const totalKib = machine.memory?.limitBytes ? Math.floor(machine.memory.limitBytes / 1024) : TOTAL_KIB;
  const usedKib = Math.min(totalKib, Math.round(212_400 + held));
  const cachedKib = 391_220 + Math.round(machine.files.usedBytes() / 1024);
  const buffersKib = 21_304;
  const freeKib = Math.max(0, totalKib - usedKib - cachedKib - buffersKib);
  return {
    totalKib,
    usedKib,
    freeKib,
    sharedKib: 688,
    buffersKib,
    cachedKib,
    availableKib: Math.min(totalKib, freeKib + cachedKib + buffersKib - 30_000),
  };
}

/** When the machine started: when its first process did. */
export function bootMs(machine: Machine): number {
  return machine.processes.list().reduce((first, { startedMs }) => Math.min(first, startedMs), machine.clock.now());
}
