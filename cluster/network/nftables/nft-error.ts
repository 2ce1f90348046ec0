import { NetfilterError } from '../netfilter/rule-spec.ts';

/** A piece of the text that nft was given: offsets, the end excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What nft says about a text, and the piece of it that it underlines. */
export class NftError extends NetfilterError {
  readonly span: Span | undefined;
  /** Underlined with `~`. */
  readonly related: Span | undefined;

  constructor(message: string, span?: Span, related?: Span) {
    super(message);
    this.span = span;
    this.related = related;
  }
}

const PLACE = 'Could not process rule: ';

/** What the kernel says about a change: the words of an errno. */
export function kernelError(words: KernelWords, span: Span | undefined): NftError {
  return new NftError(`${PLACE}${words}`, span);
}

type KernelWords =
  | 'No such file or directory'
  | 'File exists'
  | 'Device or resource busy'
  | 'Operation not supported'
  | 'Invalid argument'
  | 'Too many links'
  | 'Too many open files in system'
  | 'Cannot allocate memory'
  | 'Numerical result out of range';

/** As nft's erec_print writes it. `source`: null for a command line, else the file's name. */
export function describeNftError({ message, span, related }: NftError, text: string, source: string | null): string {
  if (!span) return `Error: ${message}\n`;
  const lineStart = text.lastIndexOf('\n', Math.min(span.start, text.length) - 1) + 1;
  const newline = text.indexOf('\n', lineStart);
  const line = text.slice(lineStart, newline < 0 ? text.length : newline);
  const from = span.start - lineStart;
  const to = Math.max(Math.min(span.end - lineStart, line.length + 1), from + 1);
  const marks: string[] = Array.from(line.slice(0, Math.max(to, 0)).padEnd(to), (character) =>
    character === '\t' ? '\t' : ' ',
  );
  if (related) marks.fill('~', related.start - lineStart, related.end - lineStart);
  while (marks.length < to) marks.push(' ');
  marks.fill('^', from, to);
  const number = text.slice(0, lineStart).split('\n').length;
  const place = source === null ? '' : `${source}:${number}:${from + 1}-${to}: `;
  return `${place}Error: ${message}\n${line}\n${marks.join('')}\n`;
}
