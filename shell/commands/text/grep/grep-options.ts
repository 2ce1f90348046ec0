import type { Dialect } from '../../../expressions/text-expression.ts';
import { decode, encode } from '../byte-text.ts';
import type { OptionTable } from '../getopt.ts';
import { quoteForShell } from '../quote-name.ts';
import { type Tool, ToolError, UsageError } from '../tool.ts';

const LONG: Readonly<Record<string, string>> = {
  'extended-regexp': 'E',
  'fixed-strings': 'F',
  'basic-regexp': 'G',
  'perl-regexp': 'P',
  regexp: 'e=',
  file: 'f=',
  'ignore-case': 'i',
  'no-ignore-case': 'no-ignore-case',
  'word-regexp': 'w',
  'line-regexp': 'x',
  'null-data': 'z',
  'no-messages': 's',
  'invert-match': 'v',
  version: '--version',
  'max-count': 'm=',
  'byte-offset': 'b',
  'line-number': 'n',
  'with-filename': 'H',
  'no-filename': 'h',
  label: 'label=',
  'only-matching': 'o',
  quiet: 'q',
  silent: 'q',
  'binary-files': 'binary-files=',
  text: 'a',
  directories: 'd=',
  devices: 'D=',
  recursive: 'r',
  'dereference-recursive': 'R',
  include: 'include=',
  exclude: 'exclude=',
  'exclude-from': 'exclude-from=',
  'exclude-dir': 'exclude-dir=',
  'files-without-match': 'L',
  'files-with-matches': 'l',
  count: 'c',
  'initial-tab': 'T',
  null: 'Z',
  'after-context': 'A=',
  'before-context': 'B=',
  context: 'C=',
  color: 'color?',
  colour: 'color?',
  'line-buffered': 'line-buffered',
  binary: 'U',
  'unix-byte-offsets': 'u',
  'group-separator': 'group-separator=',
  'no-group-separator': 'no-group-separator',
};

export const GREP_TABLE: OptionTable = {
  short: 'EFGPe:f:iywxzsvVm:bnHhoqaIUd:D:rRLlcA:B:C:TZu',
  digits: 'NUM',
  // In the order in which ambiguous names are told.
  long: Object.fromEntries(Object.entries(LONG).sort(([a], [b]) => (a < b ? -1 : 1))),
};

export interface GrepOptions {
  readonly dialect: Dialect;
  readonly patterns: readonly string[];
  readonly ignoreCase: boolean;
  readonly bounds: 'word' | 'line' | undefined;
  readonly invert: boolean;
  readonly limit: number;
  readonly before: number;
  readonly after: number;
  /** What stands between groups of lines; null for nothing. */
  readonly separator: string | null;
  readonly binary: 'binary' | 'text' | 'without-match';
  readonly delimiter: '\n' | '\0';
  readonly isQuiet: boolean;
  readonly lists: 'l' | 'L' | null;
  readonly counts: boolean;
  readonly onlyMatching: boolean;
  readonly numbers: boolean;
  readonly offsets: boolean;
  readonly initialTab: boolean;
  readonly nullAfterName: boolean;
  readonly color: boolean;
  readonly label: string;
  readonly isRecursive: 'r' | 'R' | null;
  readonly directories: 'read' | 'skip' | 'recurse';
}

/** Reads the options; the pattern is taken from the operands when no -e or -f gave one. */
export async function readGrepOptions(tool: Tool, dialect: Dialect): Promise<GrepOptions> {
  const patterns = await patternsOf(tool);
  const context = contextOf(tool, 'C', 'NUM');
  const [before, after] = [contextOf(tool, 'B') ?? context, contextOf(tool, 'A') ?? context];
  const directories = tool.value('d') ?? 'read';
  if (!['read', 'skip', 'recurse'].includes(directories))
    throw invalidChoice('--directories', directories, ['read', 'recurse', 'skip']);
  const recursive = tool.options.findLast(({ key }) => key === 'r' || key === 'R')?.key;
  return {
    dialect: dialectOf(tool, dialect),
    patterns,
    ignoreCase: tool.options.findLast(({ key }) => ['i', 'y', 'no-ignore-case'].includes(key))?.key.length === 1,
    bounds: tool.has('x') ? 'line' : tool.has('w') ? 'word' : undefined,
    invert: tool.has('v'),
    limit: numberOf(tool.value('m'), 'max count') ?? Number.POSITIVE_INFINITY,
    before: before ?? 0,
    after: after ?? 0,
    separator: before === undefined && after === undefined ? null : separatorOf(tool),
    binary: binaryOf(tool),
    delimiter: tool.has('z') ? '\0' : '\n',
    isQuiet: tool.has('q'),
    lists:
      tool.options.findLast(({ key }) => key === 'l' || key === 'L')?.key === 'L' ? 'L' : tool.has('l') ? 'l' : null,
    counts: tool.has('c'),
    onlyMatching: tool.has('o'),
    numbers: tool.has('n'),
    offsets: tool.has('b'),
    initialTab: tool.has('T'),
    nullAfterName: tool.has('Z'),
    color: colorOf(tool),
    label: tool.value('label') ?? '(standard input)',
    isRecursive: recursive === 'R' ? 'R' : recursive === 'r' || directories === 'recurse' ? 'r' : null,
    directories: directories === 'skip' ? 'skip' : directories === 'recurse' ? 'recurse' : 'read',
  };
}

function separatorOf(tool: Tool): string | null {
  const option = tool.options.findLast(({ key }) => key.endsWith('group-separator'));
  return option?.key === 'no-group-separator' ? null : (option?.value ?? '--');
}

function dialectOf(tool: Tool, initial: Dialect): Dialect {
  const letters = new Set(tool.options.map(({ key }) => key).filter((key) => 'EFGP'.includes(key)));
  if (letters.size > 1) throw new ToolError('conflicting matchers specified');
  const letter = tool.options.findLast(({ key }) => ['E', 'F', 'G', 'P'].includes(key))?.key;
  return letter === 'E'
    ? 'extended'
    : letter === 'F'
      ? 'fixed'
      : letter === 'P'
        ? 'perl'
        : letter === 'G'
          ? 'basic'
          : initial;
}

async function patternsOf(tool: Tool): Promise<string[]> {
  const given: string[] = [];
  let any = false;
  for (const { key, value = '' } of tool.options) {
    if (key === 'e') given.push(...decode(encode(value, 'utf8'), 'utf8').split('\n'));
    else if (key === 'f') {
      const text = decode(await tool.readWhole(value), 'utf8');
      if (text !== '') given.push(...text.replace(/\n$/, '').split('\n'));
    } else continue;
    any = true;
  }
  if (any) return [...new Set(given)];
  const pattern = tool.operands.shift();
  if (pattern === undefined) throw new UsageError('');
  return pattern.split('\n');
}

function numberOf(text: string | undefined, what: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\s*[+-]?\d+[kKMGTPEZYbBcw]?$/.test(text)) throw new ToolError(`invalid ${what}`);
  const value = Number.parseInt(text, 10);
  return value < 0 ? Number.POSITIVE_INFINITY : value;
}

function contextOf(tool: Tool, ...keys: string[]): number | undefined {
  const digits = tool.options
    .filter(({ key }) => key === 'NUM')
    .map(({ value }) => value)
    .join('');
  const last = tool.options.findLast(({ key }) => keys.includes(key));
  const value = last?.key === 'NUM' ? digits : last?.value;
  if (value === undefined) return undefined;
  if (!/^\s*\+?\d+$/.test(value)) throw new ToolError(`${value}: invalid context length argument`);
  return Number(value);
}

function binaryOf(tool: Tool): GrepOptions['binary'] {
  const last = tool.options.findLast(({ key }) => ['a', 'I', 'binary-files'].includes(key));
  if (!last) return 'binary';
  if (last.key !== 'binary-files') return last.key === 'a' ? 'text' : 'without-match';
  if (last.value === 'text' || last.value === 'binary' || last.value === 'without-match') return last.value;
  throw new ToolError('unknown binary-files type');
}

function colorOf(tool: Tool): boolean {
  const option = tool.options.findLast(({ key }) => key === 'color');
  if (!option) return false;
  const { value = 'auto' } = option;
  if (['always', 'yes', 'force'].includes(value)) return true;
  if (['never', 'no', 'none'].includes(value)) return false;
  if (!['auto', 'tty', 'if-tty'].includes(value)) throw new UsageError('');
  return tool.process.stdoutIsTerminal && (tool.process.environment['TERM'] ?? 'dumb') !== 'dumb';
}

function invalidChoice(option: string, value: string, choices: readonly string[]): UsageError {
  const valid = choices.map((choice) => `  - ‘${choice}’\n`).join('');
  return new UsageError(
    `invalid argument ‘${quoteForShell(value)}’ for ‘${option}’\nValid arguments are:\n${valid}`.trimEnd(),
  );
}
