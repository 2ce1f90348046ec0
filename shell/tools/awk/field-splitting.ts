import type { Expressions } from './regular-expression.ts';

/** Cuts a record into fields; `separators` collects what stood between them. */
export type Splitter = (text: string, separators?: string[]) => string[];

const BLANKS = /[^ \t\n]+/g;
const ALONE = /^[^ \\]$/u;

/** By white space: the default FS. */
export function splitBlanks(text: string, separators?: string[]): string[] {
  if (!separators) return text.match(BLANKS) ?? [];
  const parts: string[] = [];
  let end = 0;
  for (const found of text.matchAll(BLANKS)) {
    separators.push(text.slice(end, found.index));
    parts.push(found[0]);
    end = found.index + found[0].length;
  }
  separators.push(text.slice(end));
  return parts;
}

/** The splitter of a separator as FS and split() understand it; in paragraphs a newline separates too. */
export function splitterOf(separator: string, expressions: Expressions, inParagraphs = false): Splitter {
  if (separator === ' ') return splitBlanks;
  if (separator === '') return splitCharacters;
  const isPlain = ALONE.test(separator) && !(expressions.ignoreCase && /[a-zA-Z]/.test(separator));
  if (isPlain && !inParagraphs) return splitPlain(separator);
  const quoted = isPlain ? separator.replace(/[\\^$.*+?()[\]{}|]/, '\\$&') : separator;
  return splitByExpression(inParagraphs ? `(${quoted})|\n` : quoted, expressions);
}

function splitPlain(separator: string): Splitter {
  return (text, separators) => {
    if (text === '') return [];
    const parts = text.split(separator);
    if (separators) for (let at = 1; at < parts.length; at++) separators.push(separator);
    return parts;
  };
}

export function splitByExpression(source: string, expressions: Expressions): Splitter {
  return (text, separators) => {
    if (text === '') return [];
    const parts: string[] = [];
    const matcher = expressions.compile(source).matcher(text);
    let from = 0;
    while (matcher.find()) {
      // A separator is never empty.
      if (matcher.end() === matcher.start()) continue;
      parts.push(text.slice(from, matcher.start()));
      separators?.push(text.slice(matcher.start(), matcher.end()));
      from = matcher.end();
    }
    parts.push(text.slice(from));
    return parts;
  };
}

function splitCharacters(text: string, separators?: string[]): string[] {
  const parts = [...text];
  if (separators) for (let at = 1; at < parts.length; at++) separators.push('');
  return parts;
}

/** FPAT and patsplit(): what matches is a field. */
export function matchingFields(source: string, expressions: Expressions): Splitter {
  return (text, separators) => {
    const parts: string[] = [];
    const matcher = expressions.compile(source).matcher(text);
    let from = 0;
    while (matcher.find()) {
      const [start, end] = [matcher.start(), matcher.end()];
      // An empty match right behind a field is none of its own.
      if (start === end && start === from && parts.length > 0) continue;
      separators?.push(text.slice(from, start));
      parts.push(text.slice(start, end));
      from = end;
    }
    separators?.push(text.slice(from));
    return parts;
  };
}

/** FIELDWIDTHS: columns of fixed width, `skip:width`, and `*` for the rest. */
export function fixedWidths(widths: string): Splitter {
  const columns = widths
    .trim()
    .split(/\s+/)
    .map((column) => /^(?:(\d+):)?(\d+|\*)$/.exec(column));
  return (text) => {
    const parts: string[] = [];
    let at = 0;
    for (const column of columns) {
      if (!column) continue;
      at += Number(column[1] ?? 0);
      if (at >= text.length) break;
      const end = column[2] === '*' ? text.length : at + Number(column[2]);
      parts.push(text.slice(at, end));
      at = end;
    }
    return parts;
  };
}
