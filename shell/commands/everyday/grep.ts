import type { ByteReader } from '../../../cluster/machinery/byte-stream.ts';
import { joinPath } from '../../interpreter/path-name.ts';
import { compileExpression, quoteExpression } from '../../interpreter/regular-expression.ts';
import { type Call, defineCommand } from './define.ts';
import { linesOf } from './lines.ts';

type Expression = NonNullable<ReturnType<typeof compileExpression>>;

/** grep(1), line by line as its input comes; expressions are matched in linear time. */
export const grep = defineCommand(
  {
    name: 'grep',
    usage: `Usage: grep [OPTION]... PATTERNS [FILE]...
  -E  extended expressions   -F  fixed strings      -i  ignore case
  -v  lines that do not match  -n  line numbers     -c  only the number of lines
  -o  only what matches      -r  directories        -q  nothing, only the status
  -l  only file names        -w  whole words        -x  whole lines
  -A N, -B N, -C N  lines of context   -e PATTERN   -m N  stop after N`,
    flags: 'EFGPivncorRqlLwxhHsay',
    values: 'eABCm',
    numeric: 'C',
    long: {
      'ignore-case': 'i',
      'invert-match': 'v',
      'line-number': 'n',
      count: 'c',
      'only-matching': 'o',
      recursive: 'r',
      quiet: 'q',
      'files-with-matches': 'l',
      'word-regexp': 'w',
      'line-regexp': 'x',
      'extended-regexp': 'E',
      'fixed-strings': 'F',
      'after-context': 'A',
      'before-context': 'B',
      context: 'C',
      color: 'colour',
      colour: 'colour',
      'line-buffered': 'line-buffered',
      'max-count': 'm',
    },
  },
  async (call) => {
    const pattern = call.value('e') ?? call.operands.shift();
    if (pattern === undefined) {
      await call.process.stderr.write(
        Buffer.from("Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n"),
      );
      return 2;
    }
    const expression = compile(call, pattern);
    if (!expression) {
      await call.complain('Unmatched ( or [, or an invalid repetition', 2);
      return 2;
    }
    const recursive = call.has('r') || call.has('R');
    const paths = call.operands.length > 0 ? call.operands : [recursive ? '.' : '-'];
    const sources = recursive ? paths.flatMap((path) => filesBelow(call, path)) : paths;
    const named = call.has('H') || (!call.has('h') && (sources.length > 1 || recursive));
    let matched = false;
    for (const path of sources) {
      if (path !== '-' && isDirectory(call, path)) {
        await call.complain(`${path}: Is a directory`, 2);
        continue;
      }
      const reader = await call.open(path);
      if (!reader) call.status = 2;
      else if (await search(call, reader, expression, named ? `${path === '-' ? '(standard input)' : path}` : null))
        matched = true;
      if (matched && call.has('q')) return 0;
    }
    return call.status === 2 ? 2 : matched ? 0 : 1;
  },
);

function isDirectory(call: Call, path: string): boolean {
  const { files } = call.process.machine;
  return files.exists(call.path(path)) && files.stat(call.path(path)).kind === 'directory';
}

function filesBelow(call: Call, path: string): string[] {
  if (!isDirectory(call, path)) return [path];
  const { files } = call.process.machine;
  return files.list(call.path(path)).flatMap((name) => {
    const below = path === '.' && call.operands.length === 0 ? name : joinPath(path, name);
    return files.linkStat(call.path(below)).kind === 'link' ? [] : filesBelow(call, below);
  });
}

function compile(call: Call, pattern: string): Expression | undefined {
  const extended = call.has('E') || call.has('P');
  const alternatives = pattern
    .split('\n')
    .map((one) => (call.has('F') ? quoteExpression(one) : extended ? one : fromBasic(one)));
  let source = alternatives.length > 1 ? alternatives.map((one) => `(?:${one})`).join('|') : alternatives[0]!;
  if (call.has('w')) source = `\\b(?:${source})\\b`;
  if (call.has('x')) source = `^(?:${source})$`;
  return compileExpression(source, call.has('i') || call.has('y') ? { ignoreCase: true } : {});
}

/** In basic expressions `+ ? | ( ) { }` are special only after a backslash. */
function fromBasic(pattern: string): string {
  return pattern.replace(/\\([+?|(){}])|([+?|(){}])|(\\.)|\[[^\]]*\]|^\*/g, (all, special, literal) => {
    if (special !== undefined) return special;
    return literal !== undefined || all === '*' ? `\\${all}` : all;
  });
}

async function search(call: Call, reader: ByteReader, expression: Expression, name: string | null): Promise<boolean> {
  const after = Number(call.value('A') ?? call.value('C') ?? 0);
  const beforeCount = Number(call.value('B') ?? call.value('C') ?? 0);
  const limit = Number(call.value('m') ?? Number.POSITIVE_INFINITY);
  const quiet = call.has('q') || call.has('l') || call.has('c') || call.has('L');
  const before: { text: string; number: number }[] = [];
  let [number, count, lastPrinted, trailing] = [0, 0, 0, 0];
  const print = async (text: string, at: number, separator: string) => {
    if ((after > 0 || beforeCount > 0) && lastPrinted > 0 && at > lastPrinted + 1) await call.print('--\n');
    lastPrinted = at;
    await call.print(line(call, name, at, separator, text));
  };
  for await (const { text } of linesOf(reader)) {
    number++;
    if (expression.matcher(text).find() === call.has('v')) {
      if (trailing > 0 && !quiet) {
        trailing--;
        await print(text, number, '-');
      } else if (beforeCount > 0) {
        before.push({ text, number });
        if (before.length > beforeCount) before.shift();
      }
      continue;
    }
    count++;
    if (call.has('q') || call.has('l')) break;
    if (!quiet && call.has('o')) await printMatches(call, expression, text, name, number);
    else if (!quiet) {
      for (const earlier of before.splice(0)) await print(earlier.text, earlier.number, '-');
      await print(text, number, ':');
      trailing = after;
    }
    if (count >= limit) break;
  }
  if (call.has('c')) await call.print(`${name === null ? '' : `${name}:`}${count}\n`);
  if (call.has('l') ? count > 0 : call.has('L') && count === 0) await call.print(`${name ?? '(standard input)'}\n`);
  return count > 0;
}

function line(call: Call, name: string | null, number: number, separator: string, text: string): string {
  return `${name === null ? '' : name + separator}${call.has('n') ? number + separator : ''}${text}\n`;
}

async function printMatches(call: Call, expression: Expression, text: string, name: string | null, number: number) {
  if (call.has('v')) return;
  const matcher = expression.matcher(text);
  while (matcher.find())
    if (matcher.end() > matcher.start()) await call.print(line(call, name, number, ':', matcher.group() ?? ''));
}
