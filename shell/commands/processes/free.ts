import { memoryOf } from '../../../cluster/machinery/process-figures.ts';
import { defineCommand } from '../everyday/define.ts';

/** free(1) of procps. */
export const free = defineCommand(
  {
    name: 'free',
    usage: `Usage:
 free [options]

How much memory there is, and how much is used.

Options:
 -b, --bytes         in bytes
 -k, --kibi          in kibibytes (the default)
 -m, --mebi          in mebibytes
 -g, --gibi          in gibibytes
     --kilo, --mega, --giga  the same in powers of 1000
 -h, --human         sizes for people
     --si            powers of 1000
 -l, --lohi          low and high memory, too
 -t, --total         a line with totals
 -w, --wide          buffers and cache apart

     --help          this text
 -V, --version       the version`,
    flags: 'bkmghltwV',
    values: 'sc',
    long: {
      bytes: 'b',
      kibi: 'k',
      kilo: 'kilo',
      mebi: 'm',
      mega: 'mega',
      gibi: 'g',
      giga: 'giga',
      human: 'h',
      si: 'si',
      lohi: 'l',
      total: 't',
      wide: 'w',
      seconds: 's',
      count: 'c',
    },
  },
  async (call) => {
    const memory = memoryOf(call.process.machine);
    const unit = call.has('b')
      ? 1
      : call.has('m')
        ? 1024 ** 2
        : call.has('g')
          ? 1024 ** 3
          : call.has('mega')
            ? 1e6
            : call.has('giga')
              ? 1e9
              : call.has('kilo')
                ? 1000
                : 1024;
    const base = call.has('si') ? 1000 : 1024;
    const show = (kib: number) => (call.has('h') ? humanKibi(kib, base) : String(Math.floor((kib * 1024) / unit)));
    const wide = call.has('w');
    const head = ['total', 'used', 'free', 'shared', ...(wide ? ['buffers', 'cache'] : ['buff/cache']), 'available'];
    const { totalKib, usedKib, freeKib, sharedKib, buffersKib, cachedKib, availableKib } = memory;
    const caches = wide ? [buffersKib, cachedKib] : [buffersKib + cachedKib];
    const line = (title: string, values: readonly number[]) =>
      `${title.padEnd(8)}${values
        .map((value) => show(value).padStart(12))
        .join('')
        .slice(0)}\n`;
    let text = `        ${head.map((cell) => cell.padStart(12)).join('')}\n`;
    text += line('Mem:', [totalKib, usedKib, freeKib, sharedKib, ...caches, availableKib]);
    text += line('Swap:', [0, 0, 0]);
    if (call.has('t')) text += line('Total:', [totalKib, usedKib, freeKib]);
    await call.print(text);
    return 0;
  },
);

/** `7.8Gi`: as free shows it, cut and not rounded up. */
function humanKibi(kib: number, base: 1024 | 1000): string {
  let [value, unit] = [kib * 1024, 0];
  while (value >= base && unit < 4) {
    value /= base;
    unit++;
  }
  const suffix = `${'BKMGT'[unit]}${unit > 0 && base === 1024 ? 'i' : ''}`;
  return `${value < 10 && unit > 0 ? (Math.floor(value * 10) / 10).toFixed(1) : Math.floor(value)}${suffix}`;
}
