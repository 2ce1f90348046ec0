import { inverse } from '../editor/full-screen.ts';
import type { PagerOptions } from './pager-options.ts';

/** What less's prompts tell (less(1), PROMPTS). */
export interface PagerPlace {
  readonly name: string;
  /** Of several files: which, from 1, and how many. */
  readonly file: number;
  readonly files: number;
  readonly next: string;
  /** The file has just been opened. */
  readonly isNew: boolean;
  readonly isEnd: boolean;
  /** Lines seen, from 1; 0 where there are none. */
  readonly firstLine: number;
  readonly lastLine: number;
  readonly byte: number;
  /** How long the text is; null until its end was seen. */
  readonly lines: number | null;
  readonly bytes: number | null;
}

const nameOf = ({ name, file, files }: PagerPlace): string =>
  name === '' ? '' : `${name} ${files > 1 ? `(file ${file} of ${files}) ` : ''}`;

const endOf = ({ isEnd, next }: PagerPlace): string => (isEnd ? `(END) ${next === '' ? '' : `- Next: ${next}`}` : '');

const percentOf = ({ byte, bytes }: PagerPlace): string =>
  bytes === null || bytes === 0 ? '' : `${Math.min(100, Math.round((byte * 100) / bytes))}%`;

const linesOf = ({ firstLine, lastLine, lines }: PagerPlace): string =>
  firstLine === 0 ? '' : `lines ${firstLine}-${lastLine}${lines === null ? '' : `/${lines}`} `;

/** The prompt in the last row. */
export function pagerPrompt(place: PagerPlace, options: PagerOptions, filters: boolean): string {
  const sign = filters ? '& ' : '';
  if (options.isMore) return inverse(`--More--(${percentOf(place)})`);
  const name = place.isNew || options.prompt === 'long' ? nameOf(place) : '';
  const end = endOf(place);
  const rest =
    options.prompt === 'short'
      ? end
      : (options.prompt === 'long' ? linesOf(place) : '') + (end || percentOf(place) || `byte ${place.byte}`);
  const text = (name + rest).trimEnd();
  return sign + (text === '' ? ':' : inverse(text));
}

/** `=`. */
export function pagerPlace(place: PagerPlace): string {
  const total = place.bytes === null ? '' : `/${place.bytes}`;
  const where = `byte ${place.byte}${total} `;
  return (nameOf(place) + linesOf(place) + where + (place.isEnd ? '(END)' : percentOf(place))).trimEnd();
}
