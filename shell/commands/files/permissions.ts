import { FileError, type FileStat, type FileSystem } from '../../../cluster/machinery/file-system.ts';
import { joinPath } from '../../interpreter/path-name.ts';
import { type Call, defineCommand } from '../everyday/define.ts';
import { modeText } from './file-mode.ts';
import { parseMode } from './mode-change.ts';
import { OwnerNames } from './owner-names.ts';
import { quoted } from './targets.ts';

const MODE_LETTERS = /^-[rwxXstugo,=+-]*$/;

export const chmod = defineCommand(
  {
    name: 'chmod',
    rewrite: modeBehindOptions,
    usage: `Usage: chmod [OPTION]... MODE[,MODE]... FILE...
  or:  chmod [OPTION]... OCTAL-MODE FILE...
  or:  chmod [OPTION]... --reference=RFILE FILE...
Changes who may do what with files.

  -c, --changes            say what is changed
  -f, --silent, --quiet    no complaints
  -v, --verbose            say what is done for every file
      --no-preserve-root   / is nothing special (the default)
      --preserve-root      do not work on / recursively
      --reference=RFILE    the mode of RFILE
  -R, --recursive          what is in directories, too
      --help               this text
      --version            the version

MODE is [ugoa]*([-+=]([rwxXst]*|[ugo]))+ or [-+=][0-7]+.`,
    flags: 'Rvfc',
    long: {
      recursive: 'R',
      verbose: 'v',
      changes: 'c',
      silent: 'f',
      quiet: 'f',
      reference: 'reference=',
      'preserve-root': 'preserve-root',
      'no-preserve-root': 'no-preserve-root',
    },
  },
  async (call) => {
    const reference = call.value('reference');
    const [mode, ...paths] = reference === undefined ? call.operands : ['', ...call.operands];
    if (mode === undefined || paths.length === 0) return missingOperand(call, mode);
    let change = parseMode(mode, call.process.umask);
    if (reference !== undefined) {
      const known = await call.attempt(`failed to get attributes of ${quoted(reference)}`, () => {
        const wanted = call.process.machine.files.stat(call.path(reference)).mode;
        change = () => wanted;
      });
      if (!known) return 1;
    }
    const apply = change;
    if (!apply) return call.misused(`invalid mode: ‘${mode}’`);
    await eachFile(call, paths, 'permissions', async (files, path, shown, stat) => {
      const after = apply(stat.mode, stat.kind === 'directory') & 0o7777;
      const before = stat.mode & 0o7777;
      files.setMode(path, after);
      if (!call.has('v') && !(call.has('c') && after !== before)) return;
      const text = (value: number) =>
        `${value.toString(8).padStart(4, '0')} (${modeText({ kind: stat.kind, mode: value }).slice(1)})`;
      await call.print(
        after === before
          ? `mode of ${quoted(shown)} retained as ${text(after)}\n`
          : `mode of ${quoted(shown)} changed from ${text(before)} to ${text(after)}\n`,
      );
    });
    return call.status;
  },
);

/** `-x` is a mode, not an option: it goes behind `--`. */
function modeBehindOptions(args: readonly string[]): string[] {
  const isOption = (arg: string) => /^-[cfvR]+$/.test(arg);
  const at = args.findIndex((arg) => MODE_LETTERS.test(arg) && arg !== '-' && arg !== '--' && !isOption(arg));
  if (at < 0 || args.slice(0, at).some((arg) => !arg.startsWith('-'))) return [...args];
  const rest = args.slice(at + 1);
  return [...args.slice(0, at), ...rest.filter(isOption), '--', args[at]!, ...rest.filter((arg) => !isOption(arg))];
}

const OWNERSHIP = {
  flags: 'RvfchHLP',
  long: {
    recursive: 'R',
    verbose: 'v',
    changes: 'c',
    silent: 'f',
    quiet: 'f',
    'no-dereference': 'h',
    dereference: 'dereference',
    from: 'from=',
    reference: 'reference=',
    'preserve-root': 'preserve-root',
    'no-preserve-root': 'no-preserve-root',
  },
};
const OWNERSHIP_OPTIONS = `  -c, --changes          say what is changed
  -f, --silent, --quiet  no complaints
  -v, --verbose          say what is done for every file
  -h, --no-dereference   links themselves
      --reference=RFILE  the owner and group of RFILE
  -R, --recursive        what is in directories, too
      --help             this text
      --version          the version`;

export const chown = defineCommand(
  {
    name: 'chown',
    usage: `Usage: chown [OPTION]... [OWNER][:[GROUP]] FILE...\n  or:  chown [OPTION]... --reference=RFILE FILE...\nChanges the owner and the group of files.\n\n${OWNERSHIP_OPTIONS}`,
    ...OWNERSHIP,
  },
  async (call) => {
    const wanted = await referenceOf(call);
    if (wanted === null) return 1;
    const [owner, ...paths] = wanted ? [''].concat(call.operands) : call.operands;
    if (owner === undefined || paths.length === 0) return missingOperand(call, owner);
    const separator = owner.includes(':') ? ':' : '.';
    const [userName = '', groupName] = owner.includes(separator)
      ? [owner.slice(0, owner.indexOf(separator)), owner.slice(owner.indexOf(separator) + 1)]
      : [owner];
    const { files } = call.process.machine;
    const user = wanted ? wanted.uid : userName === '' ? undefined : idOf(files, '/etc/passwd', userName);
    const group = wanted
      ? wanted.gid
      : groupName
        ? idOf(files, '/etc/group', groupName)
        : groupName === '' && typeof user === 'number'
          ? loginGroup(files, user)
          : undefined;
    if (user === null || group === null) {
      await call.complain(`invalid ${user === null ? 'user' : 'group'}: ‘${owner}’`);
      return 1;
    }
    await changeOwners(call, paths, user, group, user === undefined ? 'group' : 'ownership');
    return call.status;
  },
);

export const chgrp = defineCommand(
  {
    name: 'chgrp',
    usage: `Usage: chgrp [OPTION]... GROUP FILE...\n  or:  chgrp [OPTION]... --reference=RFILE FILE...\nChanges the group of files.\n\n${OWNERSHIP_OPTIONS}`,
    ...OWNERSHIP,
  },
  async (call) => {
    const wanted = await referenceOf(call);
    if (wanted === null) return 1;
    const [name, ...paths] = wanted ? [''].concat(call.operands) : call.operands;
    if (name === undefined || paths.length === 0) return missingOperand(call, name);
    const group = wanted ? wanted.gid : idOf(call.process.machine.files, '/etc/group', name);
    if (group === null) {
      await call.complain(`invalid group: ‘${name}’`);
      return 1;
    }
    await changeOwners(call, paths, undefined, group, 'group');
    return call.status;
  },
);

/** Undefined without --reference; null after complaining. */
async function referenceOf(call: Call): Promise<FileStat | null | undefined> {
  const path = call.value('reference');
  if (path === undefined) return undefined;
  let found: FileStat | null = null;
  await call.attempt(
    `failed to get attributes of ${quoted(path)}`,
    () => (found = call.process.machine.files.stat(call.path(path))),
  );
  return found;
}

async function changeOwners(
  call: Call,
  paths: readonly string[],
  user: number | undefined,
  group: number | undefined,
  what: 'ownership' | 'group',
): Promise<void> {
  const names = new OwnerNames(call.process.machine.files);
  const shownAs = (uid: number, gid: number) =>
    (what === 'group' ? '' : `${names.user(uid) ?? uid}`) +
    (group === undefined ? '' : `${what === 'group' ? '' : ':'}${names.group(gid) ?? gid}`);
  await eachFile(call, paths, what, async (files, path, shown, stat) => {
    const [uid, gid] = [user ?? stat.uid, group ?? stat.gid];
    const changes = uid !== stat.uid || gid !== stat.gid;
    if (changes || call.process.machine.credentials?.uid !== stat.uid) files.setOwner(path, uid, gid);
    if (!call.has('v') && !(call.has('c') && changes)) return;
    const after = shownAs(uid, gid);
    await call.print(
      changes
        ? `changed ${what} of ${quoted(shown)} from ${shownAs(stat.uid, stat.gid)} to ${after}\n`
        : `${what} of ${quoted(shown)} retained as ${after}\n`,
    );
  });
}

async function missingOperand(call: Call, first: string | undefined): Promise<number> {
  return call.misused(first === undefined ? 'missing operand' : `missing operand after ‘${first}’`);
}

type Change = (files: FileSystem, path: string, shown: string, stat: FileStat) => Promise<void>;

/** Each file, and with -R what is in it; what cannot be changed is told. */
async function eachFile(
  call: Call,
  paths: readonly string[],
  what: 'permissions' | 'ownership' | 'group',
  change: Change,
): Promise<void> {
  const { files } = call.process.machine;
  const visit = async (shown: string, path: string, isArgument: boolean): Promise<void> => {
    await call.breathe();
    try {
      const link = files.linkStat(path);
      if (link.kind === 'link' && (!isArgument || call.has('h'))) return;
      await change(files, path, shown, files.stat(path));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await failed(call, shown, what, error);
      if (error.code !== 'EPERM' && error.code !== 'EROFS') return;
    }
    if (!call.has('R') || !files.exists(path) || files.linkStat(path).kind !== 'directory') return;
    let names: string[] = [];
    if (await call.attempt(`cannot read directory ${quoted(shown)}`, () => (names = files.list(path))))
      for (const name of names) await visit(joinPath(shown, name), joinPath(path, name), false);
  };
  for (const path of paths) await visit(path, call.path(path), true);
}

async function failed(call: Call, shown: string, what: string, error: FileError): Promise<void> {
  if (call.has('f')) {
    call.status = 1;
    return;
  }
  const denied = error.code === 'EPERM' || error.code === 'EROFS';
  await call.complain(`${denied ? `changing ${what} of` : 'cannot access'} ${quoted(shown)}: ${error.message}`);
}

function loginGroup(files: FileSystem, uid: number): number | undefined {
  const line = linesOf(files, '/etc/passwd').find(([, , id]) => id === String(uid));
  return line ? Number(line[3]) : undefined;
}

function linesOf(files: FileSystem, table: string): string[][] {
  if (!files.exists(table)) return [];
  return Buffer.from(files.read(table))
    .toString('utf8')
    .split('\n')
    .map((line) => line.split(':'));
}

/** The number of a user or group, by passwd(5) or group(5); null when there is none. */
function idOf(files: FileSystem, table: string, name: string): number | null {
  const id = linesOf(files, table).find(([entry]) => entry === name)?.[2];
  if (id !== undefined) return Number(id);
  return /^\d+$/.test(name) ? Number(name) : null;
}
