import { toByteText } from '../byte-text.ts';
import { eachLine } from '../lines/each-line.ts';
import { defineTool, type Tool, UsageError } from '../tool.ts';

type Range = readonly [number, number];

/** cut(1) */
export const cut = defineTool(
  {
    name: 'cut',
    help: `Usage: cut OPTION... [FILE]...\n\n  -b, --bytes=LIST   -c, --characters=LIST   -f, --fields=LIST\n  -d, --delimiter=DELIM        instead of TAB between fields\n      --complement             all but LIST\n  -s, --only-delimited         no lines without the delimiter\n      --output-delimiter=STRING\n  -z, --zero-terminated\n\nLIST is N, N-, N-M, -M, with commas between.`,
    short: 'b:c:d:f:nsz',
    long: {
      bytes: 'b=',
      characters: 'c=',
      fields: 'f=',
      delimiter: 'd=',
      'only-delimited': 's',
      'output-delimiter': 'output-delimiter=',
      complement: 'complement',
      'zero-terminated': 'z',
    },
  },
  async (tool) => {
    const lists = tool.options.filter(({ key }) => 'bcf'.includes(key));
    const [list] = lists;
    if (lists.length > 1) throw new UsageError('only one list may be specified');
    if (!list) throw new UsageError('you must specify a list of bytes, characters, or fields');
    const byField = list.key === 'f';
    const delimiter = tool.value('d');
    const ranges = rangesOf(list.value!, byField, tool.has('complement'));
    if (delimiter !== undefined && Buffer.byteLength(delimiter) > 1)
      throw new UsageError('the delimiter must be a single character');
    if (delimiter !== undefined && !byField)
      throw new UsageError('an input delimiter may be specified only when operating on fields');
    if (tool.has('s') && !byField)
      throw new UsageError('suppressing non-delimited lines makes sense\n\tonly when operating on fields');
    const end = tool.has('z') ? '\0' : '\n';
    const line = byField
      ? fieldCutter(tool, ranges, delimiter === undefined ? '\t' : delimiter || '\0', end)
      : byteCutter(tool, ranges, end);
    for await (const { path, reader } of tool.inputs()) {
      if (path !== '-' && tool.isDirectory(path)) continue;
      await eachLine(tool, reader, line, { delimiter: end });
    }
    return tool.status;
  },
);

function rangesOf(list: string, byField: boolean, isComplement: boolean): Range[] {
  const zero = byField ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1';
  const ranges: [number, number][] = [];
  for (const part of list.split(/[, \t]/)) {
    const found = /^(\d*)(-?)(\d*)$/.exec(part);
    if (!found)
      throw new UsageError(
        `invalid ${byField ? 'field value' : 'byte/character position'} ‘${part.replace(/^[\d-]*/, '') || part}’`,
      );
    const [, low = '', dash, high = ''] = found;
    if (dash && low === '' && high === '') throw new UsageError('invalid range with no endpoint: -');
    const from = low === '' ? 1 : Number(low);
    const to = dash ? (high === '' ? Number.POSITIVE_INFINITY : Number(high)) : from;
    if ((low === '' && !dash) || from === 0 || to === 0) throw new UsageError(zero);
    if (to < from) throw new UsageError('invalid decreasing range');
    ranges.push([from, to]);
  }
  ranges.sort(([a], [b]) => a - b);
  const merged: [number, number][] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    if (last && range[0] <= last[1]) last[1] = Math.max(last[1], range[1]);
    else merged.push([...range]);
  }
  return isComplement ? complementOf(merged) : merged;
}

function complementOf(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  let next = 1;
  for (const [from, to] of ranges) {
    if (from > next) result.push([next, from - 1]);
    next = to + 1;
  }
  if (Number.isFinite(next)) result.push([next, Number.POSITIVE_INFINITY]);
  return result;
}

function byteCutter(tool: Tool, ranges: readonly Range[], end: string): (text: string) => void {
  const between = toByteText(tool.value('output-delimiter') ?? '');
  return (text) => {
    const parts = ranges.filter(([from]) => from <= text.length).map(([from, to]) => text.slice(from - 1, to));
    tool.out.add(parts.join(between) + end);
  };
}

function fieldCutter(tool: Tool, ranges: readonly Range[], delimiter: string, end: string): (text: string) => void {
  const between = toByteText(tool.value('output-delimiter') ?? delimiter);
  const onlyDelimited = tool.has('s');
  return (text) => {
    const fields = text.split(delimiter);
    if (fields.length === 1) {
      if (!onlyDelimited) tool.out.add(text + end);
      return;
    }
    const chosen =
      ranges.length === 1
        ? fields.slice(ranges[0]![0] - 1, ranges[0]![1])
        : ranges.flatMap(([from, to]) => fields.slice(from - 1, to));
    tool.out.add(chosen.join(between) + end);
  };
}
