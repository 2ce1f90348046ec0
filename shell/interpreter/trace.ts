import type { ArrayLiteral, Assignment, ConditionalTest } from '../parser/ast.ts';
import { ansiQuote, needsAnsiQuotes } from './quoting.ts';
import type { Shell } from './shell.ts';

/** What `set -x` puts single quotes around (sh_contains_shell_metas of bash's lib/sh/shquote.c). */
const METACHARACTER = /[ \t\n'"\\|&;()<>!{}*[?\]^$`]|^[~#]|[=:]~/;

/** A word as `set -x` shows it. */
export function traced(text: string): string {
  if (text === '') return "''";
  if (METACHARACTER.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  return needsAnsiQuotes(text) ? ansiQuote(text) : text;
}

/** One line of `set -x` on standard error, or where BASH_XTRACEFD says, behind PS4. */
export async function traceLine(shell: Shell, text: string): Promise<void> {
  if (!shell.options.has('xtrace')) return;
  shell.options.delete('xtrace');
  const { status } = shell;
  const prefix = await shell.evaluator.prompt(shell, shell.variables.get('PS4') ?? '');
  shell.status = status;
  shell.options.add('xtrace');
  const [first = ''] = prefix;
  const descriptor = Number(shell.variables.get('BASH_XTRACEFD') || 2);
  await shell.write(descriptor, `${first.repeat(shell.traceDepth) + prefix}${text}\n`);
}

export async function traceWords(shell: Shell, args: readonly string[]): Promise<void> {
  if (shell.options.has('xtrace')) await traceLine(shell, args.map(traced).join(' '));
}

/** `name=value` with the value it has been given; an array as it was written. */
export async function traceAssignment(shell: Shell, assignment: Assignment, value: string | null): Promise<void> {
  if (!shell.options.has('xtrace')) return;
  if (value === null) return traceLine(shell, assignment.text);
  const head =
    assignment.text.slice(0, assignment.text.indexOf(assignment.append ? '+=' : '=')) +
    (assignment.append ? '+=' : '=');
  await traceLine(shell, head + (value === '' ? '' : traced(value)));
}

/** The array of a declaration command: its values are quoted, whatever they are. */
export async function traceArray(shell: Shell, assignment: Assignment, literal: ArrayLiteral): Promise<void> {
  if (!shell.options.has('xtrace')) return;
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const texts: string[] = [];
  for (const { key, value } of literal.elements) {
    const head = key ? `[${quote(await shell.evaluator.string(shell, key))}]=` : '';
    texts.push(head + quote(await shell.evaluator.string(shell, value)));
  }
  await traceLine(shell, `${assignment.name}${assignment.append ? '+=' : '='}(${texts.join(' ')})`);
}

/** One term of `[[ ]]`, with what its words became. */
export async function traceTest(
  shell: Shell,
  test: ConditionalTest & { type: 'unary' | 'binary' },
  negated: boolean,
  values: { readonly left: string; readonly right?: string },
): Promise<void> {
  if (!shell.options.has('xtrace')) return;
  const shown = (text: string) => (text === '' ? "''" : text);
  const body =
    test.type === 'unary'
      ? `${test.operator || '-n'} ${shown(values.left)}`
      : `${shown(values.left)} ${test.operator} ${shown(values.right ?? '')}`;
  await traceLine(shell, `[[ ${negated ? '! ' : ''}${body} ]]`);
}
