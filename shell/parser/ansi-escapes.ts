/** What stands after a backslash for one character; `echo -e` knows the letters and the backslash only. */
export const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '?': '?',
};

const ESCAPE =
  /\\(?:([abeEfnrtv\\'"?])|([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|c(.))/gs;

/** `$'…'` (Bash Reference Manual, 3.1.2.4). */
export function ansiEscapes(text: string): string {
  const replaced = text.replace(ESCAPE, (_, simple, octal, hex, short, long, control) => {
    if (simple !== undefined) return SIMPLE_ESCAPES[simple] ?? simple;
    if (octal !== undefined) return byte(Number.parseInt(octal, 8) & 255);
    if (hex !== undefined) return byte(Number.parseInt(hex, 16));
    if (control !== undefined) return String.fromCharCode(control.toUpperCase().charCodeAt(0) ^ 64);
    return codePoint(Number.parseInt(short ?? long, 16));
  });
  return joinBytes(replaced);
}

export function codePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** Bytes above 127 are written as lone surrogates first, so that several of them can make one UTF-8 character. */
export function byte(code: number): string {
  return code < 128 ? String.fromCharCode(code) : String.fromCharCode(0xdc00 + code);
}

export function joinBytes(text: string): string {
  return text.replace(/(?<![\ud800-\udbff])[\udc80-\udcff]+/g, (run) =>
    Buffer.from([...run].map((char) => char.charCodeAt(0) - 0xdc00)).toString('utf8'),
  );
}
