import { FileError, type FileStat } from '../../../cluster/machinery/file-system.ts';
import { directoryName, joinPath } from '../../interpreter/path-name.ts';
import { type Call, defineCommand } from '../everyday/define.ts';
import { confirmed } from './confirm.ts';
import { modeText } from './file-mode.ts';
import { backupName, overwriting, quoted, transfersOf } from './targets.ts';

const USAGE = `Usage: cp [OPTION]... [-T] SOURCE DEST
  or:  cp [OPTION]... SOURCE... DIRECTORY
  or:  cp [OPTION]... -t DIRECTORY SOURCE...
Copies SOURCE to DEST, or several into DIRECTORY.

  -a, --archive                the same as -dR --preserve=all
  -b, --backup                 keep what is replaced under NAME~
  -d                           the same as --no-dereference --preserve=links
  -f, --force                  remove what cannot be opened, and try again
  -i, --interactive            ask before something is replaced
  -H                           follow links on the command line
  -l, --link                   hard links instead of copies
  -L, --dereference            follow all links
  -n, --no-clobber             replace nothing
  -P, --no-dereference         copy links as links
  -p                           the same as --preserve=mode,ownership,timestamps
      --preserve[=ATTR_LIST]   keep mode, ownership, timestamps, links or all
      --parents                the whole name of SOURCE below DIRECTORY
  -R, -r, --recursive          directories with what is in them
  -s, --symbolic-link          symbolic links instead of copies
  -S, --suffix=SUFFIX          another suffix than ~
  -t, --target-directory=DIRECTORY  copy everything into DIRECTORY
  -T, --no-target-directory    DEST is a file, never a directory
  -u, --update                 only where SOURCE is newer or DEST missing
  -v, --verbose                say what is done
  -x, --one-file-system        stay on this file system
      --help                   this text
      --version                the version`;

export const cp = defineCommand(
  {
    name: 'cp',
    usage: USAGE,
    flags: 'abdfiHlLnPpRrsTuvx',
    values: 'tS',
    long: {
      archive: 'a',
      backup: 'b',
      force: 'f',
      interactive: 'i',
      link: 'l',
      dereference: 'L',
      'no-clobber': 'n',
      'no-dereference': 'P',
      preserve: 'preserve?',
      'no-preserve': 'no-preserve=',
      parents: 'parents',
      recursive: 'R',
      'remove-destination': 'remove-destination',
      'symbolic-link': 's',
      suffix: 'S',
      'target-directory': 't',
      'no-target-directory': 'T',
      update: 'u',
      verbose: 'v',
      'one-file-system': 'x',
      reflink: 'reflink?',
      sparse: 'sparse=',
    },
  },
  async (call) => {
    const transfers = await transfersOf(call);
    if (!transfers) return 1;
    for (const { source, target } of transfers) {
      const parents = call.has('parents') ? joinPath(call.value('t') ?? call.operands.at(-1)!, source) : undefined;
      if (parents) call.process.machine.files.makeDirectory(call.path(directoryName(parents)), { recursive: true });
      await new Copier(call).copy(source, parents ?? target);
    }
    return call.status;
  },
);

/** Copies one source, and with -r what is in it. */
class Copier {
  readonly #call: Call;
  readonly #keeps: { mode: boolean; owner: boolean; times: boolean };
  readonly #recursive: boolean;

  constructor(call: Call) {
    this.#call = call;
    const list = (call.value('preserve') || (call.has('preserve') ? 'mode,ownership,timestamps' : '')).split(',');
    const all = call.has('a') || list.includes('all');
    const has = (word: string) => all || call.has('p') || list.includes(word);
    this.#keeps = { mode: has('mode'), owner: has('ownership'), times: has('timestamps') };
    this.#recursive = call.has('r') || call.has('R') || call.has('a');
  }

  async copy(source: string, target: string, depth = 0): Promise<void> {
    const call = this.#call;
    const { files } = call.process.machine;
    await call.breathe();
    let stat: FileStat | undefined;
    const follow =
      call.has('L') || (call.has('H') && depth === 0) || (!this.#recursive && !call.has('P') && !call.has('d'));
    const found = await call.attempt(`cannot stat ${quoted(source)}`, () => {
      stat = follow ? files.stat(call.path(source)) : files.linkStat(call.path(source));
      if (source.endsWith('/') && stat.kind === 'file') throw new FileError('ENOTDIR', source);
    });
    if (!found || !stat) return;
    if (stat.kind === 'directory') return this.#directory(source, target, stat, depth);
    await this.#file(source, target, stat);
  }

  async #directory(source: string, target: string, stat: FileStat, depth: number): Promise<void> {
    const call = this.#call;
    const { files } = call.process.machine;
    const [from, to] = [call.path(source), call.path(target)];
    if (!this.#recursive) return call.complain(`-r not specified; omitting directory ${quoted(source)}`);
    if (files.exists(to) && files.stat(to).kind !== 'directory')
      return call.complain(`cannot overwrite non-directory ${quoted(target)} with directory ${quoted(source)}`);
    if (`${files.exists(to) ? files.resolve(to) : to}/`.startsWith(`${files.resolve(from)}/`) && depth === 0)
      return call.complain(`cannot copy a directory, ${quoted(source)}, into itself, ${quoted(target)}`);
    let names: string[] = [];
    if (!(await call.attempt(`cannot access ${quoted(source)}`, () => (names = files.list(from))))) return;
    const isNew = !files.exists(to);
    const made = await call.attempt(`cannot create directory ${quoted(target)}`, () => {
      if (isNew) files.makeDirectory(to, { mode: stat.mode & 0o777 & ~call.process.umask });
    });
    if (!made) return;
    if (isNew && call.has('v')) await call.print(`${quoted(source)} -> ${quoted(target)}\n`);
    for (const name of names) await this.copy(joinPath(source, name), joinPath(target, name), depth + 1);
    this.#attributes(to, stat, isNew);
  }

  async #file(source: string, target: string, stat: FileStat): Promise<void> {
    const call = this.#call;
    const { files } = call.process.machine;
    const [from, to] = [call.path(source), call.path(target)];
    const isThere = files.exists(to) || isDangling(call, to);
    if (isThere && !(await this.#mayReplace(source, target, stat))) return;
    const backup = isThere ? backupName(call, target) : undefined;
    let bytes: Uint8Array = new Uint8Array();
    const reads = stat.kind !== 'link' && !call.has('s') && !call.has('l');
    if (reads && !(await call.attempt(`cannot open ${quoted(source)} for reading`, () => (bytes = files.read(from)))))
      return;
    const what = stat.kind === 'link' ? 'symbolic link' : 'regular file';
    const done = await call.attempt(`cannot create ${what} ${quoted(target)}`, () => {
      if (backup) files.rename(to, call.path(backup));
      else if (isThere && (stat.kind === 'link' || call.has('remove-destination') || call.has('s') || call.has('l')))
        files.remove(to);
      if (target.endsWith('/') && !files.exists(to)) throw new FileError('ENOTDIR', target);
      if (call.has('s')) files.link(source, to);
      else if (call.has('l')) files.hardLink(from, to);
      else if (stat.kind === 'link') files.link(files.readLink(from), to);
      else this.#content(to, bytes, stat.mode);
    });
    if (!done) return;
    if (stat.kind === 'file' && !call.has('s') && !call.has('l')) this.#attributes(to, stat, false);
    if (call.has('v'))
      await call.print(`${quoted(source)} -> ${quoted(target)}${backup ? ` (backup: ${quoted(backup)})` : ''}\n`);
  }

  #content(to: string, bytes: Uint8Array, mode: number): void {
    const { files } = this.#call.process.machine;
    const isThere = files.exists(to);
    if (isThere && this.#call.has('f') && !isWritable(files.stat(to).mode)) files.remove(to);
    files.write(to, bytes, files.exists(to) ? undefined : mode & 0o777 & ~this.#call.process.umask);
  }

  #attributes(to: string, stat: FileStat, isNew: boolean): void {
    const { files } = this.#call.process.machine;
    const { mode, owner, times } = this.#keeps;
    if (owner && (files.stat(to).uid !== stat.uid || files.stat(to).gid !== stat.gid)) {
      try {
        files.setOwner(to, stat.uid, stat.gid);
      } catch (error) {
        // Only root may give files away; cp says nothing about it.
        if (!(error instanceof FileError)) throw error;
      }
    }
    if (mode) files.setMode(to, stat.mode);
    else if (isNew && !(stat.mode & 0o200)) files.setMode(to, stat.mode & 0o777 & ~this.#call.process.umask);
    if (!times) return;
    files.setAccessed(to, stat.accessedMs);
    files.setModified(to, stat.modifiedMs);
  }

  async #mayReplace(source: string, target: string, stat: FileStat): Promise<boolean> {
    const call = this.#call;
    const { files } = call.process.machine;
    const [from, to] = [call.path(source), call.path(target)];
    if (files.exists(to)) {
      const there = files.stat(to);
      if (there.kind === 'directory') {
        await call.complain(`cannot overwrite directory ${quoted(target)} with non-directory`);
        return false;
      }
      if (
        files.exists(from) &&
        there.kind === 'file' &&
        files.resolve(from) === files.resolve(to) &&
        stat.kind === 'file'
      ) {
        await call.complain(`${quoted(source)} and ${quoted(target)} are the same file`);
        return false;
      }
      if (call.has('u') && there.modifiedMs >= stat.modifiedMs) return false;
    } else if (stat.kind === 'file' && !call.has('f') && !call.has('remove-destination')) {
      await call.complain(`not writing through dangling symlink ${quoted(target)}`);
      return false;
    }
    const chosen = overwriting(call);
    if (chosen === 'keep') return false;
    if (chosen !== 'ask') return true;
    const there = files.linkStat(to);
    const mode = (there.mode & 0o7777).toString(8).padStart(4, '0');
    const unwritable = there.kind === 'file' && !isWritable(there.mode);
    return confirmed(
      call,
      unwritable
        ? `replace ${quoted(target)}, overriding mode ${mode} (${modeText(there).slice(1)})`
        : `overwrite ${quoted(target)}`,
    );
  }
}

const isWritable = (mode: number): boolean => (mode & 0o222) !== 0;

export function isDangling(call: Call, path: string): boolean {
  const { files } = call.process.machine;
  try {
    return files.linkStat(path).kind === 'link';
  } catch (error) {
    if (error instanceof FileError) return false;
    throw error;
  }
}
