import type { Token } from './lexer.ts';
import type { Operand } from './nodes.ts';
import { quoted } from './values.ts';

/** Words that are no functions. */
export const KEYWORDS = new Set([
  'end',
  'else',
  'if',
  'range',
  'with',
  'define',
  'block',
  'template',
  'break',
  'continue',
]);
/** Tokens that an operand may begin with. */
export const STARTS: ReadonlySet<string> = new Set([
  'identifier',
  'dot',
  'variable',
  'field',
  'string',
  'rawString',
  'character',
  'number',
]);

/** An operand as messages quote it. */
export const shown = (operand: Operand): string => (operand.kind === 'pipe' ? `(${operand.text})` : operand.text);

/** A token as messages quote it. */
export function tokenText(token: Token): string {
  return token.kind === 'dot'
    ? '<.>'
    : token.kind === 'end'
      ? 'EOF'
      : token.kind === 'identifier' && KEYWORDS.has(token.text)
        ? `<${token.text}>`
        : quoted(token.text);
}
