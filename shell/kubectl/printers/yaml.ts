import { isRecord } from '../json.ts';

/** Where go-yaml folds scalars at a space (emitterc.go best_width). */
const BEST_WIDTH = 80;

/** YAML as kubectl prints it: keys sorted, lists at their parent's column, scalars quoted and folded by go-yaml v2's rules. */
export function toYaml(value: unknown): string {
  if (isRecord(value)) return Object.keys(value).length === 0 ? '{}\n' : mapping(value, 0, false);
  if (Array.isArray(value)) return value.length === 0 ? '[]\n' : sequence(value, 0, false);
  return `${scalar(value, 0, 0)}\n`;
}

function mapping(object: { readonly [key: string]: unknown }, indent: number, continues: boolean): string {
  let text = '';
  let first = continues;
  for (const key of Object.keys(object).sort(compareKeys)) {
    const lead = first ? '' : ' '.repeat(indent);
    first = false;
    const name = scalarKey(key);
    text += `${lead}${name}:${below(object[key], indent, indent + name.length + 1)}`;
  }
  return text;
}

/** What stands after a key's colon. */
function below(value: unknown, indent: number, column: number): string {
  if (isRecord(value)) return Object.keys(value).length === 0 ? ' {}\n' : `\n${mapping(value, indent + 2, false)}`;
  if (Array.isArray(value)) return value.length === 0 ? ' []\n' : `\n${sequence(value, indent, false)}`;
  return ` ${scalar(value, indent + 2, column + 1)}\n`;
}

function sequence(items: readonly unknown[], indent: number, continues: boolean): string {
  let text = '';
  let first = continues;
  for (const item of items) {
    text += `${first ? '' : ' '.repeat(indent)}- `;
    first = false;
    if (isRecord(item)) text += Object.keys(item).length === 0 ? '{}\n' : mapping(item, indent + 2, true);
    else if (Array.isArray(item)) text += item.length === 0 ? '[]\n' : sequence(item, indent + 2, true);
    else text += `${scalar(item, indent + 2, indent + 2)}\n`;
  }
  return text;
}

/** go-yaml v2's natural order of keys (sorter.go): digits by value, letters after other characters. */
function compareKeys(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let at = 0; at < left.length && at < right.length; at++) {
    if (left[at] === right[at]) continue;
    const aLetter = /\p{L}/u.test(left[at]!);
    const bLetter = /\p{L}/u.test(right[at]!);
    if (aLetter && bLetter) return left[at]! < right[at]! ? -1 : 1;
    if (aLetter || bLetter) return bLetter ? -1 : 1;
    return compareDigits(left, right, at);
  }
  return left.length - right.length;
}

function compareDigits(left: string[], right: string[], at: number): number {
  const runOf = (text: string[]) => {
    let end = at;
    while (end < text.length && /\d/.test(text[end]!)) end++;
    return { value: Number(text.slice(at, end).join('')), end };
  };
  const zero = left[at] === '0' || right[at] === '0';
  if (zero) {
    for (let back = at - 1; back >= 0 && /\d/.test(left[back]!); back--) {
      if (left[back] !== '0') return runOf(left).end - runOf(right).end || (left[at]! < right[at]! ? -1 : 1);
    }
  }
  const a = runOf(left);
  const b = runOf(right);
  if (a.value !== b.value) return a.value - b.value;
  if (a.end !== b.end) return a.end - b.end;
  return left[at]! < right[at]! ? -1 : 1;
}

function scalarKey(key: string): string {
  return needsQuotes(key) || key === ''
    ? doubleQuoted(key, 0, -1)
    : plainAllowed(key)
      ? key
      : singleOrDouble(key, 0, -1);
}

function scalar(value: unknown, indent: number, column: number): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = String(value);
  if (text.includes('\n')) return blockAllowed(text) ? literal(text, indent) : doubleQuoted(text, indent, column);
  if (needsQuotes(text)) return doubleQuoted(text, indent, column);
  if (plainAllowed(text)) return folded(text, indent, column);
  return singleOrDouble(text, indent, column);
}

function singleOrDouble(text: string, indent: number, column: number): string {
  if (!printable(text) || /\t/.test(text) || /^ .*\n| \n/.test(text)) return doubleQuoted(text, indent, column);
  const quoted = text.replaceAll("'", "''");
  return column < 0 ? `'${quoted}'` : folded(`'${quoted}'`, indent, column);
}

/** Would a plain scalar be read back as something else than a string (go-yaml v2 resolve.go)? */
export function needsQuotes(text: string): boolean {
  if (text === '' || text === '~') return true;
  if (
    /^(y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF|true|True|TRUE|false|False|FALSE|null|Null|NULL)$/.test(text)
  ) {
    return true;
  }
  if (/^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$/.test(text)) return true;
  const digits = text.replaceAll('_', '');
  if (/^[-+]?\d+$/.test(digits) && /^[-+\d]/.test(text)) return true;
  if (/^[-+]?(0x[0-9a-fA-F]+|0b[01]+|0o[0-7]+)$/.test(digits)) return true;
  if (/^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(digits)) return true;
  if (/^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/.test(text)) return true;
  return /^\d{4}-\d{1,2}-\d{1,2}([Tt ]\s*\d{1,2}:\d{1,2}:\d{1,2}(\.\d*)?\s*(Z|[-+]\d{1,2}(:\d{2})?)?)?$/.test(text);
}

function printable(text: string): boolean {
  return !/[\u0000-\u0008\u000b-\u001f\u007f-\u0084\u0086-\u009f\ufeff\ufffe\uffff]/.test(text);
}

/** yaml_emitter_analyze_scalar's block_plain_allowed, for text without line breaks. */
function plainAllowed(text: string): boolean {
  if (/^(---|\.\.\.)/.test(text) || /^[ \t]|[ \t]$/.test(text) || !printable(text) || text.includes('\t')) return false;
  if (/^[#,[\]{}&*!|>'"%@`]/.test(text) || /^[-?:](\s|$)/.test(text)) return false;
  return !/:(\s|$)/.test(text) && !/\s#/.test(text);
}

/** A literal block cannot end lines in spaces or hold special characters. */
function blockAllowed(text: string): boolean {
  return printable(text) && !/ \n| $/.test(text);
}

function literal(text: string, indent: number): string {
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomp = !text.endsWith('\n') ? '-' : /\n\n$/.test(text) || text === '\n' ? '+' : '';
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const pad = ' '.repeat(indent);
  return `|${hint}${chomp}\n${body
    .split('\n')
    .map((line) => (line === '' ? '' : pad + line))
    .join('\n')}`;
}

/** Breaks at single spaces once the column is past the best width. */
function folded(text: string, indent: number, column: number): string {
  if (column + text.length <= BEST_WIDTH) return text;
  let result = '';
  let at = column;
  for (let index = 0; index < text.length; index++) {
    const inside = index > 0 && index < text.length - 1;
    const lone = text[index] === ' ' && text[index - 1] !== ' ' && text[index + 1] !== ' ';
    if (lone && inside && at > BEST_WIDTH) {
      result += `\n${' '.repeat(indent)}`;
      at = indent;
    } else {
      result += text[index];
      at++;
    }
  }
  return result;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function doubleQuoted(text: string, indent: number, column: number): string {
  let result = '"';
  let at = column + 1;
  let spaces = false;
  const characters = [...text];
  characters.forEach((character, index) => {
    const escaped = ESCAPES[character] ?? (printable(character) ? null : unicodeEscape(character));
    if (escaped) {
      result += escaped;
      at += escaped.length;
      spaces = false;
    } else if (
      character === ' ' &&
      column >= 0 &&
      !spaces &&
      at > BEST_WIDTH &&
      index > 0 &&
      index < characters.length - 1
    ) {
      result += `\n${' '.repeat(indent)}${characters[index + 1] === ' ' ? '\\' : ''}`;
      at = indent;
      spaces = true;
    } else {
      result += character;
      at++;
      spaces = character === ' ';
    }
  });
  return `${result}"`;
}

function unicodeEscape(character: string): string {
  const code = character.codePointAt(0)!;
  if (code <= 0xff) return `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
  return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
