import { commandText } from '../parser/command-text.ts';
import type { Shell } from './shell.ts';
import type { DynamicVariables } from './variables.ts';

export const BASH_VERSION = '5.2.15(1)-release';

/** Variables whose value is made at each use (Bash Reference Manual, 5.2). */
export function dynamicVariables(shell: Shell): DynamicVariables {
  const { machine, process } = shell;
  return {
    RANDOM: () => String(shell.nextRandom()),
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
    FUNCNAME: () => shell.calls.names(),
    BASH_SOURCE: () => shell.calls.sources(),
    BASH_LINENO: () => shell.calls.lines(),
    BASH_COMMAND: () => (shell.command ? commandText(shell.command) : ''),
    PIPESTATUS: () => shell.pipeStatuses.map(String),
    DIRSTACK: () => [shell.workingDirectory, ...shell.directoryStack],
    GROUPS: () => [userOf(shell) === 'root' ? '0' : '1000'],
    _: () => shell.lastArgument,
    HOSTNAME: () => machine.hostname,
    HOSTTYPE: () => 'x86_64',
    MACHTYPE: () => 'x86_64-pc-linux-gnu',
    OSTYPE: () => 'linux-gnu',
    COLUMNS: () => String(process.terminal?.columns() ?? 80),
    LINES: () => String(process.terminal?.rows() ?? 24),
    SHELLOPTS: () => [...shell.options].sort().join(':'),
    BASHOPTS: () => [...shell.shellOptions].sort().join(':'),
  };
}

/** What an assignment to one of them does; to the others of them it does nothing that could be seen. */
export function dynamicAssignments(shell: Shell): Readonly<Record<string, (value: string) => void>> {
  return {
    SECONDS: (value) => {
      shell.startedMs = shell.machine.clock.now() - (Number.parseInt(value, 10) || 0) * 1000;
    },
    RANDOM: (value) => shell.seedRandom(Number.parseInt(value, 10) || 0),
    FUNCNAME: () => {},
    BASH_COMMAND: () => {},
    LINENO: () => {},
  };
}

function userOf(shell: Shell): string {
  return shell.variables.get('USER') ?? shell.process.environment['USER'] ?? 'root';
}
