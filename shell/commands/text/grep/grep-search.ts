import type { ByteReader } from '../../../../cluster/machinery/byte-stream.ts';
import type { TextExpression } from '../../../expressions/text-expression.ts';
import { encode, hasInvalidBytes } from '../byte-text.ts';
import { LineBatches } from '../line-batches.ts';
import type { Tool } from '../tool.ts';
import type { GrepOptions } from './grep-options.ts';
import type { GrepPrinter } from './grep-printer.ts';

interface Waiting {
  readonly text: string;
  readonly number: number;
  readonly offset: number;
}

/** One file's search. */
export class GrepSearch {
  readonly #tool: Tool;
  readonly #options: GrepOptions;
  readonly #expression: TextExpression;
  readonly #printer: GrepPrinter;
  readonly #name: string | null;
  readonly #printsLines: boolean;
  #number = 0;
  #offset = 0;
  /** Lines of context still to print. */
  #trailing = 0;
  #lastPrinted = 0;
  #before: Waiting[] = [];
  #isBinary = false;
  /** Only whether something matches is of interest any more. */
  #isSilent = false;
  count = 0;
  /** `binary file matches` is to be said. */
  matchedBinary = false;
  #done = false;

  constructor(tool: Tool, options: GrepOptions, expression: TextExpression, printer: GrepPrinter, name: string | null) {
    this.#tool = tool;
    this.#options = options;
    this.#expression = expression;
    this.#printer = printer;
    this.#name = name;
    this.#printsLines = !options.isQuiet && !options.lists && !options.counts;
  }

  /** Whether separators are due: whether an earlier file printed something. */
  async run(reader: ByteReader, printedBefore: boolean): Promise<boolean> {
    const batches = new LineBatches(reader, 'utf8', this.#options.delimiter);
    this.#lastPrinted = printedBefore ? -1 : 0;
    this.#done = this.#options.limit === 0;
    while (!this.#done) {
      const lines = batches.ready() ?? (await this.#wait(batches));
      if (!lines) break;
      this.#checkBinary(lines);
      if (this.#isBinary && this.#options.binary === 'without-match') return false;
      this.#batch(lines);
      await this.#tool.breathe();
    }
    return this.#lastPrinted !== 0;
  }

  async #wait(batches: LineBatches): Promise<string[] | null> {
    await this.#tool.out.flush();
    return batches.next();
  }

  #checkBinary(lines: readonly string[]): void {
    const { binary, delimiter } = this.#options;
    if (this.#isBinary || binary === 'text' || delimiter === '\0') return;
    this.#isBinary = lines.some((line) => line.includes('\0'));
    this.#isSilent = this.#isBinary && !this.#options.counts;
  }

  #batch(lines: readonly string[]): void {
    for (const line of lines) {
      this.#number++;
      // Once bytes are known to be binary, NUL ends lines as well.
      if (this.#isBinary && line.includes('\0')) for (const part of line.split('\0')) this.#line(part);
      else this.#line(line);
      if (this.#done) return;
      if (this.#options.offsets) this.#offset += encode(line, 'utf8').length + 1;
    }
  }

  #line(text: string): void {
    const { invert, lists, isQuiet, limit, after, before } = this.#options;
    if (this.#done) return;
    const here = { text, number: this.#number, offset: this.#offset };
    if (this.count >= limit) {
      if (this.#trailing > 0 && !this.#expression.test(text) !== invert) {
        this.#trailing--;
        this.#print(here, false);
      } else this.#done = true;
      return;
    }
    if (this.#expression.test(text) === invert) {
      if (this.#trailing > 0) {
        this.#trailing--;
        this.#print(here, false);
      } else if (before > 0 && this.#printsLines) {
        this.#before.push(here);
        if (this.#before.length > before) this.#before.shift();
      }
      return;
    }
    this.count++;
    if (isQuiet || lists) this.#done = true;
    else if (this.#isSilent) {
      this.matchedBinary = true;
      this.#done = true;
    } else if (this.#printsLines) {
      for (const earlier of this.#before.splice(0)) this.#print(earlier, false);
      this.#print(here, true);
      this.#trailing = after;
    }
    if (this.count >= limit && (this.#trailing === 0 || !this.#printsLines)) this.#done = true;
  }

  #print(line: Waiting, isSelected: boolean): void {
    if (!this.#printsLines || this.#done) return;
    const { binary, delimiter, separator, onlyMatching, invert } = this.#options;
    if (binary !== 'text' && delimiter === '\n' && hasInvalidBytes(line.text) && !(onlyMatching && !isSelected)) {
      this.matchedBinary = binary === 'binary';
      this.#done = true;
      return;
    }
    const follows = this.#lastPrinted !== 0 && line.number !== this.#lastPrinted + 1;
    if (separator !== null && follows && !(onlyMatching && invert)) this.#printer.separator(separator);
    this.#lastPrinted = line.number;
    this.#printer.line(this.#name, line.number, line.offset, line.text, isSelected);
  }
}
