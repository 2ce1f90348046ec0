import type { Shell } from '../shell.ts';
import { type Builtin, fail, lettersOf } from './builtin.ts';
import { badOption } from './usage.ts';

const PERMISSIONS: Readonly<Record<string, number>> = { r: 0o444, w: 0o222, x: 0o111 };
const USERS: Readonly<Record<string, number>> = { u: 0o700, g: 0o070, o: 0o007, a: 0o777 };

export const umask: Builtin = async (shell, args) => {
  const parsed = lettersOf(args, 'pS');
  if ('bad' in parsed) return badOption(shell, 'umask', parsed.bad);
  const [mode] = parsed.operands;
  if (mode === undefined) {
    const text = parsed.letters.has('S') ? symbolic(shell.umask) : shell.umask.toString(8).padStart(4, '0');
    const head = parsed.letters.has('p') ? `umask ${parsed.letters.has('S') ? '-S ' : ''}` : '';
    await shell.print(`${head}${text}\n`);
    return 0;
  }
  if (/^[0-9]/.test(mode)) {
    if (!/^[0-7]{1,4}$/.test(mode)) return fail(shell, 'umask', `${mode}: octal number out of range`);
    shell.umask = Number.parseInt(mode, 8) & 0o777;
    return 0;
  }
  return setSymbolic(shell, mode);
};

function symbolic(mask: number): string {
  const permissions = 0o777 & ~mask;
  const letters = (bits: number) => `${bits & 4 ? 'r' : ''}${bits & 2 ? 'w' : ''}${bits & 1 ? 'x' : ''}`;
  return `u=${letters(permissions >> 6)},g=${letters((permissions >> 3) & 7)},o=${letters(permissions & 7)}`;
}

/** `u=rwx,g-w`: what it says of the permissions that files get. */
async function setSymbolic(shell: Shell, mode: string): Promise<number> {
  let permissions = 0o777 & ~shell.umask;
  for (const clause of mode.split(',')) {
    const [, users = '', operator = '', letters = ''] = /^([ugoa]*)([-+=]?)(.*)$/.exec(clause) ?? [];
    if (operator === '')
      return fail(shell, 'umask', `\`${clause.slice(users.length, users.length + 1)}': invalid symbolic mode operator`);
    const bad = [...letters].find((letter) => PERMISSIONS[letter] === undefined);
    if (bad !== undefined) return fail(shell, 'umask', `\`${bad}': invalid symbolic mode character`);
    const whose = [...(users || 'a')].reduce((bits, user) => bits | USERS[user]!, 0);
    const bits = [...letters].reduce((sum, letter) => sum | PERMISSIONS[letter]!, 0) & whose;
    if (operator === '+') permissions |= bits;
    else if (operator === '-') permissions &= ~bits;
    else permissions = (permissions & ~whose) | bits;
  }
  shell.umask = 0o777 & ~permissions;
  return 0;
}
