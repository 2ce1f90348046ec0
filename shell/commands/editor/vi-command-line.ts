import { compilePosix, ExpressionError } from '../../tools/posix-expression.ts';
import { parseReplacement, substitute } from '../../tools/sed/replacement.ts';
import type { TextBuffer } from './text-buffer.ts';

/** What a line after `:` asks for. */
export interface ViCommand {
  readonly write?: string;
  readonly quit?: 'always' | 'when-saved';
  readonly message?: string;
}

/** Runs edits and jumps at once; what touches files or ends the editor is handed back. */
export function runViCommand(buffer: TextBuffer, line: string, file: string): ViCommand {
  const text = line.trim();
  if (text === '') return {};
  if (/^\d+$/.test(text)) return goTo(buffer, Number(text) - 1);
  if (text === '$') return goTo(buffer, buffer.lines.length - 1);
  const substitution = /^(%|\d+(?:,(?:\d+|\$))?)?s([^\w\s])([\s\S]*)$/.exec(text);
  if (substitution) return substituteLines(buffer, substitution[1] ?? '', substitution[2]!, substitution[3]!);
  const [, name = '', force = '', rest = ''] = /^([a-z]+)(!?)\s*(.*)$/.exec(text) ?? [];
  const target = rest === '' ? file : rest;
  if (name === 'w' || name === 'write') return target === '' ? { message: 'E32: No file name' } : { write: target };
  if (name === 'q' || name === 'quit' || name === 'qa') return { quit: force ? 'always' : 'when-saved' };
  if (/^(wq|x|xit|wqa|xa)$/.test(name)) {
    if (target === '') return { message: 'E32: No file name' };
    return name.startsWith('x') && !buffer.modified ? { quit: 'always' } : { write: target, quit: 'always' };
  }
  if (name === 'set' || name === 'syntax' || name === 'noh' || name === 'nohlsearch') return {};
  return { message: `E492: Not an editor command: ${text}` };
}

function goTo(buffer: TextBuffer, row: number): ViCommand {
  buffer.moveTo(row, 0);
  buffer.moveTo(buffer.row, buffer.line.search(/\S|$/));
  return {};
}

function substituteLines(buffer: TextBuffer, range: string, delimiter: string, rest: string): ViCommand {
  const parts = splitAt(rest, delimiter);
  const [pattern = '', replacement = '', flags = ''] = parts;
  const [from, to] = rowsOf(buffer, range);
  try {
    const expression = compilePosix(pattern, { extended: false, ignoreCase: flags.includes('i') });
    const how = {
      expression,
      replacement: parseReplacement(replacement),
      global: flags.includes('g'),
      print: false,
      occurrence: 1,
    };
    buffer.checkpoint();
    let changed = 0;
    const lines = buffer.lines.map((line, row) => {
      const result = row >= from && row <= to ? substitute(line, expression, how) : undefined;
      if (result === undefined) return line;
      changed++;
      buffer.row = row;
      return result;
    });
    if (changed === 0) return { message: `E486: Pattern not found: ${pattern}` };
    buffer.lines = lines.flatMap((line) => line.split('\n'));
    buffer.modified = true;
    buffer.moveTo(buffer.row, 0);
    return changed > 2 ? { message: `${changed} substitutions on ${changed} lines` } : {};
  } catch (error) {
    if (error instanceof ExpressionError) return { message: `E383: ${error.message}` };
    throw error;
  }
}

function rowsOf(buffer: TextBuffer, range: string): [number, number] {
  const last = buffer.lines.length - 1;
  if (range === '%') return [0, last];
  if (range === '') return [buffer.row, buffer.row];
  const [from = '', to = from] = range.split(',');
  return [Number(from) - 1, to === '$' ? last : Number(to) - 1];
}

/** The parts between delimiters; an escaped delimiter is a character of its part. */
function splitAt(text: string, delimiter: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < text.length; at++) {
    const [character = '', next] = [text[at], text[at + 1]];
    if (character === '\\' && next !== undefined) {
      part += next === delimiter ? next : character + next;
      at++;
    } else if (character === delimiter) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  return [...parts, part];
}
