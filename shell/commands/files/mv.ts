import { FileError } from '../../../cluster/machinery/file-system.ts';
import { type Call, defineCommand } from '../everyday/define.ts';
import { confirmed } from './confirm.ts';
import { isDangling } from './cp.ts';
import { modeText } from './file-mode.ts';
import { backupName, overwriting, quoted, type Transfer, transfersOf } from './targets.ts';

const USAGE = `Usage: mv [OPTION]... [-T] SOURCE DEST
  or:  mv [OPTION]... SOURCE... DIRECTORY
  or:  mv [OPTION]... -t DIRECTORY SOURCE...
Renames SOURCE to DEST, or moves several into DIRECTORY.

  -b, --backup                 keep what is replaced under NAME~
  -f, --force                  do not ask before something is replaced
  -i, --interactive            ask before something is replaced
  -n, --no-clobber             replace nothing
  -S, --suffix=SUFFIX          another suffix than ~
  -t, --target-directory=DIRECTORY  move everything into DIRECTORY
  -T, --no-target-directory    DEST is a file, never a directory
  -u, --update                 only where SOURCE is newer or DEST missing
  -v, --verbose                say what is done
      --help                   this text
      --version                the version`;

export const mv = defineCommand(
  {
    name: 'mv',
    usage: USAGE,
    flags: 'bfinTuv',
    values: 'tS',
    long: {
      backup: 'b',
      force: 'f',
      interactive: 'i',
      'no-clobber': 'n',
      suffix: 'S',
      'target-directory': 't',
      'no-target-directory': 'T',
      update: 'u',
      verbose: 'v',
      'strip-trailing-slashes': 'strip',
    },
  },
  async (call) => {
    const transfers = await transfersOf(call);
    if (!transfers) return 1;
    for (const transfer of transfers) await move(call, transfer);
    return call.status;
  },
);

async function move(call: Call, { source, target }: Transfer): Promise<void> {
  const { files } = call.process.machine;
  const [from, to] = [call.path(source), call.path(target)];
  const found = await call.attempt(`cannot stat ${quoted(source)}`, () => {
    if (files.linkStat(from).kind === 'file' && source.endsWith('/')) throw new FileError('ENOTDIR', source);
  });
  if (!found) return;
  const isThere = files.exists(to) || isDangling(call, to);
  if (isThere && !(await mayReplace(call, source, target))) return;
  const isDirectory = files.linkStat(from).kind === 'directory';
  if (isDirectory && `${to}/`.startsWith(`${from}/`) && to !== from) {
    return call.complain(`cannot move ${quoted(source)} to a subdirectory of itself, ${quoted(target)}`);
  }
  const backup = isThere ? backupName(call, target) : undefined;
  const done = await call.attempt(`cannot move ${quoted(source)} to ${quoted(target)}`, () => {
    if (!isDirectory && target.endsWith('/') && !isThere) throw new FileError('ENOTDIR', target);
    if (backup) files.rename(to, call.path(backup));
    files.rename(from, to);
  });
  if (done && call.has('v'))
    await call.print(`renamed ${quoted(source)} -> ${quoted(target)}${backup ? ` (backup: ${quoted(backup)})` : ''}\n`);
}

async function mayReplace(call: Call, source: string, target: string): Promise<boolean> {
  const { files } = call.process.machine;
  const [from, to] = [files.linkStat(call.path(source)), files.linkStat(call.path(target))];
  const toDirectory = files.exists(call.path(target)) && files.stat(call.path(target)).kind === 'directory';
  if (from.inode === to.inode && call.path(source) === call.path(target)) {
    await call.complain(`${quoted(source)} and ${quoted(target)} are the same file`);
    return false;
  }
  if (to.kind === 'directory' && from.kind !== 'directory') {
    await call.complain(`cannot overwrite directory ${quoted(target)} with non-directory`);
    return false;
  }
  if (from.kind === 'directory' && !toDirectory) {
    await call.complain(`cannot overwrite non-directory ${quoted(target)} with directory ${quoted(source)}`);
    return false;
  }
  if (call.has('u') && to.modifiedMs >= from.modifiedMs) return false;
  const chosen = overwriting(call);
  if (chosen === 'keep') return false;
  const unwritable = to.kind === 'file' && !(to.mode & 0o200) && call.process.machine.credentials?.uid !== 0;
  const asks = chosen === 'ask' || (unwritable && call.process.stdinIsTerminal && !call.has('f'));
  if (!asks) return true;
  const mode = (to.mode & 0o7777).toString(8).padStart(4, '0');
  const name = quoted(target);
  return confirmed(
    call,
    unwritable ? `replace ${name}, overriding mode ${mode} (${modeText(to).slice(1)})` : `overwrite ${name}`,
  );
}
