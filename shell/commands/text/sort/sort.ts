import { FileError } from '../../../../cluster/machinery/file-system.ts';
import { eachLine } from '../lines/each-line.ts';
import { quoteForShell } from '../quote-name.ts';
import { defineTool, type Tool, ToolError } from '../tool.ts';
import { mergeSort } from './merge-sort.ts';
import { type Comparable, type Ordering, orderingOf } from './sort-compare.ts';
import { keyText, parseKey, type SortKey } from './sort-keys.ts';

const ORDERINGS = 'bdfghiMnRrV';
const WORDS: Readonly<Record<string, string>> = {
  'general-numeric': 'g',
  'human-numeric': 'h',
  month: 'M',
  numeric: 'n',
  random: 'R',
  version: 'V',
};

/** sort(1) in the C locale. */
export const sort = defineTool(
  {
    name: 'sort',
    help: `Usage: sort [OPTION]... [FILE]...\n\n  -b, -d, -f, -i   ignore leading blanks; all but letters, digits, blanks; case; what is not printable\n  -g, -h, -M, -n, -R, -V   by numbers of any form, sizes (2K 1G), months, numbers, at random, versions\n  -r, --reverse\n  -c, --check  -C  whether it is sorted       -m, --merge  sorted files\n  -k, --key=F[.C][OPTS][,F[.C][OPTS]]         -t, --field-separator=SEP\n  -o, --output=FILE   -s, --stable   -u, --unique   -z, --zero-terminated`,
    short: 'bdfghiMnRrVcCk:mo:sS:t:T:uy:z',
    trouble: 2,
    long: {
      'ignore-leading-blanks': 'b',
      check: 'c?',
      'compress-program': 'x=',
      debug: 'debug',
      'dictionary-order': 'd',
      'ignore-case': 'f',
      'files0-from': 'files0-from=',
      'general-numeric-sort': 'g',
      'ignore-nonprinting': 'i',
      key: 'k=',
      merge: 'm',
      'month-sort': 'M',
      'numeric-sort': 'n',
      'human-numeric-sort': 'h',
      'version-sort': 'V',
      'random-sort': 'R',
      'random-source': 'x=',
      sort: 'sort=',
      output: 'o=',
      reverse: 'r',
      stable: 's',
      'batch-size': 'x=',
      'buffer-size': 'S=',
      'field-separator': 't=',
      'temporary-directory': 'T=',
      unique: 'u',
      'zero-terminated': 'z',
      parallel: 'x=',
    },
  },
  async (tool) => {
    const sorter = new Sorter(tool);
    const checks = tool.options.findLast(({ key }) => key === 'c' || key === 'C');
    if (checks) {
      if (tool.operands.length > 1)
        throw new ToolError(`extra operand '${tool.operands[1]}' not allowed with -${checks.key}`);
      return sorter.check(checks.key === 'C' || ['quiet', 'silent'].includes(checks.value ?? ''));
    }
    const lines = await sorter.sorted();
    const target = tool.value('o');
    if (target !== undefined) await tool.redirectOutput(target);
    const end = tool.has('z') ? '\0' : '\n';
    for (const [index, line] of lines.entries()) {
      tool.out.add(line + end);
      if (index % 1000 === 0) await tool.breathe();
    }
    return tool.status;
  },
);

interface Entry {
  readonly line: string;
  readonly keys: readonly Comparable[];
}

class Sorter {
  readonly #tool: Tool;
  readonly #keys: { key: SortKey | null; flags: string; ordering: Ordering }[];
  readonly #separator: string | null;
  readonly #global: string;

  constructor(tool: Tool) {
    this.#tool = tool;
    this.#global = tool.options
      .map(({ key, value = '' }) => (key === 'sort' ? (WORDS[value] ?? '') : ORDERINGS.includes(key) ? key : ''))
      .join('');
    this.#separator = separatorOf(tool);
    const salt = String(tool.process.machine.random.integer(2 ** 31));
    const keys: (SortKey | null)[] = tool.values('k').map(parseKey);
    this.#keys = (keys.length > 0 ? keys : [null]).map((key) => {
      const own = key?.flags || this.#global;
      checkFlags(own);
      return { key, flags: own, ordering: orderingOf(own, salt) };
    });
  }

  async sorted(): Promise<string[]> {
    const entries: Entry[] = [];
    for (const path of this.#tool.operands.length > 0 ? this.#tool.operands : ['-']) {
      await this.#read(path, (line) => entries.push(this.#entry(line)));
    }
    const isUnique = this.#tool.has('u');
    const lastResort = !isUnique && !this.#tool.has('s');
    const sorted = await mergeSort(
      entries,
      (left, right) => this.#compare(left, right, lastResort),
      () => this.#tool.breathe(),
    );
    const kept = isUnique
      ? sorted.filter((entry, index) => index === 0 || this.#compare(sorted[index - 1]!, entry, false) !== 0)
      : sorted;
    return kept.map(({ line }) => line);
  }

  async check(isQuiet: boolean): Promise<number> {
    const [path = '-'] = this.#tool.operands;
    const isUnique = this.#tool.has('u');
    let before: Entry | null = null;
    let number = 0;
    let disorder: { number: number; line: string } | null = null;
    await this.#read(path, (line) => {
      const entry = this.#entry(line);
      number++;
      if (before && !disorder) {
        const order = this.#compare(before, entry, !isUnique && !this.#tool.has('s'));
        if (isUnique ? order >= 0 : order > 0) disorder = { number, line };
      }
      before = entry;
    });
    const found = disorder as { number: number; line: string } | null;
    if (found && !isQuiet) {
      await this.#tool.process.stderr.write(
        Buffer.from(`sort: ${path}:${found.number}: disorder: ${found.line}\n`, 'latin1'),
      );
    }
    return found ? 1 : 0;
  }

  #entry(line: string): Entry {
    return {
      line,
      keys: this.#keys.map(({ key, flags, ordering }) => {
        const blanks = this.#global.includes('b') && !key?.flags;
        const text = key
          ? keyText(line, key, this.#separator, blanks)
          : flags.includes('b')
            ? line.replace(/^[ \t]+/, '')
            : line;
        return ordering.prepare(text);
      }),
    };
  }

  #compare(left: Entry, right: Entry, lastResort: boolean): number {
    for (let index = 0; index < this.#keys.length; index++) {
      const { flags, ordering } = this.#keys[index]!;
      const order = ordering.compare(left.keys[index]!, right.keys[index]!);
      if (order !== 0) return flags.includes('r') ? -order : order;
    }
    if (!lastResort || left.line === right.line) return 0;
    const order = left.line < right.line ? -1 : 1;
    return this.#global.includes('r') ? -order : order;
  }

  async #read(path: string, line: (text: string) => void): Promise<void> {
    try {
      const reader = this.#tool.openOrThrow(path);
      await eachLine(this.#tool, reader, line, { delimiter: this.#tool.has('z') ? '\0' : '\n' });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const what = error.code === 'EISDIR' ? 'read failed' : 'cannot read';
      throw new ToolError(`${what}: ${quoteForShell(path)}: ${error.message}`);
    }
  }
}

function separatorOf(tool: Tool): string | null {
  const given = tool.values('t');
  const [text] = given;
  if (text === undefined) return null;
  if (text === '') throw new ToolError('empty tab');
  const separator = text === '\\0' ? '\0' : Buffer.from(text).toString('latin1');
  if (separator.length > 1) throw new ToolError(`multi-character tab ‘${text}’`);
  if (given.some((other) => other !== text)) throw new ToolError('incompatible tabs');
  return separator;
}

function checkFlags(flags: string): void {
  const numbers = [...new Set([...flags].filter((flag) => 'ghMnRV'.includes(flag)))];
  const isText = /[di]/.test(flags) && /[ghMn]/.test(flags);
  if (numbers.length > 1 || isText) {
    const shown = [...'dfghiMnRV'].filter((flag) => flags.includes(flag) && flag !== 'f').join('');
    throw new ToolError(`options '-${shown}' are incompatible`);
  }
}
