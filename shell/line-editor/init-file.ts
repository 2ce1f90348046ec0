import { parseKeyName, parseKeySequence } from './key-notation.ts';
import { Readline } from './readline.ts';

export interface InitFileContext {
  /** $TERM, for `$if term=`. */
  readonly terminal: string;
  /** For `$if Bash`. */
  readonly application: string;
  /** The text of an included file. */
  readonly include: (path: string) => string | undefined;
}

const DEEPEST_INCLUDE = 10;

/** Applies the text of an inputrc: `set`, key bindings, `$if`, `$include` (Bash Reference Manual, 8.3). */
export function readInitFile(readline: Readline, text: string, context: InitFileContext, depth = 0): void {
  const conditions: boolean[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('$')) {
      const [word = '', rest = ''] = splitFirst(line.slice(1));
      if (word === 'if') conditions.push(holds(readline, rest.trim(), context));
      else if (word === 'else') conditions.push(!(conditions.pop() ?? true));
      else if (word === 'endif') conditions.pop();
      else if (word === 'include' && conditions.every(Boolean) && depth < DEEPEST_INCLUDE) {
        const included = context.include(rest.trim());
        if (included !== undefined) readInitFile(readline, included, context, depth + 1);
      }
    } else if (conditions.every(Boolean)) applyInitLine(readline, line);
  }
}

function splitFirst(text: string): [string, string] {
  const at = text.search(/\s/);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function holds(readline: Readline, test: string, { terminal, application }: InitFileContext): boolean {
  const [name = '', value = ''] = test.split('=');
  if (name === 'mode') return value === readline.settings.text('editing-mode');
  if (name === 'term') return value === terminal || value === terminal.split('-')[0];
  return test.toLowerCase() === application.toLowerCase();
}

/** One line: `set NAME VALUE`, `"KEYS": command` or `"KEYS": "macro"`. False when it is none of them. */
export function applyInitLine(readline: Readline, line: string): boolean {
  const set = /^set\s+(\S+)\s*(.*)$/i.exec(line);
  if (set) return applySetting(readline, set[1]!, set[2]!.trim());
  const parsed = /^"((?:[^"\\]|\\.)*)"\s*:\s*(.*)$/s.exec(line);
  const named = parsed ? null : /^([^\s:"]+)\s*:\s*(.*)$/s.exec(line);
  const sequence = parsed ? parseKeySequence(parsed[1]!) : named ? parseKeyName(named[1]!) : '';
  const action = (parsed ?? named)?.[2] ?? '';
  if (sequence === '' || action === '') return false;
  const keymap = readline.currentKeymap;
  const macro = /^(["'])((?:[^\\]|\\.)*?)\1/s.exec(action);
  if (macro) keymap.bind(sequence, { macro: parseKeySequence(macro[2]!) });
  else keymap.bind(sequence, { command: action.split(/\s/)[0]!.toLowerCase() });
  return true;
}

function applySetting(readline: Readline, name: string, value: string): boolean {
  if (name.toLowerCase() === 'editing-mode') {
    readline.setEditingMode(value.toLowerCase() === 'vi' ? 'vi' : 'emacs');
    return true;
  }
  if (name.toLowerCase() === 'keymap' && Readline.keymapNamed(value) === undefined) return false;
  return readline.settings.set(name, value);
}
