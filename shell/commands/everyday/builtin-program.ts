import type { Program } from '../../../cluster/machinery/machine.ts';
import { findBuiltin } from '../../interpreter/builtins/table.ts';
import { shellOf } from './child.ts';

/** The program in /usr/bin that is also a builtin (`echo`, `test` …), for callers other than a shell. */
export function builtinProgram(name: string): Program {
  return async (process) => {
    const builtin = findBuiltin(name);
    if (!builtin) throw new Error(`${name} is not a builtin`);
    const shell = shellOf(process);
    return builtin(shell, [name, ...process.args.slice(1)]);
  };
}
