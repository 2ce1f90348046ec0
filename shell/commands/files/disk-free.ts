import { type Call, defineCommand } from '../everyday/define.ts';
import { blockSize } from './disk-usage.ts';
import { humanSize } from './file-mode.ts';

interface Volume {
  readonly device: string;
  readonly type: string;
  readonly bytes: number;
  readonly used: number;
  readonly inodes: number;
  readonly usedInodes: number;
  readonly point: string;
}

const MIB = 1024 ** 2;
/** What the files of a machine may hold together. */
const DISK_BYTES = 64 * MIB;
const INODES = 65_536;
/** The system itself, which is shared and not counted by the file system. */
const SYSTEM_INODES = 4_318;

function volumesOf(call: Call): Volume[] {
  const { machine } = call.process;
  const used = machine.files.usedBytes();
  const root = {
    device: machine.kind === 'container' ? 'overlay' : '/dev/sda1',
    type: machine.kind === 'container' ? 'overlay' : 'ext4',
  };
  const memory = (device: string, type: string, bytes: number, point: string, taken = 0): Volume => ({
    device,
    type,
    bytes,
    used: taken,
    inodes: 1_018_420,
    usedInodes: 1,
    point,
  });
  const disk: Volume = { ...root, bytes: DISK_BYTES, used, inodes: INODES, usedInodes: SYSTEM_INODES, point: '/' };
  if (machine.kind === 'container') {
    return [disk, memory('tmpfs', 'tmpfs', 64 * MIB, '/dev'), memory('shm', 'tmpfs', 64 * MIB, '/dev/shm')];
  }
  return [
    memory('udev', 'devtmpfs', 3984 * MIB, '/dev'),
    memory('tmpfs', 'tmpfs', 800 * MIB, '/run', 600 * 1024),
    disk,
    memory('tmpfs', 'tmpfs', 3999 * MIB, '/dev/shm'),
    memory('tmpfs', 'tmpfs', 5 * MIB, '/run/lock'),
  ];
}

/** df(1) */
export const df = defineCommand(
  {
    name: 'df',
    usage: `Usage: df [OPTION]... [FILE]...
How full file systems are: those that FILEs are on, or all.

  -a, --all              file systems without blocks too
  -B, --block-size=SIZE  sizes in units of SIZE
  -h, --human-readable   sizes such as 1K 234M 2G
  -H, --si               the same in powers of 1000
  -i, --inodes           inodes, not blocks
  -k                     like --block-size=1K
  -l, --local            local file systems
      --output[=FIELDS]  (the usual columns)
  -P, --portability      POSIX's columns
  -t, --type=TYPE        file systems of TYPE
  -T, --print-type       the type, too
  -x, --exclude-type=TYPE  none of TYPE
      --total            a total at the end
      --help             this text
      --version          the version`,
    flags: 'ahHiklPTm',
    values: 'Btx',
    long: {
      all: 'a',
      'block-size': 'B',
      'human-readable': 'h',
      si: 'H',
      inodes: 'i',
      local: 'l',
      portability: 'P',
      type: 't',
      'print-type': 'T',
      'exclude-type': 'x',
      total: 'total',
      output: 'output?',
      'no-sync': 'no-sync',
      sync: 'sync',
    },
  },
  async (call) => {
    let volumes = volumesOf(call);
    if (call.operands.length > 0) {
      const found: Volume[] = [];
      for (const path of call.operands) {
        const known = await call.attempt(path, () => void call.process.machine.files.stat(call.path(path)));
        if (known) found.push(volumeOf(volumes, call.path(path)));
      }
      volumes = found;
    }
    const [types, without] = [call.values('t'), call.values('x')];
    volumes = volumes.filter(({ type }) => (types.length === 0 || types.includes(type)) && !without.includes(type));
    if (volumes.length === 0) {
      if (call.status === 0) await call.complain('no file systems processed');
      return 1;
    }
    if (call.has('total')) volumes.push(totalOf(volumes));
    await call.print(table(call, volumes));
    return call.status;
  },
);

function volumeOf(volumes: readonly Volume[], path: string): Volume {
  const fitting = volumes.filter(({ point }) => point === '/' || path === point || path.startsWith(`${point}/`));
  return fitting.sort((a, b) => b.point.length - a.point.length)[0]!;
}

function totalOf(volumes: readonly Volume[]): Volume {
  const sum = (value: (volume: Volume) => number) => volumes.reduce((total, volume) => total + value(volume), 0);
  return {
    device: 'total',
    type: '-',
    point: '-',
    bytes: sum(({ bytes }) => bytes),
    used: sum(({ used }) => used),
    inodes: sum(({ inodes }) => inodes),
    usedInodes: sum(({ usedInodes }) => usedInodes),
  };
}

function table(call: Call, volumes: readonly Volume[]): string {
  const [size, header] = unitsOf(call);
  const inodes = call.has('i');
  const percent = (used: number, all: number) => (all === 0 ? '-' : `${Math.ceil((used / all) * 100)}%`);
  const available = inodes ? 'IFree' : call.has('h') || call.has('H') ? 'Avail' : 'Available';
  const head = [
    'Filesystem',
    ...(call.has('T') ? ['Type'] : []),
    header,
    inodes ? 'IUsed' : 'Used',
    available,
    inodes ? 'IUse%' : call.has('P') ? 'Capacity' : 'Use%',
    'Mounted on',
  ];
  const count = call.has('h') ? (value: number) => humanSize(value) : String;
  const rows = volumes.map((volume) => {
    const [all, used] = inodes ? [volume.inodes, volume.usedInodes] : [volume.bytes, volume.used];
    const shown = inodes ? count : size;
    return [
      volume.device,
      ...(call.has('T') ? [volume.type] : []),
      shown(all),
      shown(used),
      shown(all - used),
      percent(used, all),
      volume.point,
    ];
  });
  const last = head.length - 1;
  const left = new Set([0, ...(call.has('T') ? [1] : []), last]);
  const least = (column: number) =>
    column === 0 ? 14 : left.has(column) || column >= last - 1 ? 4 : call.has('h') || call.has('H') || inodes ? 5 : 5;
  const widths = head.map((title, column) =>
    Math.max(least(column), title.length, ...rows.map((row) => row[column]!.length)),
  );
  return [head, ...rows]
    .map(
      (row) =>
        `${row.map((cell, column) => (column === last ? cell : left.has(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' ')}\n`,
    )
    .join('');
}

function unitsOf(call: Call): [(bytes: number) => string, string] {
  if (call.has('i')) return [String, 'Inodes'];
  if (call.has('h')) return [(bytes) => humanSize(bytes), 'Size'];
  if (call.has('H')) return [(bytes) => humanSize(bytes, 1000), 'Size'];
  const text = call.has('m') ? 'M' : call.value('B');
  const unit = blockSize(text);
  const header =
    text === undefined ? (call.has('P') ? '1024-blocks' : '1K-blocks') : `${text.replace(/^(?=[KMG])/, '1')}-blocks`;
  return [(bytes) => String(Math.ceil(bytes / unit)), header];
}
