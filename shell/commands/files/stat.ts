import type { FileStat } from '../../../cluster/machinery/file-system.ts';
import { type Call, defineCommand } from '../everyday/define.ts';
import { strftime } from '../time/strftime.ts';
import { type Zone, zoneOf } from '../time/zoned-time.ts';
import { blocksOf, modeText } from './file-mode.ts';
import { OwnerNames } from './owner-names.ts';
import { shellQuoted } from './shell-quoting.ts';
import { quoted } from './targets.ts';

const USAGE = `Usage: stat [OPTION]... FILE...
What is known of a file, or of the file system it is on.

  -L, --dereference     follow links
  -f, --file-system     the file system, not the file
  -c  --format=FORMAT   FORMAT instead of the usual text, with a newline
      --printf=FORMAT   the same without, and with \\n and the like
  -t, --terse           on one line
      --help            this text
      --version         the version

FORMAT: %a %A access, %b blocks, %B their size, %d device, %f raw mode, %F kind,
%g %G group, %h hard links, %i inode, %m mount point, %n %N name, %o best block size,
%s size, %t %T device type, %u %U user, %w %W birth, %x %X access, %y %Y change,
%z %Z change of status.`;

const KINDS = {
  file: 'regular file',
  directory: 'directory',
  link: 'symbolic link',
  device: 'character special file',
  fifo: 'fifo',
} as const;
const KIND_BITS = { file: 0o100000, directory: 0o040000, link: 0o120000, device: 0o020000, fifo: 0o010000 } as const;
/** The numbers of the disk that everything is on: 8:1, sda1. */
const DEVICE = 0x801;

const FILE_TEXT =
  '  File: %P\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\nDevice: %Hd,%Ld\tInode: %-10i  Links: %-5h@\nAccess: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\nAccess: %x\nModify: %y\nChange: %z\n Birth: %w\n';
const TERSE = '%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o\n';
const SYSTEM_TEXT =
  '  File: "%n"\n    ID: %-8i Namelen: %-7l Type: %T\nBlock size: %-10s Fundamental block size: %S\nBlocks: Total: %-10b Free: %-10f Available: %a\nInodes: Total: %-10c Free: %d\n';

export const stat = defineCommand(
  {
    name: 'stat',
    usage: USAGE,
    flags: 'Lft',
    values: 'c',
    long: { dereference: 'L', 'file-system': 'f', format: 'c', printf: 'printf=', terse: 't', cached: 'cached=' },
  },
  async (call) => {
    if (call.operands.length === 0) return call.misused('missing operand');
    const printf = call.value('printf');
    const own = call.value('c');
    const names = new OwnerNames(call.process.machine.files);
    const zone = zoneOf(call.process.environment['TZ']);
    for (const path of call.operands) {
      let text = '';
      if (call.has('f')) {
        await call.attempt(`cannot read file system information for ${quoted(path)}`, () => {
          call.process.machine.files.stat(call.path(path));
          text = filled(own === undefined ? SYSTEM_TEXT : `${own}\n`, systemValues(call, path));
        });
      } else {
        await call.attempt(`cannot statx ${quoted(path)}`, () => {
          const { files } = call.process.machine;
          const absolute = call.path(path);
          const found = call.has('L') ? files.stat(absolute) : files.linkStat(absolute);
          const target = found.kind === 'link' ? files.readLink(absolute) : undefined;
          const format =
            printf === undefined
              ? own === undefined
                ? call.has('t')
                  ? TERSE
                  : FILE_TEXT
                : `${own}\n`
              : unescaped(printf);
          const device = found.deviceNumbers ? ` Device type: ${found.deviceNumbers.join(',')}` : '';
          text = filled(
            format.replace('%-5h@', found.deviceNumbers ? `%-5h${device}` : '%h'),
            valuesOf(found, { path, target, names, zone, absolute, files }),
          );
        });
      }
      await call.print(text);
    }
    return call.status;
  },
);

interface Subject {
  readonly path: string;
  readonly absolute: string;
  readonly target: string | undefined;
  readonly names: OwnerNames;
  readonly zone: Zone;
  readonly files: Call['process']['machine']['files'];
}

/** Always in quotes. */
function named(path: string): string {
  const shown = shellQuoted(path);
  return shown === path ? `'${path}'` : shown;
}

type Values = (directive: string) => string | undefined;

function valuesOf(found: FileStat, { path, target, names, zone }: Subject): Values {
  const time = (ms: number) => strftime('%Y-%m-%d %H:%M:%S.%N %z', ms, { zone });
  const seconds = (ms: number) => String(Math.floor(ms / 1000));
  const kind = found.kind === 'file' && found.sizeBytes === 0 ? 'regular empty file' : KINDS[found.kind];
  const mode = found.mode & 0o7777;
  const [major, minor] = found.deviceNumbers ?? [0, 0];
  const values: Readonly<Record<string, string>> = {
    a: mode.toString(8),
    A: modeText(found),
    b: String(blocksOf(found)),
    B: '512',
    C: '?',
    d: String(DEVICE),
    D: DEVICE.toString(16),
    Hd: String(DEVICE >> 8),
    Ld: String(DEVICE & 255),
    f: (KIND_BITS[found.kind] | mode).toString(16),
    F: kind,
    g: String(found.gid),
    G: names.group(found.gid) ?? 'UNKNOWN',
    h: String(found.links),
    i: String(found.inode),
    m: '/',
    n: path,
    N: named(path) + (target === undefined ? '' : ` -> ${named(target)}`),
    P: target === undefined ? path : `${path} -> ${target}`,
    o: '4096',
    s: String(found.sizeBytes),
    t: major.toString(16),
    T: minor.toString(16),
    r: String(major * 256 + minor),
    u: String(found.uid),
    U: names.user(found.uid) ?? 'UNKNOWN',
    w: time(found.createdMs),
    W: seconds(found.createdMs),
    x: time(found.accessedMs),
    X: seconds(found.accessedMs),
    y: time(found.modifiedMs),
    Y: seconds(found.modifiedMs),
    z: time(found.changedMs),
    Z: seconds(found.changedMs),
  };
  return (directive) => values[directive];
}

/** One of ours and one of statfs(2): all of a machine is on one disk. */
const BLOCK = 4096;
const DISK_BYTES = 64 * 1024 * 1024;
const INODES = 65_536;

function systemValues(call: Call, path: string): Values {
  const free = Math.max(0, Math.floor((DISK_BYTES - call.process.machine.files.usedBytes()) / BLOCK));
  const values: Readonly<Record<string, string>> = {
    a: String(free),
    b: String(DISK_BYTES / BLOCK),
    c: String(INODES),
    d: String(INODES),
    f: String(free),
    i: '8010000000000000',
    l: '255',
    n: path,
    s: String(BLOCK),
    S: String(BLOCK),
    t: 'ef53',
    T: 'ext2/ext3',
  };
  return (directive) => values[directive];
}

const WIDEST = 1000;

/** Directives with printf's flags, widths and precisions. */
function filled(format: string, values: Values): string {
  return format.replace(
    /%([-#+ 0']*)(\d*)(?:\.(\d+))?([HL]d|[a-zA-Z%])/g,
    (all, flags: string, width: string, precision: string | undefined, letter: string) => {
      if (letter === '%') return '%';
      const value = values(letter);
      if (value === undefined) return letter.length === 1 ? '?' : all;
      const cut = precision === undefined || /[XYZW]/.test(letter) ? value : value.slice(0, Number(precision));
      const alternate = flags.includes('#') && (letter === 'a' ? '0' : letter === 'f' || letter === 'D' ? '0x' : '');
      const shown = `${alternate || ''}${cut}`;
      const room = Math.min(Number(width), WIDEST);
      if (flags.includes('-')) return shown.padEnd(room);
      return shown.padStart(room, flags.includes('0') && /[a-z]/.test(letter) ? '0' : ' ');
    },
  );
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  r: '\r',
  v: '\v',
  '\\': '\\',
  '"': '"',
  e: '\x1b',
};

function unescaped(format: string): string {
  return format.replace(/\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|(.))/g, (all, octal, hexadecimal, letter) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
    if (hexadecimal !== undefined) return String.fromCharCode(Number.parseInt(hexadecimal, 16));
    return ESCAPES[letter as string] ?? all;
  });
}
