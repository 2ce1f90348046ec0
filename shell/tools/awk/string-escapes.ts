const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  '/': '/',
  '\n': '',
};

export interface Escape {
  readonly text: string;
  readonly end: number;
  /** The character of an escape that awk does not know. */
  readonly unknown?: string;
}

/** The escape sequence whose backslash stands at `at`. */
export function readEscape(source: string, at: number): Escape {
  const character = source[at + 1];
  if (character === undefined) return { text: '\\', end: at + 1 };
  const simple = SIMPLE[character];
  if (simple !== undefined) return { text: simple, end: at + 2 };
  const octal = /^[0-7]{1,3}/.exec(source.slice(at + 1, at + 4));
  if (octal) return { text: String.fromCharCode(Number.parseInt(octal[0], 8) & 255), end: at + 1 + octal[0].length };
  const hex = /^x([0-9a-fA-F]{1,2})/.exec(source.slice(at + 1, at + 4));
  if (hex) return { text: String.fromCharCode(Number.parseInt(hex[1]!, 16)), end: at + 1 + hex[0].length };
  return { text: character, end: at + 2, unknown: character };
}

/** The value of `name=value` on the command line, where escapes count as in a string. */
export function unescapeText(text: string): string {
  let result = '';
  for (let at = 0; at < text.length; ) {
    if (text[at] !== '\\') result += text[at++];
    else {
      const read = readEscape(text, at);
      result += read.unknown === undefined ? read.text : `\\${read.text}`;
      at = read.end;
    }
  }
  return result;
}
