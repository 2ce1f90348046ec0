import { FileError } from '../../../cluster/machinery/file-system.ts';
import { type Call, defineCommand } from '../everyday/define.ts';
import { confirmed } from './confirm.ts';
import { isDangling } from './cp.ts';
import { parseMode } from './mode-change.ts';
import { backupName, isDirectory, overwriting, quoted, transfersOf } from './targets.ts';

/** mkdir(1) */
export const mkdir = defineCommand(
  {
    name: 'mkdir',
    usage: `Usage: mkdir [OPTION]... DIRECTORY...
Makes directories.

  -m, --mode=MODE   permissions as for chmod, not a=rwx less the umask
  -p, --parents     what is missing on the way too; no complaint about one that is there
  -v, --verbose     say what is done
      --help        this text
      --version     the version`,
    flags: 'pvZ',
    values: 'm',
    long: { parents: 'p', mode: 'm', verbose: 'v' },
  },
  async (call) => {
    if (call.operands.length === 0) return call.misused('missing operand');
    const text = call.value('m');
    const change = text === undefined ? null : parseMode(text, call.process.umask);
    if (text !== undefined && !change) {
      await call.complain(`invalid mode ‘${text}’`);
      return 1;
    }
    const mode = change ? change(0o777, true) : 0o777 & ~call.process.umask;
    for (const path of call.operands) await makeOne(call, path, mode);
    return call.status;
  },
);

async function makeOne(call: Call, path: string, mode: number): Promise<void> {
  const { files } = call.process.machine;
  const make = async (at: string, itsMode: number): Promise<boolean> => {
    const made = await call.attempt(`cannot create directory ‘${at}’`, () => {
      if (at === '') throw new FileError('ENOENT', at);
      if (isDangling(call, call.path(at))) throw new FileError('EEXIST', at);
      files.makeDirectory(call.path(at), { mode: itsMode });
    });
    if (made && call.has('v')) await call.print(`mkdir: created directory ${quoted(at)}\n`);
    return made;
  };
  if (!call.has('p')) {
    await make(path, mode);
    return;
  }
  const clean = path.replace(/(?<=.)\/+$/, '');
  const ends = Array.from(clean.matchAll(/(?<=[^/])\//g), ({ index }) => clean.slice(0, index));
  for (const at of [...ends, clean]) {
    if (isDirectory(call, at)) continue;
    if (files.exists(call.path(at)) && at !== clean)
      return call.complain(`cannot create directory ‘${at}’: Not a directory`);
    if (!(await make(at, at === clean ? mode : 0o777 & ~call.process.umask))) return;
  }
}

/** ln(1) */
export const ln = defineCommand(
  {
    name: 'ln',
    usage: `Usage: ln [OPTION]... [-T] TARGET LINK_NAME
  or:  ln [OPTION]... TARGET
  or:  ln [OPTION]... TARGET... DIRECTORY
  or:  ln [OPTION]... -t DIRECTORY TARGET...
Makes links to TARGET: hard ones, or symbolic ones with -s.

  -b, --backup                keep what is replaced under NAME~
  -f, --force                 remove what is in the way
  -i, --interactive           ask before something is removed
  -L, --logical               a hard link to what a link leads to
  -n, --no-dereference        LINK_NAME is a file even where it leads to a directory
  -P, --physical              a hard link to a link itself
  -r, --relative              a symbolic link relative to where it stands
  -s, --symbolic              symbolic links
  -S, --suffix=SUFFIX         another suffix than ~
  -t, --target-directory=DIRECTORY  make the links in DIRECTORY
  -T, --no-target-directory   LINK_NAME is a file, never a directory
  -v, --verbose               say what is done
      --help                  this text
      --version               the version`,
    flags: 'bfiLnPrsTv',
    values: 'tS',
    long: {
      backup: 'b',
      force: 'f',
      interactive: 'i',
      logical: 'L',
      'no-dereference': 'n',
      physical: 'P',
      relative: 'r',
      symbolic: 's',
      suffix: 'S',
      'target-directory': 't',
      'no-target-directory': 'T',
      verbose: 'v',
    },
  },
  async (call) => {
    if (call.operands.length === 1 && !call.has('t')) call.operands.push('.');
    const transfers = await transfersOf(call);
    if (!transfers) return 1;
    for (const { source, target } of transfers) await link(call, source, target);
    return call.status;
  },
);

async function link(call: Call, source: string, target: string): Promise<void> {
  const { files } = call.process.machine;
  const symbolic = call.has('s');
  const to = call.path(target);
  if (!symbolic) {
    if (!(await call.attempt(`failed to access ${quoted(source)}`, () => files.linkStat(call.path(source))))) return;
    if (files.stat(call.path(source)).kind === 'directory')
      return call.complain(`${quoted(source).slice(1, -1)}: hard link not allowed for directory`);
  }
  const isThere = files.exists(to) || isDangling(call, to);
  const asks = overwriting(call) === 'ask';
  if (isThere && asks && !(await confirmed(call, `replace ${quoted(target)}`))) return;
  const backup = isThere ? backupName(call, target) : undefined;
  const content = symbolic && call.has('r') ? relativeTo(call, source, target) : source;
  const subject = symbolic
    ? `failed to create symbolic link ${quoted(target)}${isThere ? '' : source === '' ? ` -> ''` : ''}`
    : `failed to create hard link ${quoted(target)}${isThere ? '' : ` => ${quoted(source)}`}`;
  if (isThere && (call.has('f') || asks) && files.linkStat(to).kind === 'directory')
    return call.complain(`${quoted(target).slice(1, -1)}: cannot overwrite directory`);
  const done = await call.attempt(subject, () => {
    if (backup) files.rename(to, call.path(backup));
    else if (isThere && (call.has('f') || asks)) files.remove(to);
    if (symbolic) files.link(content, to);
    else files.hardLink(call.path(source), to);
  });
  if (done && call.has('v')) await call.print(`${quoted(target)} ${symbolic ? '->' : '=>'} ${quoted(content)}\n`);
}

function relativeTo(call: Call, source: string, target: string): string {
  const { files } = call.process.machine;
  const real = (path: string) => (files.exists(path) ? files.resolve(path) : path);
  const from = real(call.path(`${target}/..`))
    .split('/')
    .filter(Boolean);
  const to = real(call.path(source)).split('/').filter(Boolean);
  let common = 0;
  while (common < from.length && common < to.length && from[common] === to[common]) common++;
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/') || '.';
}
