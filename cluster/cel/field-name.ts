/** The language's reserved words that the escape applies to (apiserver/pkg/cel/escaping.go). */
const KEYWORDS: ReadonlySet<string> = new Set([
  'true',
  'false',
  'null',
  'in',
  'as',
  'break',
  'const',
  'continue',
  'else',
  'for',
  'function',
  'if',
  'import',
  'let',
  'loop',
  'package',
  'namespace',
  'return',
  'var',
  'void',
  'while',
]);

const SPECIAL = /__|[.\-/]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  __: '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
};

/** The name by which expressions reach a property; null when there is none (`$ref`, `a b`). */
export function escapeFieldName(name: string): string | null {
  if (KEYWORDS.has(name)) return `__${name}__`;
  const escaped = name.replace(SPECIAL, (found) => ESCAPES[found] ?? found);
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(escaped) ? escaped : null;
}
