import type { FileStat } from '../../../cluster/machinery/file-system.ts';
import { joinPath } from '../../interpreter/path-name.ts';
import { matchesPattern } from '../../interpreter/pattern.ts';
import { type Call, defineCommand } from '../everyday/define.ts';
import { blocksOf, humanSize } from './file-mode.ts';
import { quoted } from './targets.ts';

/** du(1) */
export const du = defineCommand(
  {
    name: 'du',
    usage: `Usage: du [OPTION]... [FILE]...
How much of the disk files take, for directories with all that is in them.

  -0, --null             a NUL after each line
  -a, --all              files too, not only directories
      --apparent-size    sizes, not what they take of the disk
  -b, --bytes            the same as --apparent-size --block-size=1
  -c, --total            a total at the end
  -d, --max-depth=N      no more than N directories below
      --exclude=PATTERN  leave out what PATTERN fits
  -h, --human-readable   sizes such as 1K 234M 2G
  -k, -m                 in blocks of 1K or 1M
  -L, --dereference      follow links
  -s, --summarize        only a total for each argument
  -S, --separate-dirs    directories without those below
      --si               like -h, in powers of 1000
  -t, --threshold=SIZE   nothing smaller than SIZE
  -x, --one-file-system  stay on this file system
      --help             this text
      --version          the version`,
    flags: '0abchHklLmPsSx',
    values: 'dtB',
    long: {
      null: '0',
      all: 'a',
      'apparent-size': 'apparent',
      bytes: 'b',
      total: 'c',
      'max-depth': 'd',
      exclude: 'exclude=',
      'human-readable': 'h',
      dereference: 'L',
      summarize: 's',
      'separate-dirs': 'S',
      si: 'si',
      threshold: 't',
      'one-file-system': 'x',
      'block-size': 'B',
      'count-links': 'l',
    },
  },
  async (call) => {
    const depth = call.value('d');
    if (depth !== undefined && !/^\d+$/.test(depth)) return call.misused(`invalid maximum depth ‘${depth}’`);
    if (call.has('s') && call.has('a')) return call.misused('cannot both summarize and show all entries');
    const measure = new Measure(call);
    for (const path of call.operands.length > 0 ? call.operands : ['.']) await measure.argument(path);
    if (call.has('c')) await measure.show(measure.total, 'total');
    return call.status;
  },
);

class Measure {
  readonly #call: Call;
  readonly #seen = new Set<number>();
  readonly #deepest: number;
  total = 0;

  constructor(call: Call) {
    this.#call = call;
    this.#deepest = call.has('s') ? 0 : Number(call.value('d') ?? Number.POSITIVE_INFINITY);
  }

  async argument(path: string): Promise<void> {
    let stat: FileStat | undefined;
    const { files } = this.#call.process.machine;
    const follow = this.#call.has('L') || this.#call.has('H');
    await this.#call.attempt(`cannot access ${quoted(path)}`, () => {
      stat = follow || path.endsWith('/') ? files.stat(this.#call.path(path)) : files.linkStat(this.#call.path(path));
    });
    if (stat) this.total += await this.#measure(path, stat, 0);
  }

  /** Bytes. */
  #sizeOf(stat: FileStat): number {
    if (this.#call.has('b') || this.#call.has('apparent')) return stat.sizeBytes;
    return blocksOf(stat) * 512;
  }

  async #measure(path: string, stat: FileStat, depth: number): Promise<number> {
    const call = this.#call;
    const { files } = call.process.machine;
    await call.breathe();
    if (call.values('exclude').some((pattern) => matchesPattern(path.slice(path.lastIndexOf('/') + 1), pattern)))
      return 0;
    if (stat.links > 1 && stat.kind !== 'directory' && !call.has('l')) {
      if (this.#seen.has(stat.inode)) return 0;
      this.#seen.add(stat.inode);
    }
    let bytes = this.#sizeOf(stat);
    let below = 0;
    if (stat.kind === 'directory') {
      let names: string[] = [];
      await call.attempt(`cannot read directory ${quoted(path)}`, () => (names = files.list(call.path(path))));
      for (const name of names) {
        const child = joinPath(path, name);
        const childStat = files.linkStat(call.path(child));
        const size = await this.#measure(child, childStat, depth + 1);
        if (childStat.kind === 'directory') below += size;
        else bytes += size;
      }
    }
    const isShown = depth <= this.#deepest && (depth === 0 || stat.kind === 'directory' || call.has('a'));
    if (isShown) await this.show(call.has('S') ? bytes : bytes + below, path);
    return bytes + below;
  }

  async show(bytes: number, path: string): Promise<void> {
    const call = this.#call;
    const threshold = Number(call.value('t') ?? 0);
    if (Math.abs(threshold) > 0 && (threshold > 0 ? bytes < threshold : bytes > -threshold)) return;
    const size = call.has('h')
      ? humanSize(bytes)
      : call.has('si')
        ? humanSize(bytes, 1000)
        : String(Math.ceil(bytes / (call.has('b') ? 1 : call.has('m') ? 1024 ** 2 : blockSize(call.value('B')))));
    await call.print(`${size}\t${path}${call.has('0') ? '\0' : '\n'}`);
  }
}

const UNITS: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3, kB: 1000, MB: 1e6, GB: 1e9 };

export function blockSize(text: string | undefined): number {
  const found = /^(\d*)(kB|[KMG]B?)?$/.exec(text ?? '1K');
  if (!found) return 1024;
  return (Number(found[1] || 1) || 1) * (UNITS[found[2] ?? ''] ?? 1);
}
