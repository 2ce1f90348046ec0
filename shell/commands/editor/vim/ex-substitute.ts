import type { ExRange } from './ex-ranges.ts';
import { firstNonBlank } from './positions.ts';
import { isMultiline, matchesInRow, splitPattern } from './search.ts';
import { type Vim, VimError } from './vim.ts';
import { compilePattern, type VimPattern } from './vim-pattern.ts';

interface Substitution {
  readonly pattern: string;
  readonly replacement: string;
  readonly flags: string;
}

const REPORT = 2;

/** `:s/pattern/replacement/flags count`. */
export async function substitute(vim: Vim, range: ExRange, argument: string): Promise<void> {
  const asked = parseSubstitution(vim, argument);
  const [, flags = '', count] = /^([&cegiInp#lr]*)\s*(\d*)$/.exec(asked.flags.trim()) ?? [undefined, undefined];
  if (count === undefined) throw new VimError(`E488: Trailing characters: ${asked.flags}`);
  let { first, last } = range;
  if (count !== '') {
    first = last;
    last = Math.min(vim.lastRow, first + Number(count) - 1);
  }
  vim.lastSubstitute = { ...asked, flags };
  vim.search = { pattern: asked.pattern, offset: '', backwards: false };
  vim.highlightsSearch = true;
  const options = { ...vim.options };
  if (flags.includes('i')) options.ignorecase = true;
  if (flags.includes('i')) options.smartcase = false;
  if (flags.includes('I')) options.ignorecase = false;
  const job = new SubstituteJob(vim, asked, flags, compilePattern(asked.pattern, options));
  await job.run(first, last);
}

function parseSubstitution(vim: Vim, argument: string): Substitution {
  const sign = argument[0] ?? '';
  if (sign === '' || /[\w\s|"]/.test(sign) || sign === '&') {
    const last = vim.lastSubstitute;
    if (!last) throw new VimError('E35: No previous regular expression');
    const flags = argument.startsWith('&') ? last.flags + argument.slice(1) : argument;
    return { ...last, flags };
  }
  const { pattern, rest } = splitPattern(argument.slice(1), sign);
  const { text, flags } = splitReplacement(rest ?? '', sign);
  const used = pattern === '' ? vim.search?.pattern : pattern;
  if (used === undefined) throw new VimError('E35: No previous regular expression');
  const replacement = text.replace(
    /(^|[^\\])~/g,
    (_, before: string) => before + (vim.lastSubstitute?.replacement ?? ''),
  );
  return { pattern: used, replacement, flags };
}

function splitReplacement(text: string, sign: string): { text: string; flags: string } {
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === sign) return { text: text.slice(0, at), flags: text.slice(at + 1) };
  }
  return { text, flags: '' };
}

class SubstituteJob {
  readonly #vim: Vim;
  readonly #asked: Substitution;
  readonly #flags: string;
  readonly #pattern: VimPattern;
  #count = 0;
  #lines = 0;
  #lastRow = -1;
  #all = false;
  #quit = false;

  constructor(vim: Vim, asked: Substitution, flags: string, pattern: VimPattern) {
    this.#vim = vim;
    this.#asked = asked;
    this.#flags = flags;
    this.#pattern = pattern;
  }

  async run(first: number, last: number): Promise<void> {
    const vim = this.#vim;
    let end = last;
    for (let row = first; row <= end && !this.#quit; row++) {
      const before = vim.text.lines.length;
      const next = await this.#line(row);
      end += vim.text.lines.length - before;
      row = next;
    }
    if (this.#count === 0) {
      if (this.#quit || this.#flags.includes('e') || vim.inGlobal) return;
      throw new VimError(`E486: Pattern not found: ${this.#asked.pattern}`);
    }
    if (!/[nc]/.test(this.#flags)) {
      vim.moveTo(this.#lastRow, firstNonBlank(vim.text.line(this.#lastRow)));
    }
    this.#tell();
  }

  #tell(): void {
    const vim = this.#vim;
    const counts = this.#flags.includes('n');
    if (!counts && vim.inGlobal) {
      vim.globalCounts.substitutions += this.#count;
      vim.globalCounts.lines += this.#lines;
      return;
    }
    if (!counts && this.#count <= REPORT) return;
    const what = `${counts ? 'match' : 'substitution'}`;
    const many = counts ? 'matches' : 'substitutions';
    vim.say(
      `${this.#count} ${this.#count === 1 ? what : many} on ${this.#lines} ${this.#lines === 1 ? 'line' : 'lines'}`,
    );
  }

  /** Gives the row to go on behind. */
  async #line(row: number): Promise<number> {
    const vim = this.#vim;
    const matches = matchesInRow(vim.text.lines, row, this.#pattern, isMultiline(this.#asked.pattern));
    const wanted = this.#flags.includes('g') ? matches : matches.slice(0, 1);
    if (wanted.length === 0) return row;
    if (this.#flags.includes('n')) {
      this.#count += wanted.length;
      this.#lines++;
      return row;
    }
    const line = vim.text.line(row);
    let [result, copied, replaced] = ['', 0, 0];
    let lastTaken = row;
    const matcher = this.#pattern.expression.matcher(
      isMultiline(this.#asked.pattern) ? vim.text.lines.slice(row, row + 12).join('\n') : line,
    );
    for (const { start, end } of wanted) {
      if (!matcher.find()) break;
      const shownStart = result.length + start.column - copied;
      if (this.#flags.includes('c') && !this.#all && copied > 0) vim.text.setLine(row, result + line.slice(copied));
      if (!(await this.#isWanted(row, shownStart, shownStart + end.column - start.column, end.row === row))) {
        if (this.#quit) break;
        continue;
      }
      replaced++;
      result +=
        line.slice(copied, start.column) +
        expandReplacement(this.#asked.replacement, (group) =>
          group === 0 && this.#pattern.matchGroup > 0
            ? (matcher.group(this.#pattern.matchGroup) ?? '')
            : group <= matcher.groupCount()
              ? (matcher.group(group) ?? '')
              : '',
        );
      copied = end.column;
      lastTaken = end.row;
    }
    if (replaced === 0) return row;
    result += lastTaken === row ? line.slice(copied) : vim.text.line(lastTaken).slice(copied);
    vim.moveTo(row, 0);
    const lines = result.split('\n');
    vim.text.replace(row, lastTaken - row + 1, lines);
    this.#count += replaced;
    this.#lines++;
    this.#lastRow = row + lines.length - 1;
    return this.#lastRow;
  }

  /** The c flag asks. */
  async #isWanted(row: number, start: number, end: number, sameRow: boolean): Promise<boolean> {
    if (!this.#flags.includes('c') || this.#all) return true;
    const vim = this.#vim;
    vim.moveTo(row, start);
    vim.screen.preview = { start: { row, column: start }, end: { row, column: sameRow ? end : vim.line.length } };
    for (;;) {
      vim.say(`replace with ${this.#asked.replacement} (y/n/a/q/l/^E/^Y)?`);
      vim.screen.asks = true;
      const key = await vim.queue.next();
      vim.screen.asks = false;
      if (!'ynaql\x1b\x03'.includes(key)) continue;
      vim.screen.preview = null;
      vim.say('');
      if (key === 'a') this.#all = true;
      if (/[ql\x1b\x03]/.test(key)) this.#quit = true;
      return /[yal]/.test(key);
    }
  }
}

/** `&`, `\0` to `\9`, `\n`, `\r`, `\t` and \u \U \l \L \e of a replacement; a line break is `\n` in what it gives. */
export function expandReplacement(template: string, group: (number: number) => string): string {
  let [result, once, always] = ['', '', ''];
  const add = (text: string) => {
    for (const character of text) {
      const turn = once || always;
      result += /u/i.test(turn) ? character.toUpperCase() : turn === '' ? character : character.toLowerCase();
      once = '';
    }
  };
  for (let at = 0; at < template.length; at++) {
    const character = template[at]!;
    if (character === '&') add(group(0));
    else if (character === '\r') add('\n');
    else if (character !== '\\') add(character);
    else {
      const next = template[++at] ?? '\\';
      if (/\d/.test(next)) add(group(Number(next)));
      else if (next === 'r') add('\n');
      else if (next === 'n') add('\0');
      else if (next === 't') add('\t');
      else if (next === 'u' || next === 'l') once = next;
      else if (next === 'U' || next === 'L') always = next;
      else if (next === 'e' || next === 'E') always = '';
      else add(next);
    }
  }
  return result;
}
