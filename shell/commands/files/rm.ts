import { FileError, type FileStat } from '../../../cluster/machinery/file-system.ts';
import { baseName, joinPath } from '../../interpreter/path-name.ts';
import { type Call, defineCommand } from '../everyday/define.ts';
import { confirmed } from './confirm.ts';
import { quoted } from './targets.ts';

const USAGE = `Usage: rm [OPTION]... [FILE]...
Removes files; directories only with -r or -d.

  -f, --force                 no complaint about what is not there, no questions
  -i                          ask each time
  -I                          ask once for more than three files or with -r
      --interactive[=WHEN]    ask: never, once (-I) or always (-i)
      --one-file-system       stay on the file system of each argument
      --no-preserve-root      / is nothing special
      --preserve-root[=all]   do not remove / (the default)
  -r, -R, --recursive         directories with what is in them
  -d, --dir                   empty directories
  -v, --verbose               say what is done
      --help                  this text
      --version               the version

For a name that begins with -, put -- or ./ before it.`;

export const rm = defineCommand(
  {
    name: 'rm',
    usage: USAGE,
    flags: 'dfiIrRv',
    long: {
      force: 'f',
      interactive: 'interactive?',
      'one-file-system': 'one-file-system',
      'no-preserve-root': 'no-preserve-root',
      'preserve-root': 'preserve-root?',
      recursive: 'r',
      dir: 'd',
      verbose: 'v',
    },
  },
  async (call) => {
    const remover = new Remover(call);
    if (call.operands.length === 0) return call.has('f') ? 0 : call.misused('missing operand');
    if (!(await remover.agreedOnce())) return 0;
    for (const path of call.operands) await remover.argument(path);
    return call.status;
  },
);

class Remover {
  readonly #call: Call;
  readonly #recursive: boolean;
  readonly #asks: 'never' | 'once' | 'always' | 'default';

  constructor(call: Call) {
    this.#call = call;
    this.#recursive = call.has('r') || call.has('R');
    let asks: 'never' | 'once' | 'always' | 'default' = 'default';
    for (const [option, value] of call.given) {
      if (option === 'f' || (option === 'interactive' && ['never', 'no', 'none'].includes(value))) asks = 'never';
      else if (option === 'i' || (option === 'interactive' && ['', 'always', 'yes'].includes(value))) asks = 'always';
      else if (option === 'I' || (option === 'interactive' && value === 'once')) asks = 'once';
    }
    this.#asks = asks;
  }

  /** -I: one question for many. */
  async agreedOnce(): Promise<boolean> {
    const count = this.#call.operands.length;
    if (this.#asks !== 'once' || (count <= 3 && !this.#recursive)) return true;
    return confirmed(
      this.#call,
      `remove ${count} argument${count === 1 ? '' : 's'}${this.#recursive ? ' recursively' : ''}`,
    );
  }

  async argument(path: string): Promise<void> {
    const call = this.#call;
    const { files } = call.process.machine;
    const absolute = call.path(path);
    let stat: FileStat | undefined;
    const missing = (): boolean => {
      try {
        stat = files.linkStat(absolute);
        if (path === '') throw new FileError('ENOENT', path);
        if (path.endsWith('/') && stat.kind === 'file') throw new FileError('ENOTDIR', path);
        return false;
      } catch (error) {
        if (error instanceof FileError && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return true;
        throw error;
      }
    };
    const known = await call.attempt(`cannot remove ${quoted(path)}`, () => {
      if (missing() && !call.has('f')) throw new FileError(path.endsWith('/') && stat ? 'ENOTDIR' : 'ENOENT', path);
    });
    if (!known || !stat) return;
    const last = baseName(path);
    if (stat.kind === 'directory' && this.#recursive) {
      if (last === '.' || last === '..')
        return call.complain(`refusing to remove '.' or '..' directory: skipping ${quoted(path)}`);
      if (absolute === '/' && !call.has('no-preserve-root'))
        return call.complain(
          "it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe",
        );
    }
    await this.#remove(path.length > 1 ? path.replace(/\/+$/, '') : path, absolute, stat);
  }

  /** Whether it is gone. */
  async #remove(path: string, absolute: string, stat: FileStat): Promise<boolean> {
    await this.#call.breathe();
    return stat.kind === 'directory' ? this.#directory(path, absolute, stat) : this.#file(path, absolute, stat);
  }

  async #file(path: string, absolute: string, stat: FileStat): Promise<boolean> {
    const call = this.#call;
    const kind =
      stat.kind === 'link'
        ? 'symbolic link'
        : stat.kind === 'device'
          ? 'character special file'
          : stat.sizeBytes === 0
            ? 'regular empty file'
            : 'regular file';
    const isProtected = stat.kind === 'file' && !this.#isWritable(stat);
    const asks = this.#asks === 'always' || (isProtected && this.#asks !== 'never' && call.process.stdinIsTerminal);
    if (asks && !(await confirmed(call, `remove ${isProtected ? 'write-protected ' : ''}${kind} ${quoted(path)}`)))
      return false;
    const gone = await call.attempt(`cannot remove ${quoted(path)}`, () => call.process.machine.files.remove(absolute));
    if (gone && call.has('v')) await call.print(`removed ${quoted(path)}\n`);
    return gone;
  }

  async #directory(path: string, absolute: string, stat: FileStat): Promise<boolean> {
    const call = this.#call;
    const { files } = call.process.machine;
    if (!this.#recursive && !call.has('d')) {
      await call.complain(`cannot remove ${quoted(path)}: Is a directory`);
      return false;
    }
    let names: string[] = [];
    const readable = await call.attempt(`cannot remove ${quoted(path)}`, () => (names = files.list(absolute)));
    if (!readable) return false;
    const asks = this.#asks === 'always';
    const isProtected = !this.#isWritable(stat) ? 'write-protected ' : '';
    if (names.length > 0 && this.#recursive) {
      if (asks && !(await confirmed(call, `descend into ${isProtected}directory ${quoted(path)}`))) return false;
      let all = true;
      for (const name of names) {
        const child = joinPath(absolute, name);
        all = (await this.#remove(joinPath(path, name), child, files.linkStat(child))) && all;
      }
      if (!all && !asks) return false;
      if (!all) return false;
    }
    if (asks && !(await confirmed(call, `remove ${isProtected}directory ${quoted(path)}`))) return false;
    const gone = await call.attempt(`cannot remove ${quoted(path)}`, () => files.remove(absolute));
    if (gone && call.has('v')) await call.print(`removed directory ${quoted(path)}\n`);
    return gone;
  }

  #isWritable(stat: FileStat): boolean {
    const { credentials } = this.#call.process.machine;
    if (!credentials || credentials.uid === 0) return true;
    const bits = stat.uid === credentials.uid ? 0o200 : stat.gid === credentials.gid ? 0o020 : 0o002;
    return (stat.mode & bits) !== 0;
  }
}

/** rmdir(1) */
export const rmdir = defineCommand(
  {
    name: 'rmdir',
    usage: `Usage: rmdir [OPTION]... DIRECTORY...
Removes directories that are empty.

      --ignore-fail-on-non-empty   no complaint about one that is not empty
  -p, --parents   DIRECTORY and the directories of its name above it
  -v, --verbose   say what is done
      --help      this text
      --version   the version`,
    flags: 'pv',
    long: { parents: 'p', verbose: 'v', 'ignore-fail-on-non-empty': 'ignore' },
  },
  async (call) => {
    if (call.operands.length === 0) return call.misused('missing operand');
    for (const path of call.operands) {
      let at = path.replace(/(?<=.)\/+$/, '');
      for (let isFirst = true; await removeEmpty(call, at, isFirst ? path : at, isFirst); isFirst = false) {
        const cut = at.lastIndexOf('/');
        if (!call.has('p') || cut <= 0) break;
        at = at.slice(0, cut).replace(/\/+$/, '');
      }
    }
    return call.status;
  },
);

async function removeEmpty(call: Call, path: string, shown: string, isFirst: boolean): Promise<boolean> {
  const { files } = call.process.machine;
  if (call.has('v')) await call.print(`rmdir: removing directory, ${quoted(shown)}\n`);
  let ignored = false;
  const done = await call.attempt(`failed to remove ${isFirst ? '' : 'directory '}${quoted(shown)}`, () => {
    const stat = files.linkStat(call.path(path));
    if (stat.kind !== 'directory') throw new FileError('ENOTDIR', path);
    if (files.list(call.path(path)).length > 0 && call.has('ignore')) ignored = true;
    else files.remove(call.path(path));
  });
  return done && !ignored;
}
