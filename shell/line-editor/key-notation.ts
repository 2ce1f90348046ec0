/** `"\C-a"`, `"\e[A"`, `"\M-b"` of an inputrc(5) binding as the characters it stands for. */
export function parseKeySequence(text: string): string {
  let result = '';
  for (let at = 0; at < text.length; ) {
    const [char, length] = parseKey(text, at);
    result += char;
    at += length;
  }
  return result;
}

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  d: '\x7f',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

function parseKey(text: string, at: number): [string, number] {
  if (text[at] !== '\\') return [text[at]!, 1];
  const rest = text.slice(at, at + 40);
  const control = /^\\C-\\M-|^\\M-\\C-/.exec(rest);
  if (control) {
    const [char, length] = parseKey(text, at + 6);
    return [`\x1b${controlOf(char)}`, 6 + length];
  }
  if (rest.startsWith('\\C-') && rest.length > 3) {
    const [char, length] = parseKey(text, at + 3);
    return [controlOf(char), 3 + length];
  }
  if (rest.startsWith('\\M-') && rest.length > 3) {
    const [char, length] = parseKey(text, at + 3);
    return [`\x1b${char}`, 3 + length];
  }
  const octal = /^\\([0-7]{1,3})/.exec(rest);
  if (octal) return [String.fromCharCode(Number.parseInt(octal[1]!, 8) & 0xff), octal[0].length];
  const hexadecimal = /^\\x([0-9A-Fa-f]{1,2})/.exec(rest);
  if (hexadecimal) return [String.fromCharCode(Number.parseInt(hexadecimal[1]!, 16)), hexadecimal[0].length];
  const next = rest[1];
  if (next === undefined) return ['\\', 1];
  return [SIMPLE[next] ?? next, 2];
}

function controlOf(char: string): string {
  if (char === '?') return '\x7f';
  return String.fromCharCode(char.toUpperCase().charCodeAt(0) & 0x1f);
}

const NAMES: Readonly<Record<string, string>> = {
  del: '\x7f',
  rubout: '\x7f',
  esc: '\x1b',
  escape: '\x1b',
  lfd: '\n',
  newline: '\n',
  ret: '\r',
  return: '\r',
  spc: ' ',
  space: ' ',
  tab: '\t',
};

/** `Control-x`, `Meta-Rubout`, `TAB`: a key by name, as inputrc(5) allows without quotes. */
export function parseKeyName(name: string): string {
  const last = name.replace(/^.*-(?=.)/, '');
  let char = NAMES[last.toLowerCase()] ?? last[0] ?? '';
  if (/(^|-)(control|ctrl|c)-/i.test(name)) char = controlOf(char);
  if (/(^|-)(meta|m)-/i.test(name)) char = `\x1b${char}`;
  return char;
}

/** As `bind -p` writes a key sequence. */
export function formatKeySequence(sequence: string): string {
  let text = '';
  for (const char of sequence) {
    const code = char.codePointAt(0)!;
    if (code === 0x1b) text += '\\e';
    else if (code === 0x7f) text += '\\C-?';
    else if (code < 32) text += `\\C-${String.fromCharCode(code + 64).toLowerCase()}`;
    else if (char === '"' || char === '\\') text += `\\${char}`;
    else if (code >= 128 && code < 256) text += `\\${code.toString(8)}`;
    else text += char;
  }
  return text;
}
