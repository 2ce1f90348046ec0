import { FileError, type FileSystem } from '../../../cluster/machinery/file-system.ts';
import { type Call, defineCommand } from './define.ts';

export const chmod = defineCommand(
  {
    name: 'chmod',
    usage: 'Usage: chmod [-R] MODE FILE...',
    flags: 'Rvfc',
    long: { recursive: 'R', verbose: 'v', changes: 'c', silent: 'f', quiet: 'f' },
  },
  async (call) => {
    const [mode, ...paths] = call.operands;
    if (mode === undefined || paths.length === 0) return missingOperand(call, mode);
    if (changedMode(0, mode) === null) {
      await call.complain(`invalid mode: ‘${mode}’`);
      return 1;
    }
    await eachFile(call, paths, 'permissions', (files, path) => {
      const changed = changedMode(files.stat(path).mode, mode);
      if (changed !== null) files.setMode(path, changed);
    });
    return call.status;
  },
);

const OWNERSHIP = { flags: 'Rvfch', long: { recursive: 'R', verbose: 'v', changes: 'c', 'no-dereference': 'h' } };

export const chown = defineCommand(
  { name: 'chown', usage: 'Usage: chown [-R] [OWNER][:[GROUP]] FILE...', ...OWNERSHIP },
  async (call) => {
    const [owner, ...paths] = call.operands;
    if (owner === undefined || paths.length === 0) return missingOperand(call, owner);
    const [userName = '', groupName] = owner.split(/[:.]/);
    const { files } = call.process.machine;
    const user = userName === '' ? undefined : idOf(files, '/etc/passwd', userName);
    const group = groupName ? idOf(files, '/etc/group', groupName) : undefined;
    if (user === null || group === null) {
      await call.complain(`invalid ${user === null ? 'user' : 'group'}: ‘${owner}’`);
      return 1;
    }
    await eachFile(call, paths, 'ownership', (_files, path) => {
      const { uid, gid } = files.stat(path);
      files.setOwner(path, user ?? uid, group ?? gid);
    });
    return call.status;
  },
);

export const chgrp = defineCommand(
  { name: 'chgrp', usage: 'Usage: chgrp [-R] GROUP FILE...', ...OWNERSHIP },
  async (call) => {
    const [name, ...paths] = call.operands;
    if (name === undefined || paths.length === 0) return missingOperand(call, name);
    const group = idOf(call.process.machine.files, '/etc/group', name);
    if (group === null) {
      await call.complain(`invalid group: ‘${name}’`);
      return 1;
    }
    await eachFile(call, paths, 'group', (files, path) => files.setOwner(path, files.stat(path).uid, group));
    return call.status;
  },
);

async function missingOperand(call: Call, first: string | undefined): Promise<number> {
  await call.complain(first === undefined ? 'missing operand' : `missing operand after ‘${first}’`);
  return 1;
}

/** Each file, and with -R what is in it; what cannot be changed is told. */
async function eachFile(
  call: Call,
  paths: readonly string[],
  what: 'permissions' | 'ownership' | 'group',
  change: (files: FileSystem, path: string) => void,
): Promise<void> {
  const { files } = call.process.machine;
  const visit = async (shown: string, path: string): Promise<void> => {
    try {
      change(files, path);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const denied = error.code === 'EPERM' || error.code === 'EROFS';
      await call.complain(`${denied ? `changing ${what} of` : 'cannot access'} '${shown}': ${error.message}`);
      return;
    }
    if (!call.has('R') || files.linkStat(path).kind !== 'directory') return;
    for (const name of files.list(path))
      await visit(`${shown.replace(/\/$/, '')}/${name}`, `${path.replace(/\/$/, '')}/${name}`);
  };
  for (const path of paths) await visit(path, call.path(path));
}

/** The number of a user or group, by passwd(5) or group(5); null when there is none. */
function idOf(files: FileSystem, table: string, name: string): number | null {
  if (/^\d+$/.test(name)) return Number(name);
  if (!files.exists(table)) return null;
  const lines = Buffer.from(files.read(table)).toString('utf8').split('\n');
  const id = lines.map((line) => line.split(':')).find(([entry]) => entry === name)?.[2];
  return id === undefined ? null : Number(id);
}

/** `755`, `+x`, `u=rw,go-w`; null when it is none of these. */
export function changedMode(before: number, mode: string): number | null {
  if (/^[0-7]{1,4}$/.test(mode)) return Number.parseInt(mode, 8);
  let result = before;
  for (const clause of mode.split(',')) {
    const found = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause);
    if (!found) return null;
    const [, who = '', operator = '', letters = ''] = found;
    const bits = (letters.includes('r') ? 4 : 0) | (letters.includes('w') ? 2 : 0) | (/[xX]/.test(letters) ? 1 : 0);
    for (const [letter, shift] of [
      ['u', 6],
      ['g', 3],
      ['o', 0],
    ] as const) {
      if (who !== '' && !who.includes(letter) && !who.includes('a')) continue;
      if (operator === '+') result |= bits << shift;
      else if (operator === '-') result &= ~(bits << shift);
      else result = (result & ~(7 << shift)) | (bits << shift);
    }
  }
  return result;
}
