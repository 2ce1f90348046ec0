/** Characters that a shell would not take as they are (quotearg(3), shell-escape style). */
const SPECIAL = /[\s"#$&'()*;<=>?[\\^`{|}~!]/;
const CONTROL = /[\x00-\x1f\x7f]/;

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
};

/** A name as GNU ls shows it on a terminal: quoted where a shell would need it. */
export function shellQuoted(name: string): string {
  if (name === '') return "''";
  if (CONTROL.test(name)) return escapedPieces(name);
  if (!needsQuotes(name)) return name;
  if (!name.includes("'")) return `'${name}'`;
  // Double quotes are nicer where nothing in them is special.
  if (!/["$`\\!]/.test(name)) return `"${name}"`;
  return `'${name.replaceAll("'", "'\\''")}'`;
}

function needsQuotes(name: string): boolean {
  if (/^[#~]/.test(name)) return true;
  if (name === '{' || name === '}') return true;
  return SPECIAL.test(name.replace(/[#~{}]/g, ''));
}

/** `'a'$'\n''b'` */
function escapedPieces(name: string): string {
  let text = '';
  for (const [piece] of name.matchAll(/[\x00-\x1f\x7f]+|[^\x00-\x1f\x7f]+/g)) {
    if (!CONTROL.test(piece)) text += `'${piece.replaceAll("'", "'\\''")}'`;
    else {
      const escaped = Array.from(
        piece,
        (letter) => ESCAPES[letter] ?? `\\${letter.charCodeAt(0).toString(8).padStart(3, '0')}`,
      );
      text += `${text === '' ? "''" : ''}$'${escaped.join('')}'`;
    }
  }
  return text;
}

/** C escapes for what does not print, and for blanks (`ls -b`). */
export function escaped(name: string, quotes: '' | '"' = ''): string {
  const text = Array.from(name.replaceAll('\\', '\\\\'), (letter) =>
    CONTROL.test(letter) ? (ESCAPES[letter] ?? `\\${letter.charCodeAt(0).toString(8).padStart(3, '0')}`) : letter,
  ).join('');
  return quotes === '' ? text.replaceAll(' ', '\\ ') : `"${text.replaceAll('"', '\\"')}"`;
}
