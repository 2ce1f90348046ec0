import type { Script } from '../parser/ast.ts';
import { BashSyntaxError } from '../parser/errors.ts';
import { Parser } from '../parser/parser.ts';
import { ShellError } from './control-flow.ts';
import { runScript } from './execute.ts';
import { LIMITS } from './limits.ts';
import type { Shell } from './shell.ts';
import type { RunTextOptions } from './shell-parts.ts';

/** Runs source text in the shell, command by command as bash reads it. */
export async function runText(shell: Shell, text: string, options: RunTextOptions = {}): Promise<number> {
  if (shell.textDepth >= LIMITS.functionDepth)
    throw new ShellError(`eval: maximum eval nesting level exceeded (${LIMITS.functionDepth})`);
  shell.textDepth++;
  try {
    return await runCommands(shell, text, options);
  } finally {
    shell.textDepth--;
  }
}

async function runCommands(shell: Shell, text: string, options: RunTextOptions): Promise<number> {
  const { where = '', onError = 'throw' } = options;
  const warnings: { message: string; line: number }[] = [];
  const parser = new Parser(text, {
    aliases: (name) => (shell.shellOptions.has('expand_aliases') ? shell.aliases.get(name) : undefined),
    warn: (message, line) => warnings.push({ message, line }),
    ...(options.firstLine === undefined ? {} : { firstLine: options.firstLine }),
  });
  let status = 0;
  for (;;) {
    let script: Script | null;
    try {
      script = parser.next();
    } catch (error) {
      if (!(error instanceof BashSyntaxError)) throw error;
      await reportSyntaxError(shell, error, where);
      return error.status;
    }
    for (const { message, line } of warnings.splice(0)) {
      shell.line = line;
      await shell.complain(`warning: ${message}`);
    }
    if (!script) return status;
    if (shell.options.has('verbose')) await shell.write(2, `${parser.lastText()}\n`);
    status = await runLine(shell, script, onError);
  }
}

/** `where` is what bash calls the text that it reads: `-c: `, `eval: `. */
export async function reportSyntaxError(shell: Shell, error: BashSyntaxError, where: string): Promise<void> {
  const talks = shell.talks && where === '';
  const name = shell.talks ? shell.name : (shell.calls.nameInMessages ?? shell.name);
  const prefix = `${name}: ${where}${talks ? '' : `line ${error.line}: `}`;
  if (error.message !== '') await shell.write(2, `${prefix}${error.message}\n`);
  if (error.detail !== undefined && !talks) await shell.write(2, `${prefix}${error.detail}\n`);
  shell.status = error.status;
}

async function runLine(shell: Shell, script: Script, onError: 'go on' | 'throw'): Promise<number> {
  try {
    return await runScript(shell, script);
  } catch (error) {
    const endsShell = error instanceof ShellError && error.status === 127;
    if (onError === 'throw' || !(error instanceof ShellError) || endsShell) throw error;
    await shell.complain(error.message, error.prefix);
    shell.status = error.status;
    return error.status;
  }
}
