import { defineTool } from '../tool.ts';

/** tac(1) */
export const tac = defineTool(
  {
    name: 'tac',
    help: 'Usage: tac [OPTION]... [FILE]...\n\n  -b, --before            the separator stands before what it ends\n  -s, --separator=STRING  instead of newline',
    short: 'brs:',
    long: { before: 'b', regex: 'r', separator: 's=' },
  },
  async (tool) => {
    const separator = Buffer.from(tool.value('s') ?? '\n').toString('latin1') || '\0';
    for (const path of tool.operands.length > 0 ? tool.operands : ['-']) {
      if (path !== '-' && tool.isDirectory(path)) {
        await tool.complain(`${path}: read error: Invalid argument`);
        continue;
      }
      if (path !== '-' && !tool.files.exists(tool.path(path))) {
        await tool.complain(`failed to open '${path}' for reading: No such file or directory`);
        continue;
      }
      const parts = (await tool.readWhole(path)).toString('latin1').split(separator);
      const last = parts.pop()!;
      const records = tool.has('b')
        ? [...parts, last].map((part, index) => (index === 0 ? part : separator + part))
        : [...parts.map((part) => part + separator), last];
      for (let at = records.length - 1; at >= 0; at--) {
        tool.out.add(records[at]!);
        if (at % 1000 === 0) await tool.breathe();
      }
    }
    return tool.status;
  },
);
