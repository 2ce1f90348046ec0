/** As `${name@Q}` and `set` print values: something the shell reads back as the same text. */
export function quoteForReuse(text: string): string {
  if (/[\x00-\x1f\x7f]/.test(text)) return ansiQuote(text);
  return `'${text.replace(/'/g, `'\\''`)}'`;
}

/** As `set` and `alias` lists print values: quotes only where they are needed. */
export function quoteWhenNeeded(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : text === '' ? "''" : quoteForReuse(text);
}

/** As `printf %q`: backslashes before what is special. */
export function quoteWithBackslashes(text: string): string {
  if (text === '') return "''";
  if (/[\x00-\x1f\x7f]/.test(text)) return ansiQuote(text);
  return text.replace(/[^A-Za-z0-9_@%+=:./\-~#\u0080-\u{10ffff}]/gu, '\\$&').replace(/^[~#]|(?<=[=:])~/g, '\\$&');
}

/** As `declare -p` prints values. */
export function quoteInDouble(text: string): string {
  if (/[\x00-\x1f\x7f]/.test(text)) return ansiQuote(text);
  return `"${text.replace(/[\\"$`]/g, '\\$&')}"`;
}

const NAMED: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\x1b': '\\E',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** Whether only `$'…'` can show it: control characters. */
export function needsAnsiQuotes(text: string): boolean {
  return /[\x00-\x1f\x7f]/.test(text);
}

export function ansiQuote(text: string): string {
  const escaped = text.replace(/[\x00-\x1f\x7f\\']/g, (char) => {
    if (char === '\\' || char === "'") return `\\${char}`;
    return NAMED[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`;
  });
  return `$'${escaped}'`;
}
