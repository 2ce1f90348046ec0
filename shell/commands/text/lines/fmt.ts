import { defineTool, type Tool, ToolError } from '../tool.ts';

interface Word {
  readonly text: string;
  space: number;
  readonly paren: boolean;
  readonly period: boolean;
  readonly punct: boolean;
  final: boolean;
}

const square = (n: number) => n * n;
/** Costs of GNU fmt's choice of line breaks. */
const LINE_COST = square(70);
const shortCost = (n: number) => square(n * 10);

/** fmt(1): paragraphs refilled with the cheapest line breaks. */
export const fmt = defineTool(
  {
    name: 'fmt',
    help: 'Usage: fmt [-WIDTH] [OPTION]... [FILE]...\n\n  -g, --goal=WIDTH  -w, --width=WIDTH (75)\n  -p, --prefix=STRING  only lines with it\n  -s, --split-only     join no lines\n  -u, --uniform-spacing',
    short: 'cstuw:p:g:',
    digits: 'w',
    long: {
      width: 'w=',
      goal: 'g=',
      prefix: 'p=',
      'split-only': 's',
      'uniform-spacing': 'u',
      'crown-margin': 'c',
      'tagged-paragraph': 't',
    },
  },
  async (tool) => {
    const width = Number(tool.value('w') ?? 75);
    if (!Number.isInteger(width) || width > 2500) throw new ToolError(`invalid width: ‘${tool.value('w')}’`);
    const goal = Number(tool.value('g') ?? Math.floor((width * (2 * (100 - 7) + 1)) / 200));
    for (const path of tool.operands.length > 0 ? tool.operands : ['-']) {
      if (path !== '-' && !tool.files.exists(tool.path(path))) {
        await tool.complain(`cannot open '${path}' for reading: No such file or directory`);
        continue;
      }
      const text = (await tool.readWhole(path)).toString('latin1');
      for (const paragraph of paragraphsOf(tool, text)) {
        tool.out.add(
          typeof paragraph === 'string'
            ? paragraph
            : fill(paragraph.words, paragraph.indent, paragraph.prefix, width, goal),
        );
        await tool.breathe();
      }
    }
    return tool.status;
  },
);

/** Blank lines as they are; else words with the indents of the first and the other lines. */
function* paragraphsOf(
  tool: Tool,
  text: string,
): Generator<string | { words: Word[]; indent: [number, number]; prefix: string }> {
  const prefix = Buffer.from(tool.value('p') ?? '').toString('latin1');
  const isUniform = tool.has('u');
  let lines: { indent: number; text: string }[] = [];
  const flush = function* () {
    if (lines.length === 0) return;
    const first = lines[0]!.indent;
    const other = tool.has('c', 't') ? (lines[1]?.indent ?? first) : first;
    yield {
      words: wordsOf(
        lines.map((line) => line.text),
        isUniform,
      ),
      indent: [first, other] as [number, number],
      prefix,
    };
    lines = [];
  };
  const all = text.split('\n');
  if (all.at(-1) === '') all.pop();
  for (const line of all) {
    const expanded = line.replace(/\t/g, '        ');
    const body = expanded.trimStart();
    if (body === '' || !body.startsWith(prefix)) {
      yield* flush();
      yield body === '' ? '\n' : `${line}\n`;
      continue;
    }
    const inside = body.slice(prefix.length);
    const indent = prefix === '' ? expanded.length - body.length : inside.length - inside.trimStart().length;
    const tagged = tool.has('c', 't') && lines.length === 1;
    if (lines.length > 0 && !tagged && lines.at(-1)!.indent !== indent) yield* flush();
    lines.push({ indent, text: inside.trim() });
    if (tool.has('s')) yield* flush();
  }
  yield* flush();
}

function wordsOf(lines: readonly string[], isUniform: boolean): Word[] {
  return lines.flatMap((line) => {
    const found = [...line.matchAll(/(\S+)(\s*)/g)];
    return found.map(([, text = '', gap = ''], index): Word => {
      const bare = text.replace(/[)\]'"]+$/, '');
      const period = /[.?!]$/.test(bare);
      const isLast = index === found.length - 1;
      const final = period && (isLast || gap.length > 1);
      return {
        text,
        space: isLast || isUniform ? (final ? 2 : 1) : gap.length,
        paren: /^[([`'"]/.test(text),
        period,
        punct: /[!-/:-@[-`{-~]$/.test(text),
        final,
      };
    });
  });
}

function baseCost(words: readonly Word[], at: number): number {
  const [word, before, earlier] = [words[at]!, words[at - 1], words[at - 2]];
  let cost = LINE_COST;
  if (before?.period) cost += before.final ? -square(50) : square(600);
  else if (before?.punct) cost -= square(40);
  else if (earlier?.final) cost += square(200) / (before!.text.length + 2);
  if (word.paren) cost -= square(40);
  else if (word.final) cost += square(150) / (word.text.length + 2);
  return Math.trunc(cost);
}

function fill(words: Word[], [first, other]: [number, number], prefix: string, width: number, goal: number): string {
  words.at(-1)!.final = true;
  const count = words.length;
  const best = new Array<number>(count + 1).fill(0);
  const next = new Array<number>(count + 1).fill(count);
  const length = new Array<number>(count + 1).fill(0);
  for (let start = count - 1; start >= 0; start--) {
    let cheapest = Number.POSITIVE_INFINITY;
    let columns = (start === 0 ? first : other) + prefix.length + words[start]!.text.length;
    for (let at = start + 1; ; at++) {
      let cost = best[at]!;
      if (at < count) {
        cost += shortCost(goal - columns);
        if (next[at] !== count) cost += shortCost(columns - length[at]!) / 2;
      }
      if (cost < cheapest) {
        cheapest = cost;
        next[start] = at;
        length[start] = columns;
      }
      if (at >= count) break;
      columns += words[at - 1]!.space + words[at]!.text.length;
      if (columns >= width) break;
    }
    best[start] = cheapest + baseCost(words, start);
  }
  let result = '';
  for (let start = 0; start < count; start = next[start]!) {
    result += prefix + ' '.repeat(start === 0 ? first : other);
    for (let at = start; at < next[start]!; at++)
      result += words[at]!.text + (at + 1 < next[start]! ? ' '.repeat(words[at]!.space) : '');
    result += '\n';
  }
  return result;
}
