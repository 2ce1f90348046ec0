import { bootMs, PROCESSORS } from '../../../cluster/machinery/process-figures.ts';
import { type Call, defineCommand } from '../everyday/define.ts';
import { KERNEL } from '../processes/sessions.ts';
import { strftime } from '../time/strftime.ts';
import { UTC_ZONE, zoneOf } from '../time/zoned-time.ts';

const VERSION = '#1 SMP PREEMPT_DYNAMIC Debian 6.1.129-1 (2025-03-06)';

/** uname(1) */
export const uname = defineCommand(
  {
    name: 'uname',
    usage: `Usage: uname [OPTION]...
What system this is; -s where nothing is asked for.

  -a, --all                everything, but -p and -i where not known
  -s, --kernel-name        the kernel's name
  -n, --nodename           the host's name
  -r, --kernel-release     the kernel's release
  -v, --kernel-version     the kernel's version
  -m, --machine            the hardware
  -p, --processor          the processor
  -i, --hardware-platform  the platform
  -o, --operating-system   the operating system
      --help               this text
      --version            the version`,
    flags: 'asnrvmpio',
    long: {
      all: 'a',
      'kernel-name': 's',
      sysname: 's',
      nodename: 'n',
      'kernel-release': 'r',
      release: 'r',
      'kernel-version': 'v',
      machine: 'm',
      processor: 'p',
      'hardware-platform': 'i',
      'operating-system': 'o',
    },
  },
  async (call) => {
    if (call.operands.length > 0) return call.misused(`extra operand ‘${call.operands[0]}’`);
    const parts: [string, string][] = [
      ['s', 'Linux'],
      ['n', call.process.machine.hostname],
      ['r', KERNEL],
      ['v', VERSION],
      ['m', 'x86_64'],
      ['p', 'unknown'],
      ['i', 'unknown'],
      ['o', 'GNU/Linux'],
    ];
    const all = call.has('a');
    const none = call.options.size === 0;
    const chosen = parts.filter(
      ([letter, text]) => (all ? text !== 'unknown' : call.has(letter)) || (none && letter === 's'),
    );
    await call.print(`${chosen.map(([, text]) => text).join(' ')}\n`);
    return 0;
  },
);

/** hostname(1) */
export const hostname = defineCommand(
  {
    name: 'hostname',
    usage: `Usage: hostname [-a|-A|-d|-f|-i|-I|-s|-y]
The name of this host.

    -a, --alias             other names
    -A, --all-fqdns         all full names
    -d, --domain            the DNS domain
    -f, --fqdn, --long      the full name
    -i, --ip-address        the addresses of the name
    -I, --all-ip-addresses  all addresses
    -s, --short             the short name
    -V, --version           the version`,
    flags: 'aAdfiIsy',
    values: 'F',
    long: {
      alias: 'a',
      'all-fqdns': 'A',
      domain: 'd',
      fqdn: 'f',
      long: 'f',
      'ip-address': 'i',
      'all-ip-addresses': 'I',
      short: 's',
      file: 'F',
    },
  },
  async (call) => {
    const { machine } = call.process;
    if (call.operands.length > 0) {
      await call.complain('you must be root to change the host name');
      return 1;
    }
    if (call.has('a') || call.has('d')) {
      await call.print(`${call.has('d') ? machine.hostname.split('.').slice(1).join('.') : ''}\n`);
      return 0;
    }
    if (!call.has('i') && !call.has('I')) {
      await call.print(
        `${call.has('s') ? machine.hostname.split('.')[0] : machine.hostname}${call.has('A') ? ' ' : ''}\n`,
      );
      return 0;
    }
    const addresses = machine.network
      .interfaces()
      .filter(({ kind }) => kind !== 'loopback')
      .flatMap(({ addresses: own }) => own.map((address) => address.split('/')[0]!));
    await call.print(`${addresses.join(' ')}${call.has('I') ? ' ' : ''}\n`);
    return 0;
  },
);

/** nproc(1) */
export const nproc = defineCommand(
  {
    name: 'nproc',
    usage: `Usage: nproc [OPTION]...
How many processors there are.

      --all       all that are installed
      --ignore=N  leave out N, if there are more
      --help      this text
      --version   the version`,
    long: { all: 'all', ignore: 'ignore=' },
  },
  async (call) => {
    if (call.operands.length > 0) return call.misused(`extra operand ‘${call.operands[0]}’`);
    await call.print(`${Math.max(1, PROCESSORS - Number(call.value('ignore') ?? 0))}\n`);
    return 0;
  },
);

/** arch(1) */
export const arch = defineCommand(
  {
    name: 'arch',
    usage:
      'Usage: arch [OPTION]...\nThe hardware; the same as uname -m.\n\n      --help     this text\n      --version  the version',
  },
  async (call) => {
    await call.print('x86_64\n');
    return 0;
  },
);

/** lscpu(1) */
export const lscpu = defineCommand(
  {
    name: 'lscpu',
    usage:
      'Usage:\n lscpu [options]\n\nWhat processors there are.\n\nOptions:\n -h, --help     this text\n -V, --version  the version',
    flags: 'abceJpxysB',
  },
  async (call) => {
    const facts: readonly (readonly [string, string])[] = [
      ['Architecture:', 'x86_64'],
      ['  CPU op-mode(s):', '32-bit, 64-bit'],
      ['  Address sizes:', '46 bits physical, 48 bits virtual'],
      ['  Byte Order:', 'Little Endian'],
      ['CPU(s):', String(PROCESSORS)],
      ['  On-line CPU(s) list:', `0-${PROCESSORS - 1}`],
      ['Vendor ID:', 'GenuineIntel'],
      ['  Model name:', 'Intel(R) Xeon(R) Processor @ 2.80GHz'],
      ['    CPU family:', '6'],
      ['    Thread(s) per core:', '2'],
      ['    Core(s) per socket:', String(PROCESSORS / 2)],
      ['    Socket(s):', '1'],
      ['Virtualization features:', ''],
      ['  Hypervisor vendor:', 'KVM'],
      ['  Virtualization type:', 'full'],
      ['NUMA:', ''],
      ['  NUMA node(s):', '1'],
      ['  NUMA node0 CPU(s):', `0-${PROCESSORS - 1}`],
    ];
    const width = Math.max(...facts.map(([name]) => name.length)) + 2;
    await call.print(facts.map(([name, value]) => `${`${name.padEnd(width)}${value}`.trimEnd()}\n`).join(''));
    return 0;
  },
);

/** hostnamectl(1) */
export const hostnamectl = defineCommand(
  {
    name: 'hostnamectl',
    usage:
      'hostnamectl [OPTIONS...] COMMAND ...\n\nThe name of this host, and what it is.\n\nCommands:\n  status             what is set\n  hostname [NAME]    the name\n\nOptions:\n  -h --help          this text\n     --version       the version',
    version: 'systemd 252 (252.36-1~deb12u1)',
  },
  async (call) => {
    const { machine } = call.process;
    const facts: readonly (readonly [string, string])[] = [
      ['Static hostname', machine.hostname],
      ['Icon name', 'computer-vm'],
      ['Chassis', 'vm'],
      ['Virtualization', 'kvm'],
      ['Operating System', 'Debian GNU/Linux 12 (bookworm)'],
      ['Kernel', `Linux ${KERNEL}`],
      ['Architecture', 'x86-64'],
    ];
    if (call.operands[0] === 'hostname') await call.print(`${machine.hostname}\n`);
    else await call.print(facts.map(([name, value]) => `${`${name}:`.padStart(17)} ${value}\n`).join(''));
    return 0;
  },
);

/** timedatectl(1) */
export const timedatectl = defineCommand(
  {
    name: 'timedatectl',
    usage:
      'timedatectl [OPTIONS...] COMMAND ...\n\nThe time of this host.\n\nCommands:\n  status             what is set\n\nOptions:\n  -h --help          this text\n     --version       the version',
    version: 'systemd 252 (252.36-1~deb12u1)',
  },
  async (call) => {
    const now = call.process.machine.clock.now();
    const zone = zoneOf(call.process.environment['TZ']);
    const facts: readonly (readonly [string, string])[] = [
      ['Local time', strftime('%a %F %T %Z', now, { zone })],
      ['Universal time', strftime('%a %F %T UTC', now, { zone: UTC_ZONE })],
      ['RTC time', strftime('%a %F %T', now, { zone: UTC_ZONE })],
      ['Time zone', 'Etc/UTC (UTC, +0000)'],
      ['System clock synchronized', 'yes'],
      ['NTP service', 'active'],
      ['RTC in local TZ', 'no'],
    ];
    await call.print(facts.map(([name, value]) => `${name.padStart(25)}: ${value}\n`).join(''));
    return 0;
  },
);

/** dmesg(1): the kernel's first lines. */
export const dmesg = defineCommand(
  {
    name: 'dmesg',
    usage:
      'Usage:\n dmesg [options]\n\nWhat the kernel has said.\n\nOptions:\n -T, --ctime       times of the day\n -H, --human       for people\n -w, --follow      (there is nothing new)\n -h, --help        this text\n -V, --version     the version',
    flags: 'THxwrkude',
    long: { ctime: 'T', human: 'H', follow: 'w' },
  },
  async (call) => {
    if (call.process.machine.kind === 'client' && (call.process.machine.credentials?.uid ?? 0) !== 0) {
      await call.complain('read kernel buffer failed: Operation not permitted');
      return 1;
    }
    await call.print(kernelLines(call).join(''));
    return 0;
  },
);

function kernelLines(call: Call): string[] {
  const boot = bootMs(call.process.machine);
  const zone = zoneOf(call.process.environment['TZ']);
  const lines: readonly (readonly [number, string])[] = [
    [
      0,
      `Linux version ${KERNEL} (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) ${VERSION}`,
    ],
    [0, `Command line: BOOT_IMAGE=/boot/vmlinuz-${KERNEL} root=/dev/sda1 ro console=tty0 console=ttyS0,115200`],
    [0, 'Hypervisor detected: KVM'],
    [0.421, `smp: Brought up 1 node, ${PROCESSORS} CPUs`],
    [1.204, 'EXT4-fs (sda1): mounted filesystem with ordered data mode. Quota mode: none.'],
    [1.731, 'systemd[1]: Detected virtualization kvm.'],
    [1.732, 'systemd[1]: Detected architecture x86-64.'],
  ];
  const full = call.process.machine.network.administration?.tableFull;
  const dropped: [number, string] = [
    Math.max(0, ((full?.lastMs ?? 0) - boot) / 1000),
    'nf_conntrack: nf_conntrack: table full, dropping packet',
  ];
  return [...lines, ...(full && full.count > 0 ? [dropped] : [])].map(
    ([at, text]) =>
      `[${call.has('T') ? strftime('%a %b %e %H:%M:%S %Y', boot + at * 1000, { zone }) : at.toFixed(6).padStart(12)}] ${text}\n`,
  );
}
