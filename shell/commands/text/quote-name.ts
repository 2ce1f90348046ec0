const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** A name in a message as coreutils' quotef writes it: bare, or quoted for the shell where it has to be. */
export function quoteForShell(name: string): string {
  if (name === '') return "''";
  if (!/[\s!"#$&'()*;<=>?[\\^`{|}~\x00-\x1f\x7f]/.test(name) && !name.includes(':')) return name;
  if (!/[!"#$&'()*;<>?[\\^`{|\s\x00-\x1f\x7f:=]|^[~#]|^[{}]$/.test(name)) return name;
  return quoted(name);
}

/** As coreutils' quoteaf: always in quotes. */
export function quoteAlways(name: string): string {
  return quoted(name);
}

function quoted(name: string): string {
  if (/[\x00-\x1f\x7f]/.test(name)) {
    const parts = name.split(/([\x00-\x1f\x7f]+)/).map((part, index) => {
      if (index % 2 === 0) return part.replaceAll("'", "'\\''");
      const escaped = [...part].map(
        (character) => ESCAPES[character] ?? `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
      );
      return `'$'${escaped.join('')}''`;
    });
    return `'${parts.join('')}'`.replace(/''$/, '').replace(/^''(?=\$)/, '') || "''";
  }
  if (name.includes("'") && !/["$`\\!]/.test(name)) return `"${name}"`;
  return `'${name.replaceAll("'", "'\\''")}'`;
}
