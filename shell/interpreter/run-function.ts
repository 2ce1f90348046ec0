import { ReturnFromFunction, ShellError } from './control-flow.ts';
import { LIMITS } from './limits.ts';
import type { Shell } from './shell.ts';

/** Traps that a function does not see unless `set -E` or `set -T` says so. */
const HIDDEN_TRAPS = { ERR: 'errtrace', DEBUG: 'functrace', RETURN: 'functrace' } as const;

/** Calls a function with these arguments. */
export async function runFunction(shell: Shell, name: string, args: readonly string[]): Promise<number> {
  const definition = shell.functions.get(name)!;
  const asked = shell.variables.get('FUNCNEST');
  const allowed = asked ? Math.min(Number(asked), LIMITS.functionDepth) : LIMITS.functionDepth;
  if (shell.calls.depth >= allowed) {
    throw new ShellError(`${name}: maximum function nesting level exceeded (${allowed})`);
  }
  const { positional, loopDepth, getopts } = shell;
  const hidden = hideTraps(shell);
  shell.positional = [...args];
  shell.loopDepth = 0;
  shell.calls.push({ name, source: definition.source, line: shell.line, isFunction: true });
  shell.variables.pushScope();
  if (shell.traps.has('DEBUG')) await shell.runTrap('DEBUG');
  try {
    return await returned(shell, () => shell.evaluator.command(shell, definition.body));
  } finally {
    shell.variables.popScope();
    shell.calls.pop();
    shell.positional = positional;
    shell.loopDepth = loopDepth;
    shell.getopts = getopts;
    for (const [trap, action] of hidden) if (!shell.traps.has(trap)) shell.traps.set(trap, action);
  }
}

/** The status of a function or sourced file: of its `return`, or of its last command. */
export async function returned(shell: Shell, run: () => Promise<number>): Promise<number> {
  let status: number;
  try {
    status = await run();
  } catch (thrown) {
    if (thrown instanceof ShellError) thrown.prefix ??= shell.prefix();
    if (!(thrown instanceof ReturnFromFunction)) throw thrown;
    status = thrown.status;
  }
  if (shell.traps.has('RETURN')) {
    shell.status = status;
    await shell.runTrap('RETURN');
  }
  return status;
}

function hideTraps(shell: Shell): [string, string][] {
  const hidden: [string, string][] = [];
  if (shell.traps.size === 0) return hidden;
  for (const [trap, option] of Object.entries(HIDDEN_TRAPS)) {
    const action = shell.traps.get(trap);
    if (action === undefined || shell.options.has(option)) continue;
    hidden.push([trap, action]);
    shell.traps.delete(trap);
  }
  return hidden;
}
