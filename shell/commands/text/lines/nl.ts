import { parsePosix } from '../../../expressions/posix-parser.ts';
import { TextExpression } from '../../../expressions/text-expression.ts';
import { defineTool, type Tool, ToolError, UsageError } from '../tool.ts';
import { eachLine } from './each-line.ts';

type Section = 'header' | 'body' | 'footer';
const SECTIONS: readonly (readonly [number, Section])[] = [
  [3, 'header'],
  [2, 'body'],
  [1, 'footer'],
];

/** nl(1) */
export const nl = defineTool(
  {
    name: 'nl',
    help: `Usage: nl [OPTION]... [FILE]...\n\n  -b, -f, -h STYLE   lines of body, footer, header: a (all), t (not empty), n (none), pREGEX\n  -d, --section-delimiter=CC    -i, --line-increment=N   -l, --join-blank-lines=N\n  -n, --number-format=ln|rn|rz  -p, --no-renumber        -s, --number-separator=STRING\n  -v, --starting-line-number=N  -w, --number-width=N`,
    short: 'b:d:f:h:i:l:n:ps:v:w:',
    long: {
      'body-numbering': 'b=',
      'section-delimiter': 'd=',
      'footer-numbering': 'f=',
      'header-numbering': 'h=',
      'line-increment': 'i=',
      'join-blank-lines': 'l=',
      'number-format': 'n=',
      'no-renumber': 'p',
      'number-separator': 's=',
      'starting-line-number': 'v=',
      'number-width': 'w=',
    },
  },
  async (tool) => {
    const numberer = new Numberer(tool);
    for await (const { reader } of tool.inputs())
      await eachLine(tool, reader, (text) => tool.out.add(numberer.line(text)));
    return tool.status;
  },
);

class Numberer {
  readonly #styles: Readonly<Record<Section, (text: string) => boolean>>;
  readonly #settings: {
    increment: number;
    joined: number;
    start: number;
    width: number;
    separator: string;
    format: string;
    renumbers: boolean;
  };
  readonly #delimiter: string;
  #section: Section = 'body';
  #number: number;
  #blank = 0;

  constructor(tool: Tool) {
    const number = (key: string, usual: number, what: string, least = Number.NEGATIVE_INFINITY) => {
      const text = tool.value(key);
      if (text === undefined) return usual;
      if (!/^-?\d+$/.test(text) || Number(text) < least)
        throw new ToolError(
          `invalid ${what}: ‘${text}’${/^-?\d+$/.test(text) ? ': Numerical result out of range' : ''}`,
        );
      return Number(text);
    };
    const format = tool.value('n') ?? 'rn';
    if (!['ln', 'rn', 'rz'].includes(format)) throw new UsageError(`invalid line numbering format: ‘${format}’`);
    this.#styles = {
      header: style(tool.value('h') ?? 'n', 'header'),
      body: style(tool.value('b') ?? 't', 'body'),
      footer: style(tool.value('f') ?? 'n', 'footer'),
    };
    this.#settings = {
      increment: number('i', 1, 'line number increment'),
      joined: number('l', 1, 'line number of blank lines', 1),
      start: number('v', 1, 'starting line number'),
      width: number('w', 6, 'line number field width', 1),
      separator: Buffer.from(tool.value('s') ?? '\t').toString('latin1'),
      format,
      renumbers: !tool.has('p'),
    };
    const delimiter = tool.value('d') ?? '\\:';
    this.#delimiter = delimiter.length === 1 ? `${delimiter}:` : delimiter;
    this.#number = this.#settings.start;
  }

  line(text: string): string {
    const found = SECTIONS.find(([times]) => this.#delimiter !== '' && text === this.#delimiter.repeat(times));
    if (found) {
      this.#section = found[1];
      if (this.#settings.renumbers) this.#number = this.#settings.start;
      return '\n';
    }
    const { width, separator, format, increment } = this.#settings;
    if (!this.#counts(text)) return `${' '.repeat(width + separator.length)}${text}\n`;
    const digits = String(this.#number);
    this.#number += increment;
    const shown =
      format === 'ln' ? digits.padEnd(width) : format === 'rz' ? digits.padStart(width, '0') : digits.padStart(width);
    return `${shown}${separator}${text}\n`;
  }

  #counts(text: string): boolean {
    const counted = this.#styles[this.#section](text);
    if (!counted || text !== '' || this.#settings.joined === 1) {
      this.#blank = text === '' ? this.#blank : 0;
      return counted;
    }
    this.#blank++;
    if (this.#blank < this.#settings.joined) return false;
    this.#blank = 0;
    return true;
  }
}

function style(text: string, section: Section): (line: string) => boolean {
  if (text === 'a') return () => true;
  if (text === 't') return (line) => line !== '';
  if (text === 'n') return () => false;
  if (!text.startsWith('p')) throw new UsageError(`invalid ${section} numbering style: ‘${text}’`);
  parsePosix(text.slice(1), { extended: false });
  const expression = new TextExpression([text.slice(1)], { dialect: 'basic' });
  return (line) => expression.test(line);
}
