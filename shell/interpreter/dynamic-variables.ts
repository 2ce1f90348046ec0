import type { Shell } from './shell.ts';
import type { DynamicVariables } from './variables.ts';

export const BASH_VERSION = '5.2.15(1)-release';

/** Variables whose value is made at each use (Bash Reference Manual, 5.2). */
export function dynamicVariables(shell: Shell): DynamicVariables {
  const { machine, process } = shell;
  return {
    RANDOM: () => String(machine.random.integer(32_768)),
    SRANDOM: () => String(machine.random.integer(0xffff_ffff)),
    SECONDS: () => String(Math.floor((machine.clock.now() - shell.startedMs) / 1000)),
    EPOCHSECONDS: () => String(Math.floor(machine.clock.now() / 1000)),
    EPOCHREALTIME: () => (machine.clock.now() / 1000).toFixed(6),
    LINENO: () => String(shell.line),
    BASHPID: () => String(process.pid),
    PPID: () => String(machine.processes.list().find(({ pid }) => pid === process.pid)?.parent ?? 0),
    BASH: () => '/bin/bash',
    BASH_VERSION: () => BASH_VERSION,
    BASH_SUBSHELL: () => String(shell.subshellDepth),
    UID: () => (userOf(shell) === 'root' ? '0' : '1000'),
    EUID: () => (userOf(shell) === 'root' ? '0' : '1000'),
    FUNCNAME: () => shell.functionNames.at(-1) ?? '',
    HOSTNAME: () => machine.hostname,
    HOSTTYPE: () => 'x86_64',
    MACHTYPE: () => 'x86_64-pc-linux-gnu',
    OSTYPE: () => 'linux-gnu',
    COLUMNS: () => String(process.terminal?.columns() ?? 80),
    LINES: () => String(process.terminal?.rows() ?? 24),
    SHELLOPTS: () => [...shell.options].sort().join(':'),
  };
}

function userOf(shell: Shell): string {
  return shell.variables.get('USER') ?? shell.process.environment['USER'] ?? 'root';
}
