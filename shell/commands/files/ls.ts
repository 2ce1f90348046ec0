import { FileError } from '../../../cluster/machinery/file-system.ts';
import { joinPath } from '../../interpreter/path-name.ts';
import { type Call, defineCommand } from '../everyday/define.ts';
import { inColumns, widthOf, withCommas } from './columns.ts';
import { blocksOf, humanSize } from './file-mode.ts';
import { type Entry, entryAt, isQuoted, labelOf, quotedName } from './ls-entry.ts';
import { type LongOptions, longLines } from './ls-long.ts';
import { listOptions } from './ls-options.ts';
import { OwnerNames } from './owner-names.ts';
import { compareVersions } from './version-order.ts';

const USAGE = `Usage: ls [OPTION]... [FILE]...
Shows what directories hold, or files themselves; the working directory by default, sorted by name.

  -a, --all                  hidden names too
  -A, --almost-all           hidden names too, but for . and ..
  -b, --escape               C escapes for what does not print
  -B, --ignore-backups       no names that end in ~
  -c                         with -lt: the time of the last change of status
  -C                         columns, filled downwards
      --color[=WHEN]         colours: always, auto or never
  -d, --directory            directories themselves, not what they hold
  -F, --classify             a mark for the kind: one of */=>@|
      --file-type            the same without *
      --full-time            like -l --time-style=full-iso
  -g                         like -l, without the owner
      --group-directories-first  directories before files
  -G, --no-group             no groups in a long listing
  -h, --human-readable       sizes such as 1K 234M 2G
      --si                   the same in powers of 1000
  -H, -L, --dereference      follow links on the command line, or all
  -i, --inode                each file's inode number
  -I, --ignore=PATTERN       leave out what PATTERN fits
  -k, --kibibytes            blocks of 1024 bytes
  -l                         a long listing
  -m                         names with commas between them
  -n, --numeric-uid-gid      like -l, with numbers of users and groups
  -N, --literal              names as they are
  -o                         like -l, without the group
  -p                         a / after directories
  -q, --hide-control-chars   ? for what does not print
  -Q, --quote-name           names in double quotes
  -r, --reverse              the other way round
  -R, --recursive            what is in directories below, too
  -s, --size                 the size in blocks
  -S                         largest first
      --sort=WORD            none, size, time, version, extension or width
      --time=WORD            atime, ctime or birth
      --time-style=STYLE     full-iso, long-iso, iso, locale or +FORMAT
  -t                         newest first
  -T, --tabsize=COLS         tab stops
  -u                         with -lt: the time of the last access
  -U                         unsorted
  -v                         in the order of versions
  -w, --width=COLS           how wide the output is
  -x                         columns, filled across
  -X                         by extension
  -1                         one name a line
      --help                 this text
      --version              the version

Exits with 0; 1 for a small problem, 2 for a serious one.`;

/** ls(1) */
export const ls = defineCommand(
  {
    name: 'ls',
    usage: USAGE,
    flags: 'aAbBcCdfFgGhHiklLmnNopqQrRsStuUvxXZ1',
    values: 'IwT',
    long: {
      all: 'a',
      'almost-all': 'A',
      author: 'author',
      escape: 'b',
      'ignore-backups': 'B',
      color: 'colour?',
      directory: 'd',
      classify: 'F',
      'file-type': 'file-type',
      format: 'format=',
      'full-time': 'full-time',
      'group-directories-first': 'directories-first',
      'no-group': 'G',
      'human-readable': 'h',
      si: 'si',
      dereference: 'L',
      'dereference-command-line': 'H',
      'dereference-command-line-symlink-to-dir': 'H',
      hide: 'hide=',
      inode: 'i',
      ignore: 'I',
      kibibytes: 'k',
      'numeric-uid-gid': 'n',
      literal: 'N',
      'hide-control-chars': 'q',
      'show-control-chars': 'show-control-chars',
      'quote-name': 'Q',
      'quoting-style': 'quoting-style=',
      reverse: 'r',
      recursive: 'R',
      size: 's',
      sort: 'sort=',
      time: 'time=',
      'time-style': 'time-style=',
      tabsize: 'T',
      width: 'w',
      context: 'Z',
      zero: 'zero',
    },
  },
  async (call) => new Listing(call).run(),
);

class Listing {
  readonly #call: Call;
  readonly #options: LongOptions;
  #first = true;

  constructor(call: Call) {
    this.#call = call;
    const { files, clock } = call.process.machine;
    const has = (...letters: string[]) => letters.some((letter) => call.has(letter));
    this.#options = {
      ...listOptions(call, humanSize),
      now: clock.now(),
      names: new OwnerNames(files),
      shows: {
        owner: !has('g'),
        group: !has('o', 'G'),
        author: has('author'),
        numbers: has('n'),
        inode: has('i'),
        blocks: has('s'),
      },
    };
  }

  async run(): Promise<number> {
    const call = this.#call;
    const paths = call.operands.length > 0 ? call.operands : ['.'];
    const plain: Entry[] = [];
    const directories: Entry[] = [];
    for (const path of paths) {
      const entry = await this.#argument(path);
      if (!entry) continue;
      const stat = entry.target && this.#options.followArguments ? (entry.target.stat ?? entry.stat) : entry.stat;
      if (stat.kind === 'directory' && !call.has('d')) directories.push(entry);
      else plain.push(entry);
    }
    if (plain.length > 0) {
      this.#first = false;
      await call.print(this.#listing(this.#sorted(plain)));
    }
    const titled = paths.length > 1 || call.has('R');
    for (const { name } of this.#sorted(directories)) await this.#directory(name, titled, true);
    return call.status;
  }

  async #argument(path: string): Promise<Entry | undefined> {
    const call = this.#call;
    const { files } = call.process.machine;
    let entry: Entry | undefined;
    const follow = call.has('L') || call.has('H');
    const found = await call.attempt(call.isBusybox ? path : `cannot access ${quotedForMessage(path)}`, () => {
      if (path === '') throw new FileError('ENOENT', path);
      if (path.endsWith('/') && files.stat(call.path(path)).kind !== 'directory') throw new FileError('ENOTDIR', path);
      entry = entryAt(files, path, call.path(path), follow || path.endsWith('/'));
    });
    if (!found) call.status = call.isBusybox ? 1 : 2;
    return entry;
  }

  async #directory(path: string, titled: boolean, isArgument: boolean): Promise<void> {
    const call = this.#call;
    const { files } = call.process.machine;
    await call.breathe();
    let names: string[] = [];
    const before = call.status;
    if (
      !(await call.attempt(
        `cannot open directory ${quotedForMessage(path)}`,
        () => (names = files.list(call.path(path))),
      ))
    ) {
      call.status = isArgument ? 2 : before || 1;
      return;
    }
    const { hidden, ignores } = this.#options;
    const shown = names.filter((name) => (hidden !== 'no' || !name.startsWith('.')) && !ignores(name));
    const entries = [...(hidden === 'all' ? ['.', '..'] : []), ...shown].map((name) => {
      const full = call.path(joinPath(path, name));
      return entryAt(files, name, full, call.has('L') || name === '.' || name === '..');
    });
    let text = this.#first ? '' : '\n';
    this.#first = false;
    if (titled) text += `${quotedName(path, this.#options)}:\n`;
    if (this.#options.format === 'long' || call.has('s')) {
      text += `total ${this.#options.blocks(entries.reduce((sum, { stat }) => sum + blocksOf(stat), 0))}\n`;
    }
    const sorted = this.#sorted(entries);
    await call.print(text + this.#listing(sorted));
    if (!call.has('R')) return;
    for (const { name, stat } of sorted) {
      if (stat.kind === 'directory' && name !== '.' && name !== '..')
        await this.#directory(joinPath(path, name), true, false);
    }
  }

  #sorted(entries: readonly Entry[]): Entry[] {
    const { sort, time } = this.#options;
    const result = [...entries];
    const byName = (a: Entry, b: Entry) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));
    const extension = ({ name }: Entry) => (name.includes('.') ? name.slice(name.lastIndexOf('.')) : '');
    const orders: Readonly<Record<string, (a: Entry, b: Entry) => number>> = {
      name: () => 0,
      time: (a, b) => b.stat[time] - a.stat[time],
      size: (a, b) => b.stat.sizeBytes - a.stat.sizeBytes,
      extension: (a, b) => Buffer.compare(Buffer.from(extension(a)), Buffer.from(extension(b))),
      version: (a, b) => compareVersions(a.name, b.name),
      width: (a, b) => widthOf(quotedName(a.name, this.#options)) - widthOf(quotedName(b.name, this.#options)),
    };
    const order = orders[sort];
    if (order) result.sort((a, b) => order(a, b) || byName(a, b));
    if (this.#call.has('r') && order) result.reverse();
    if (!this.#call.has('directories-first')) return result;
    const isDirectory = ({ stat, target }: Entry) => (target?.stat ?? stat).kind === 'directory';
    return [...result.filter(isDirectory), ...result.filter((entry) => !isDirectory(entry))];
  }

  #listing(entries: readonly Entry[]): string {
    if (entries.length === 0) return '';
    const options = this.#options;
    const { format, shows, palette } = options;
    const start =
      palette && !this.#coloured && entries.some((entry) => labelOf(entry, options, false).text.includes('\x1b'))
        ? '\x1b[0m'
        : '';
    if (start) this.#coloured = true;
    const aligns = format === 'long' || format === 'columns' || format === 'across';
    const padded = aligns && entries.some(({ name }) => isQuoted(name, options));
    if (format === 'long')
      return (
        start +
        longLines(entries, options, padded)
          .map((line) => `${line}\n`)
          .join('')
      );
    const cells = entries.map((entry) => labelOf(entry, options, padded));
    const fronts = entries.map(({ stat }) => [
      ...(shows.inode ? [String(stat.inode)] : []),
      ...(shows.blocks ? [options.blocks(blocksOf(stat))] : []),
    ]);
    const widths = (fronts[0] ?? []).map((_, at) =>
      format === 'commas' ? 0 : Math.max(...fronts.map((front) => front[at]!.length)),
    );
    const whole = cells.map(({ text, width }, index) => {
      const front = fronts[index]!.map((cell, at) => `${cell.padStart(widths[at]!)} `).join('');
      return { text: front + text, width: front.length + width };
    });
    if (format === 'one')
      return start + whole.map(({ text }) => `${text}${this.#call.has('zero') ? '\0' : '\n'}`).join('');
    if (format === 'commas') return start + withCommas(whole, options.width);
    const tabSize = Number(this.#call.value('T') ?? (palette ? 0 : 8));
    return start + inColumns(whole, { total: options.width, across: format === 'across', tabSize });
  }

  #coloured = false;
}

/** A name in a message is always in quotes. */
function quotedForMessage(path: string): string {
  return path.includes("'") ? `"${path}"` : `'${path}'`;
}
