import { defineTool, type Tool, ToolError } from '../tool.ts';
import { eachLine } from './each-line.ts';

const HELP = (name: string) =>
  `Usage: ${name} [OPTION]... [FILE]...\n\n  -i, --initial  only before the text   -a, --all  everywhere\n  -t, --tabs=N   tabs N apart (8), or a list of places`;

/** The next tab stop after a column; undefined behind the last of a list. */
function tabStops(tool: Tool): (column: number) => number | undefined {
  const texts = tool.options.filter(({ key }) => key === 't').map(({ value = '' }) => value);
  const stops = texts.flatMap((text) => text.split(/[, \t]+/)).filter((part) => part !== '');
  for (const stop of stops) {
    if (!/^[/+]?\d+$/.test(stop))
      throw new ToolError(`tab size contains invalid character(s): ‘${stop.replace(/^\d*/, '')}’`);
    if (Number(stop.replace(/^[/+]/, '')) === 0) throw new ToolError('tab size cannot be 0');
  }
  const places = stops.map(Number);
  if (places.some((place, index) => index > 0 && place <= places[index - 1]!))
    throw new ToolError('tab sizes must be ascending');
  if (places.length <= 1) {
    const size = places[0] ?? 8;
    return (column) => column + size - (column % size);
  }
  return (column) => places.find((place) => place > column);
}

/** expand(1): tabs to spaces. */
export const expand = defineTool(
  { name: 'expand', help: HELP('expand'), short: 'it:', digits: 't', long: { initial: 'i', tabs: 't=' } },
  async (tool) => {
    const next = tabStops(tool);
    for await (const { reader } of tool.inputs()) {
      await eachLine(tool, reader, (line, isTerminated) => {
        let column = 0;
        let result = '';
        let converts = true;
        for (const character of line) {
          if (character === '\t' && converts) {
            const stop = next(column) ?? column + 1;
            result += ' '.repeat(stop - column);
            column = stop;
            continue;
          }
          column = character === '\b' ? Math.max(0, column - 1) : column + 1;
          if (tool.has('i') && character !== ' ') converts = false;
          result += character;
        }
        tool.out.add(result + (isTerminated ? '\n' : ''));
      });
    }
    return tool.status;
  },
);

/** unexpand(1): spaces to tabs, at the beginning of lines or everywhere. */
export const unexpand = defineTool(
  {
    name: 'unexpand',
    help: HELP('unexpand'),
    short: 'at:',
    digits: 't',
    long: { all: 'a', 'first-only': 'first-only', tabs: 't=' },
  },
  async (tool) => {
    const next = tabStops(tool);
    const everywhere = tool.has('a', 't') && !tool.has('first-only');
    for await (const { reader } of tool.inputs()) {
      await eachLine(tool, reader, (line, isTerminated) =>
        tool.out.add(unexpanded(line, next, everywhere) + (isTerminated ? '\n' : '')),
      );
    }
    return tool.status;
  },
);

function unexpanded(line: string, next: (column: number) => number | undefined, everywhere: boolean): string {
  let result = '';
  let column = 0;
  let blanks = '';
  let converts = true;
  for (const character of line) {
    const isBlank = character === ' ' || character === '\t';
    if (!isBlank || !converts) {
      result += blanks + character;
      blanks = '';
      column++;
      converts &&= everywhere || isBlank;
      continue;
    }
    const stop = next(column);
    if (character === '\t') {
      blanks = `${blanks.replace(/ +$/, '')}\t`;
      column = stop ?? column + 1;
    } else {
      blanks += ' ';
      column++;
      // One space alone before a stop stays a space.
      const run = /( *)$/.exec(blanks)![1]!.length;
      if (column === stop && (run > 1 || blanks.includes('\t'))) blanks = `${blanks.slice(0, blanks.length - run)}\t`;
    }
  }
  return result + blanks;
}
