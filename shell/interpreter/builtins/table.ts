import { bind } from './bind.ts';
import type { Builtin } from './builtin.ts';
import { builtinNames, tellBuiltinNames } from './builtin-names.ts';
import { builtinBuiltin, commandBuiltin, exec } from './command.ts';
import { declare, exportBuiltin, readonlyBuiltin, unset } from './declare.ts';
import { cd, pwd } from './directories.ts';
import { dirs, popd, pushd } from './directory-stack.ts';
import { enableBuiltin, helpBuiltin } from './enable.ts';
import { fc } from './fc.ts';
import {
  breakBuiltin,
  colon,
  continueBuiltin,
  evalBuiltin,
  exit,
  falseBuiltin,
  logout,
  returnBuiltin,
  shift,
  source,
} from './flow.ts';
import { getopts } from './getopts.ts';
import { hash } from './hash.ts';
import { history } from './history.ts';
import { bg, disown, fg, jobs, kill, wait } from './jobs.ts';
import { mapfile } from './mapfile.ts';
import { caller, letBuiltin, suspend, times } from './miscellaneous.ts';
import { alias, describeCommand, typeBuiltin, unalias } from './names.ts';
import { set } from './options.ts';
import { echo, printf } from './output.ts';
import { compgen, complete, compopt } from './programmable-completion.ts';
import { read } from './read.ts';
import { shopt } from './shopt.ts';
import { test } from './test.ts';
import { trap } from './trap.ts';
import { ulimit } from './ulimit.ts';
import { umask } from './umask.ts';

/** POSIX's special builtins. */
export const SPECIAL_BUILTINS: ReadonlySet<string> = new Set([
  ':',
  '.',
  'break',
  'continue',
  'eval',
  'exec',
  'exit',
  'export',
  'readonly',
  'return',
  'set',
  'shift',
  'times',
  'trap',
  'unset',
]);

const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [':', colon],
  ['.', source],
  ['[', test],
  ['alias', alias],
  ['bg', bg],
  ['bind', bind],
  ['break', breakBuiltin],
  ['builtin', builtinBuiltin(findBuiltin)],
  ['caller', caller],
  ['cd', cd],
  ['command', commandBuiltin(findBuiltin, describeCommand(isBuiltin))],
  ['compgen', compgen],
  ['complete', complete],
  ['compopt', compopt],
  ['continue', continueBuiltin],
  ['declare', declare],
  ['dirs', dirs],
  ['disown', disown],
  ['echo', echo],
  ['enable', enableBuiltin(builtinNames, SPECIAL_BUILTINS)],
  ['eval', evalBuiltin],
  ['exec', exec],
  ['exit', exit],
  ['export', exportBuiltin],
  ['false', falseBuiltin],
  ['fc', fc],
  ['fg', fg],
  ['getopts', getopts],
  ['hash', hash],
  ['help', helpBuiltin(builtinNames)],
  ['history', history],
  ['jobs', jobs],
  ['kill', kill],
  ['let', letBuiltin],
  ['local', declare],
  ['logout', logout],
  ['mapfile', mapfile],
  ['popd', popd],
  ['printf', printf],
  ['pushd', pushd],
  ['pwd', pwd],
  ['read', read],
  ['readarray', mapfile],
  ['readonly', readonlyBuiltin],
  ['return', returnBuiltin],
  ['set', set],
  ['shift', shift],
  ['shopt', shopt],
  ['source', source],
  ['suspend', suspend],
  ['test', test],
  ['times', times],
  ['trap', trap],
  ['true', colon],
  ['type', typeBuiltin(isBuiltin)],
  ['typeset', declare],
  ['ulimit', ulimit],
  ['umask', umask],
  ['unalias', unalias],
  ['unset', unset],
  ['wait', wait],
]);

tellBuiltinNames(BUILTINS.keys());

export function findBuiltin(name: string): Builtin | undefined {
  return BUILTINS.get(name);
}

export function isBuiltin(name: string): boolean {
  return BUILTINS.has(name);
}
