import type { Redirection, Word } from './ast.ts';
import { Source } from './source.ts';
import { finish, parseDouble, parseWord } from './words.ts';

const START = /(?:[0-9]+|\{[A-Za-z_][A-Za-z0-9_]*\})?(?:&>>|&>|<<<|<<-|<<|<&|<>|>&|>>|>\||<(?!\()|>(?!\())/y;

/** A redirection from here, or null. A here-document's text is filled in when its lines are read. */
export function parseRedirection(source: Source): Redirection | null {
  const start = source.match(START);
  if (start === null) return null;
  source.position += start.length;
  const [, prefix = '', operator = ''] = /^([0-9]+|\{\w+\})?(.*)$/.exec(start) ?? [];
  const number = prefix !== '' && !prefix.startsWith('{') ? { descriptor: Number(prefix) } : {};
  const variable = prefix.startsWith('{') ? { variable: prefix.slice(1, -1) } : {};
  source.skipBlanks();
  if (operator === '<<' || operator === '<<-') return hereDocument(source, operator, number);
  const target = parseWord(source);
  if (target.parts.length === 0) throw source.unexpectedHere();
  return { operator: operator as Redirection['operator'], ...number, ...variable, target };
}

function hereDocument(source: Source, operator: '<<' | '<<-', number: { descriptor?: number }): Redirection {
  const word = parseWord(source);
  if (word.parts.length === 0) throw source.unexpectedHere();
  const quoted = word.parts.some((part) => part.type === 'quoted' || part.type === 'double');
  const target: { parts: Word['parts']; plain?: string; text: string } = { parts: [], text: word.text ?? '' };
  const document = { delimiter: delimiterOf(word), stripTabs: operator === '<<-', body: '' };
  source.hereDocuments.push({
    delimiter: document.delimiter,
    stripTabs: document.stripTabs,
    line: source.line(),
    fill: (body) => {
      document.body = body;
      target.parts = quoted
        ? [{ type: 'quoted', text: body }]
        : [{ type: 'double', parts: expansionsOf(body, source) }];
      if (quoted) target.plain = body;
    },
  });
  return { operator: '<<', ...number, target, document };
}

function delimiterOf(word: Word): string {
  const textOf = (parts: Word['parts']): string =>
    parts
      .map((part) => {
        if (part.type === 'literal' || part.type === 'quoted') return part.text;
        return part.type === 'double' ? textOf(part.parts) : part.type === 'parameter' ? `$${part.name}` : '';
      })
      .join('');
  return textOf(word.parts);
}

function expansionsOf(body: string, source: Source): Word['parts'] {
  const inner = new Source(body, { ...source.options, firstLine: source.line() });
  return finish(parseDouble(inner, null), body).parts;
}
