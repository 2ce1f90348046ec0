import { FileError } from '../../../../cluster/machinery/file-system.ts';
import type { Program } from '../../../../cluster/machinery/machine.ts';
import { BacktrackingLimit } from '../../../expressions/backtracking.ts';
import { ClassSyntaxError } from '../../../expressions/bracket.ts';
import { ExpressionError } from '../../../expressions/syntax.ts';
import { type Dialect, TextExpression } from '../../../expressions/text-expression.ts';
import { defineTool, type Tool, ToolError } from '../tool.ts';
import { GrepFiles } from './grep-files.ts';
import { GREP_TABLE, type GrepOptions, readGrepOptions } from './grep-options.ts';
import { GrepPrinter } from './grep-printer.ts';
import { GrepSearch } from './grep-search.ts';

const HELP = `Usage: grep [OPTION]... PATTERNS [FILE]...
Print the lines of each FILE (or of standard input) that match PATTERNS.

  -E, -F, -G, -P            extended, fixed, basic (default) or Perl expressions
  -e, --regexp=PATTERNS     a pattern; may be given several times
  -f, --file=FILE           patterns of a file, one a line
  -i, --ignore-case         letter case does not matter
  -w, --word-regexp         whole words    -x, --line-regexp  whole lines
  -v, --invert-match        lines that do not match
  -c, --count               only how many lines
  -l, -L                    only names of files with, without a match
  -m, --max-count=NUM       stop after NUM lines
  -o, --only-matching       only what matches
  -q, --quiet               no output    -s, --no-messages  no errors about files
  -n, -b, -H, -h            line numbers, byte offsets, file names, none
  -A, -B, -C NUM            lines of context after, before, around
  -r, -R, --recursive       all files below directories
      --include=GLOB --exclude=GLOB --exclude-dir=GLOB
  -a, -I, --binary-files=TYPE  binary files as text, or skipped
  -z, --null-data           lines end in NUL    -Z, --null  NUL after names
      --color[=WHEN]        matches in colour: always, never, auto`;

/** grep(1), as its input comes. */
function grepOf(name: string, dialect: Dialect): Program {
  return defineTool(
    {
      ...GREP_TABLE,
      name,
      help: HELP,
      version: '(GNU grep) 3.8',
      trouble: 2,
      codec: 'utf8',
      usageHint: `Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n`,
    },
    async (tool) => {
      const options = await readGrepOptions(tool, dialect);
      if (tool.has('u')) await tool.warn('warning: --unix-byte-offsets (-u) is obsolete');
      return searchAll(tool, options, await compile(tool, options));
    },
  );
}

export const grep = grepOf('grep', 'basic');
export const egrep = grepOf('grep', 'extended');
export const fgrep = grepOf('grep', 'fixed');

async function compile(tool: Tool, options: GrepOptions): Promise<TextExpression> {
  const { dialect, patterns, ignoreCase, bounds } = options;
  try {
    const expression = new TextExpression(patterns, {
      dialect,
      lenient: true,
      ignoreCase,
      ...(bounds && { bounds }),
    });
    for (const warning of expression.warnings) await tool.warn(`warning: ${warning}`);
    return expression;
  } catch (error) {
    if (error instanceof ClassSyntaxError || error instanceof ExpressionError) throw new ToolError(error.message);
    throw error;
  }
}

async function searchAll(tool: Tool, options: GrepOptions, expression: TextExpression): Promise<number> {
  const { isQuiet, lists, isRecursive } = options;
  const printer = new GrepPrinter(
    options,
    expression,
    (text) => tool.out.add(text),
    tool.process.environment['GREP_COLORS'],
  );
  const named = tool.options.findLast(({ key }) => key === 'H' || key === 'h')?.key;
  const many =
    tool.operands.length > 1 ||
    (isRecursive !== null && (tool.operands.length === 0 || tool.isDirectory(tool.operands[0]!)));
  const showsNames = named === undefined ? many : named === 'H';
  let matched = false;
  let printed = false;
  for await (const path of new GrepFiles(tool, options).list()) {
    const name = path === '-' ? options.label : path;
    if (options.initialTab && path !== '-' && tool.files.exists(tool.path(path))) {
      printer.numberWidth = String(tool.files.stat(tool.path(path)).sizeBytes).length;
    }
    const search = new GrepSearch(tool, options, expression, printer, showsNames ? name : null);
    const result = await searchFile(tool, options, path, (reader) => search.run(reader, printed));
    if (result === null) continue;
    printed = result;
    if (search.count > 0) matched = true;
    if (options.counts && !isQuiet && !lists) printer.count(showsNames ? name : null, search.count);
    if (lists && !isQuiet && lists === (search.count > 0 ? 'l' : 'L')) printer.name(name);
    if (search.matchedBinary) await tool.warn(`${name}: binary file matches`);
    if (matched && isQuiet) return 0;
    await tool.breathe();
  }
  return tool.status === 2 && !(isQuiet && matched) ? 2 : matched ? 0 : 1;
}

/** Null when the file cannot be searched. */
async function searchFile(
  tool: Tool,
  options: GrepOptions,
  path: string,
  search: (reader: ReturnType<Tool['openOrThrow']>) => Promise<boolean>,
): Promise<boolean | null> {
  try {
    return await search(tool.openOrThrow(path));
  } catch (error) {
    if (error instanceof BacktrackingLimit) {
      await tool.complain(
        options.dialect === 'perl' ? "exceeded PCRE's backtracking limit" : `${path}: memory exhausted`,
        2,
      );
      return null;
    }
    if (!(error instanceof FileError)) throw error;
    const isSkipped = error.code === 'EISDIR' && (options.directories === 'skip' || options.isRecursive);
    if (!isSkipped && !tool.has('s')) await tool.complain(`${path}: ${error.message}`, 2);
    else if (!isSkipped) tool.status = 2;
    return null;
  }
}
