import type { Script } from '../parser/ast.ts';
import { BashSyntaxError } from '../parser/errors.ts';
import { Parser } from '../parser/parser.ts';
import { ShellError } from './control-flow.ts';
import { runScript } from './execute.ts';
import type { Shell } from './shell.ts';

/**
 * Runs source text in the shell, command by command as bash reads it. `where` goes into syntax errors (`-c: `). A script
 * file goes on with its next line after an error of expansion (`onError: 'go on'`); other text ends there.
 */
export async function runText(
  shell: Shell,
  text: string,
  where = '',
  onError: 'go on' | 'throw' = 'throw',
): Promise<number> {
  const parser = new Parser(text, {
    aliases: (name) => (shell.shellOptions.has('expand_aliases') ? shell.aliases.get(name) : undefined),
  });
  let status = 0;
  for (;;) {
    let script: Script | null;
    try {
      script = parser.next();
    } catch (error) {
      if (!(error instanceof BashSyntaxError)) throw error;
      await reportSyntaxError(shell, error, where);
      return 2;
    }
    if (!script) return status;
    if (shell.options.has('verbose')) await shell.write(2, `${script.statements.map((s) => s.text).join('; ')}\n`);
    status = await runLine(shell, script, onError);
  }
}

export async function reportSyntaxError(shell: Shell, error: BashSyntaxError, where: string): Promise<void> {
  const line = shell.interactive ? '' : `line ${error.line}: `;
  const prefix = `${shell.name}: ${where}${line}`;
  await shell.write(2, `${prefix}${error.message}\n`);
  if (error.sourceLine !== undefined && !shell.interactive) await shell.write(2, `${prefix}\`${error.sourceLine}'\n`);
  shell.status = 2;
}

async function runLine(shell: Shell, script: Script, onError: 'go on' | 'throw'): Promise<number> {
  try {
    return await runScript(shell, script);
  } catch (error) {
    const endsShell = error instanceof ShellError && error.status === 127;
    if (onError === 'throw' || !(error instanceof ShellError) || endsShell) throw error;
    await shell.complain(error.message);
    shell.status = error.status;
    return error.status;
  }
}
