import type { Machine } from '../machine.ts';
import { bootMs, figuresOf, memoryOf, PROCESSORS } from '../process-figures.ts';

const TICKS_A_SECOND = 100;

/** /proc/meminfo: the figures that free(1) tells, and what a Debian kernel lists around them. */
export function memoryText(machine: Machine): string {
  const { totalKib, freeKib, availableKib, buffersKib, cachedKib, sharedKib, usedKib } = memoryOf(machine);
  const half = Math.floor(cachedKib / 2);
  const lines: readonly (readonly [string, number])[] = [
    ['MemTotal', totalKib],
    ['MemFree', freeKib],
    ['MemAvailable', availableKib],
    ['Buffers', buffersKib],
    ['Cached', cachedKib],
    ['SwapCached', 0],
    ['Active', half],
    ['Inactive', cachedKib - half],
    ['Active(anon)', sharedKib],
    ['Inactive(anon)', Math.floor(usedKib / 4)],
    ['Active(file)', half],
    ['Inactive(file)', cachedKib - half],
    ['Unevictable', 0],
    ['Mlocked', 0],
    ['SwapTotal', 0],
    ['SwapFree', 0],
    ['Dirty', 40],
    ['Writeback', 0],
    ['AnonPages', Math.floor(usedKib / 4)],
    ['Mapped', 103_280],
    ['Shmem', sharedKib],
    ['KReclaimable', 32_104],
    ['Slab', 67_448],
    ['SReclaimable', 32_104],
    ['SUnreclaim', 35_344],
    ['KernelStack', 2_640],
    ['PageTables', 3_308],
    ['CommitLimit', Math.floor(totalKib / 2)],
    ['Committed_AS', Math.floor(usedKib * 1.5)],
    ['VmallocTotal', 34_359_738_367],
    ['VmallocUsed', 11_960],
    ['VmallocChunk', 0],
    ['Percpu', 2_112],
    ['HardwareCorrupted', 0],
    ['AnonHugePages', 0],
    ['Hugetlb', 0],
  ];
  return lines.map(([name, kib]) => `${`${name}:`.padEnd(15)} ${String(kib).padStart(8)} kB\n`).join('');
}

/** Seconds since the start, and what the processors have been idle together. */
export function uptimeText(machine: Machine): string {
  const seconds = (machine.clock.now() - bootMs(machine)) / 1000;
  return `${seconds.toFixed(2)} ${((seconds * PROCESSORS * 98) / 100).toFixed(2)}\n`;
}

export function loadText(machine: Machine): string {
  const processes = machine.processes.list();
  const newest = processes.reduce((latest, { pid }) => Math.max(latest, pid), 0);
  return `0.00 0.00 0.00 1/${processes.length + 98} ${newest}\n`;
}

/** /proc/stat: processor time in hundredths of a second. */
export function kernelStatText(machine: Machine): string {
  const now = machine.clock.now();
  const started = bootMs(machine);
  const processes = machine.processes.list();
  const busy = processes.reduce((sum, info) => sum + figuresOf(info, now).cpuMs, 0) * (TICKS_A_SECOND / 1000);
  const all = ((now - started) * TICKS_A_SECOND) / 1000;
  const line = (name: string, processors: number) => {
    const used = Math.floor((busy * processors) / PROCESSORS);
    const [user, system] = [Math.ceil(used * 0.6), Math.floor(used * 0.4)];
    return `${name} ${user} 0 ${system} ${Math.max(0, Math.floor(all * processors) - used)} 0 0 0 0 0 0\n`;
  };
  const single = Array.from({ length: PROCESSORS }, (_, number) => line(`cpu${number}`, 1)).join('');
  const newest = processes.reduce((latest, { pid }) => Math.max(latest, pid), 0);
  return `${line('cpu ', PROCESSORS)}${single}intr 0\nctxt ${newest * 997}\nbtime ${Math.floor(started / 1000)}\nprocesses ${newest}\nprocs_running 1\nprocs_blocked 0\n`;
}
