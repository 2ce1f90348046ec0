import { FileError } from '../../../cluster/machinery/file-system.ts';
import { joinPath } from '../../interpreter/path-name.ts';
import { matchesPattern } from '../../interpreter/pattern.ts';
import { type Call, defineCommand } from '../everyday/define.ts';
import { colourOf, type Palette, paletteOf } from './colours.ts';
import { humanSize, modeText } from './file-mode.ts';
import { type Entry, entryAt, markOf } from './ls-entry.ts';

/** tree(1) */
export const tree = defineCommand(
  {
    name: 'tree',
    usage: `usage: tree [-adfghilnpqrstuvxACDFQNSUX] [-L level] [-I pattern] [-P pattern]
	[--dirsfirst] [--noreport] [--prune] [--filelimit #] [-o filename]
	[--] [directory ...]

  -a            hidden files too
  -d            directories only
  -l            follow links as directories
  -f            the whole path of each
  -L level      no deeper than level
  -P pattern    only files that fit
  -I pattern    none that fit
  -p            the mode of each
  -s, -h        the size of each, in bytes or for people
  -F            a mark for the kind
  -i            no lines of the tree
  -r            the other way round
  -t            by time
  -C, -n        always or never colours
  -J            as JSON
  --dirsfirst   directories before files
  --noreport    without the counts at the end
  --prune       no empty directories`,
    version: 'tree v2.1.0 © 1996 - 2022 by Steve Baker, Thomas Moore, Francesc Rocher, Florian Sesser, Kyosuke Tokoro',
    flags: 'adflpshFirtCnJNquDgUvcxXA',
    values: 'LPIo',
    long: {
      dirsfirst: 'dirsfirst',
      noreport: 'noreport',
      prune: 'prune',
      charset: 'charset=',
      filelimit: 'filelimit=',
    },
  },
  async (call) => {
    const level = call.value('L');
    if (level !== undefined && !(Number(level) > 0)) {
      await call.complain('Invalid level, must be greater than 0.');
      return 1;
    }
    const drawing = new Drawing(call);
    if (call.has('J')) await call.print('[\n');
    const roots = call.operands.length > 0 ? call.operands : ['.'];
    for (const [at, root] of roots.entries()) await drawing.root(root, at === roots.length - 1);
    await drawing.report();
    return call.status;
  },
);

class Drawing {
  readonly #call: Call;
  readonly #palette: Palette | null;
  #directories = 0;
  #files = 0;

  constructor(call: Call) {
    this.#call = call;
    const { environment, stdoutIsTerminal } = call.process;
    const given = environment['LS_COLORS'];
    const colours = call.has('C') || (stdoutIsTerminal && given !== undefined && !call.has('n'));
    this.#palette = colours && given !== undefined ? paletteOf(given) : null;
  }

  async root(path: string, isLast: boolean): Promise<void> {
    const { files } = this.#call.process.machine;
    try {
      const entry = entryAt(files, path, this.#call.path(path), true);
      if (entry.stat.kind !== 'directory') throw new FileError('ENOTDIR', path);
      if (this.#call.has('J'))
        await this.#call.print(`  {"type":"directory","name":${JSON.stringify(path)},"contents":[`);
      else
        await this.#call.print(
          `${this.#details(entry)}${this.#coloured(path, entry)}${this.#call.has('F') ? '/' : ''}\n`,
        );
      this.#directories++;
      const any = await this.#below(path, '', 1);
      if (this.#call.has('J')) await this.#call.print(`${any ? '\n  ' : ''}]}\n${isLast ? '' : ','}`);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.#call.status = 2;
      await this.#call.print(`${path}  [error opening dir]\n`);
    }
  }

  /** Whether there was anything. */
  async #below(path: string, before: string, depth: number): Promise<boolean> {
    const call = this.#call;
    const { files } = call.process.machine;
    await call.breathe();
    if (depth > Number(call.value('L') ?? Number.POSITIVE_INFINITY)) return false;
    const entries = this.#entries(path);
    for (const [at, entry] of entries.entries()) {
      const isLast = at === entries.length - 1;
      const isDirectory = entry.stat.kind === 'directory';
      if (isDirectory || entry.target?.stat?.kind === 'directory') this.#directories++;
      else this.#files++;
      const shown = call.has('f') ? joinPath(path, entry.name) : entry.name;
      const child = joinPath(path, entry.name);
      if (call.has('J')) {
        await this.#json(entry, shown, child, depth, isLast);
        continue;
      }
      const lines = call.has('i') ? '' : `${before}${isLast ? '└── ' : '├── '}`;
      const arrow = entry.target ? ` -> ${entry.target.text}` : '';
      const mark = call.has('F') && !entry.target ? markOf(entry.stat, { indicators: 'classify' }) : '';
      await call.print(`${lines}${this.#details(entry)}${this.#coloured(shown, entry)}${mark}${arrow}`);
      let readable = true;
      if (isDirectory) {
        try {
          files.list(entry.path);
        } catch (error) {
          if (!(error instanceof FileError)) throw error;
          readable = false;
        }
      }
      await call.print(readable ? '\n' : '  [error opening dir]\n');
      if (isDirectory && readable)
        await this.#below(child, `${before}${isLast ? '    ' : '│\u00a0\u00a0 '}`, depth + 1);
    }
    return entries.length > 0;
  }

  async #json(entry: Entry, shown: string, child: string, depth: number, isLast: boolean): Promise<void> {
    const call = this.#call;
    const { files } = call.process.machine;
    const indent = '  '.repeat(depth + 1);
    const name = JSON.stringify(shown);
    const end = isLast ? '' : ',';
    if (entry.stat.kind !== 'directory') {
      const link = entry.target ? `,"target":${JSON.stringify(entry.target.text)}` : '';
      return call.print(`\n${indent}{"type":"${entry.target ? 'link' : 'file'}","name":${name}${link}}${end}`);
    }
    if (files.list(entry.path).length === 0) return call.print(`\n${indent}{"type":"directory","name":${name}}${end}`);
    await call.print(`\n${indent}{"type":"directory","name":${name},"contents":[`);
    const any = await this.#below(child, '', depth + 1);
    await call.print(`${any ? `\n${indent}` : ''}]}${end}`);
  }

  #entries(path: string): Entry[] {
    const call = this.#call;
    const { files } = call.process.machine;
    const [only, without] = [call.values('P'), call.values('I').flatMap((pattern) => pattern.split('|'))];
    const found = files
      .list(call.path(path))
      .filter((name) => call.has('a') || !name.startsWith('.'))
      .filter((name) => !without.some((pattern) => matchesPattern(name, pattern)))
      .map((name) => entryAt(files, name, call.path(joinPath(path, name)), false))
      .filter(({ stat, target }) => !call.has('d') || stat.kind === 'directory' || target?.stat?.kind === 'directory')
      .filter(
        ({ name, stat }) =>
          stat.kind === 'directory' ||
          only.length === 0 ||
          only.flatMap((pattern) => pattern.split('|')).some((pattern) => matchesPattern(name, pattern)),
      );
    if (call.has('t')) found.sort((a, b) => a.stat.modifiedMs - b.stat.modifiedMs);
    if (call.has('r')) found.reverse();
    if (!call.has('dirsfirst')) return found;
    const isDirectory = ({ stat }: Entry) => stat.kind === 'directory';
    return [...found.filter(isDirectory), ...found.filter((entry) => !isDirectory(entry))];
  }

  #details({ stat }: Entry): string {
    const call = this.#call;
    const parts = [
      ...(call.has('p') ? [modeText(stat)] : []),
      ...(call.has('h')
        ? [humanSize(stat.sizeBytes).padStart(4)]
        : call.has('s')
          ? [String(stat.sizeBytes).padStart(11)]
          : []),
    ];
    return parts.length > 0 ? `[${parts.join(' ')}]  ` : '';
  }

  #coloured(text: string, { name, stat, target }: Entry): string {
    const colour = this.#palette && colourOf(this.#palette, name, stat, target?.stat);
    return colour ? `\x1b[${colour}m${text}\x1b[0m` : text;
  }

  async report(): Promise<void> {
    const call = this.#call;
    const [directories, files] = [this.#directories, this.#files];
    if (call.has('J')) {
      await call.print(
        `${call.has('noreport') ? '' : `,\n  {"type":"report","directories":${directories}${call.has('d') ? '' : `,"files":${files}`}}\n`}]\n`,
      );
      return;
    }
    if (call.has('noreport')) return;
    const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
    await call.print(
      `\n${plural(directories, 'directory', 'directories')}${call.has('d') ? '' : `, ${plural(files, 'file', 'files')}`}\n`,
    );
  }
}
