import { defineTool, ToolError } from '../tool.ts';

/** strings(1) of binutils: runs of printable characters. */
export const strings = defineTool(
  {
    name: 'strings',
    help: `Usage: strings [option(s)] [file(s)]\n  -n NUMBER  at least so many characters (4)\n  -t {o,d,x} where each stands\n  -f         the file's name before each`,
    version: '(GNU Binutils for Debian) 2.40',
    short: 'afn:t:owe:',
    digits: 'n',
    long: { all: 'a', 'print-file-name': 'f', bytes: 'n=', radix: 't=' },
  },
  async (tool) => {
    const least = Number(tool.value('n') ?? 4);
    if (!Number.isInteger(least) || least < 1) throw new ToolError(`invalid minimum string length ${tool.value('n')}`);
    const radix = { o: 8, d: 10, x: 16 }[tool.value('t') ?? (tool.has('o') ? 'o' : '')];
    const expression = new RegExp(`[\\t\\x20-\\x7e]{${least},}`, 'g');
    for (const path of tool.operands.length > 0 ? tool.operands : ['-']) {
      if (path !== '-' && !tool.files.exists(tool.path(path))) {
        await tool.complain(`'${path}': No such file`);
        continue;
      }
      if (path !== '-' && tool.isDirectory(path)) {
        await tool.complain(`Warning: '${path}' is a directory`);
        continue;
      }
      const text = (await tool.readWhole(path)).toString('latin1');
      for (const { index, 0: found } of text.matchAll(expression)) {
        const name = tool.has('f') ? `${path === '-' ? '{standard input}' : path}: ` : '';
        tool.out.add(`${name}${radix ? `${index.toString(radix).padStart(7)} ` : ''}${found}\n`);
      }
      await tool.breathe();
    }
    return tool.status;
  },
);
