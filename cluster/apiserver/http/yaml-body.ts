import { type Document, isScalar, LineCounter, parseDocument, visit, type YAMLMap } from 'yaml';
import { excerptOf, rememberText, UnreadableBody } from '../wire-body.ts';
import { withoutLoneSurrogates } from './lone-surrogates.ts';
import { isNestedTooDeeply } from './nesting.ts';

/** Aliases that expand to more than so many nodes are an attack. */
const MAX_ALIASES = 100;

/** A YAML body as JSON, or what is wrong with it in the words of Go's parser. Of a key that is there twice the last counts. */
export function readYaml(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  const excerpt = excerptOf(bytes);
  const lines = new LineCounter();
  const document = opensTooMany(text) ? null : parsed(text, lines);
  if (!document) return new UnreadableBody(TOO_DEEP, excerpt);
  const [error] = document.errors;
  if (error) return new UnreadableBody(problemText(error.code, error.message, error.linePos?.[0]?.line), excerpt);
  try {
    const read: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    if (isNestedTooDeeply(read)) return new UnreadableBody(TOO_DEEP, excerpt);
    const value = withoutLoneSurrogates(text, read);
    const repeatedKeys = repeatedKeysOf(document, lines);
    rememberText(value, { excerpt, ...(repeatedKeys.length > 0 && { repeatedKeys }) });
    return value;
  } catch (problem) {
    const alias = /Unresolved alias.*: (.*)$/.exec(String(problem))?.[1];
    const why = alias === undefined ? 'document contains excessive aliasing' : `unknown anchor '${alias}' referenced`;
    return new UnreadableBody(`yaml: ${why}`, excerpt);
  }
}

const TOO_DEEP = 'yaml: exceeded max depth of 10000';

/** Collections within collections, in flow style or as `- - -`: the parser is slow to find that they are too many. */
function opensTooMany(text: string): boolean {
  if (/(?:-[ \t]+){1000}/.test(text)) return true;
  let depth = 0;
  for (const character of text.match(/[[\]{}]/g) ?? []) {
    depth += character === '[' || character === '{' ? 1 : -1;
    if (depth > 1000) return true;
    if (depth < 0) depth = 0;
  }
  return false;
}

/** Null when the text is nested so deeply that the parser has no room left. */
function parsed(text: string, lines: LineCounter): Document.Parsed | null {
  try {
    return parseDocument(text, { uniqueKeys: false, lineCounter: lines, strict: true, logLevel: 'error' });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The commonest problems as go-yaml says them; it leaves out the first line's number. */
function problemText(code: string, message: string, line: number | undefined): string {
  const at = line === undefined || line <= 1 ? '' : `line ${line}: `;
  if (code === 'BLOCK_AS_IMPLICIT_KEY') return `yaml: ${at}mapping values are not allowed in this context`;
  if (code === 'TAB_AS_INDENT') return `yaml: ${at}found character that cannot start any token`;
  if (code === 'MULTILINE_IMPLICIT_KEY' || code === 'MISSING_CHAR') return `yaml: ${at}could not find expected ':'`;
  if (code === 'BAD_INDENT') return `yaml: ${at}did not find expected key`;
  return `yaml: ${at}${message.split('\n')[0]!.replace(/ at line \d+.*$/, '')}`;
}

const MAX_REPEATED = 100;

function repeatedKeysOf(document: Document, lines: LineCounter): string[] {
  const found: string[] = [];
  visit(document, {
    Map: (_key, map: YAMLMap) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        const name: unknown = isScalar(key) ? key.value : key;
        if (seen.has(name) && isScalar(key) && key.range && found.length < MAX_REPEATED) {
          const { line } = lines.linePos(key.range[0]);
          found.push(`line ${line}: key ${JSON.stringify(String(name))} already set in map`);
        }
        seen.add(name);
      }
    },
  });
  return found;
}
