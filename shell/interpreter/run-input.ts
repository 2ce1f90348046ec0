import { BashSyntaxError, IncompleteInput } from '../parser/errors.ts';
import { Parser } from '../parser/parser.ts';
import { readDelimited } from './read-line.ts';
import { runText } from './run-text.ts';
import type { Shell } from './shell.ts';

/** Runs commands from standard input, line by line: what a command reads there itself follows the line it stands in. */
export async function runStandardInput(shell: Shell): Promise<number> {
  let text = '';
  let firstLine = 1;
  let status = 0;
  for (;;) {
    const line = await readDelimited(shell, 0, 10);
    text += line ? line.bytes.toString('utf8') + (line.ended ? '' : '\n') : '';
    const state = stateOf(shell, text);
    const isLast = !line || line.ended;
    if (state === 'incomplete' && !isLast) continue;
    if (text !== '') status = await runText(shell, text, { onError: 'go on', firstLine });
    if (isLast || state === 'wrong') return status;
    firstLine += text.split('\n').length - 1;
    text = '';
  }
}

function stateOf(shell: Shell, text: string): 'whole' | 'incomplete' | 'wrong' {
  if (/(^|[^\\])(\\\\)*\\\n$/.test(text)) return 'incomplete';
  const expandsAliases = shell.shellOptions.has('expand_aliases');
  const parser = new Parser(text, { aliases: (name) => (expandsAliases ? shell.aliases.get(name) : undefined) });
  try {
    while (parser.next());
    return 'whole';
  } catch (error) {
    if (error instanceof IncompleteInput) return 'incomplete';
    if (error instanceof BashSyntaxError) return 'wrong';
    throw error;
  }
}
