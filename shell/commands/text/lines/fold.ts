import { defineTool, ToolError } from '../tool.ts';
import { eachLine } from './each-line.ts';

/** fold(1): columns are bytes, but for tabs, backspaces and returns. */
export const fold = defineTool(
  {
    name: 'fold',
    help: 'Usage: fold [OPTION]... [FILE]...\n\n  -b, --bytes        count bytes, not columns\n  -s, --spaces       break at spaces\n  -w, --width=WIDTH  columns (80)',
    short: 'bsw:',
    digits: 'w',
    long: { bytes: 'b', spaces: 's', width: 'w=' },
  },
  async (tool) => {
    const text = tool.value('w') ?? '80';
    if (!/^\d+$/.test(text) || Number(text) === 0)
      throw new ToolError(
        `invalid number of columns: ‘${text}’${/^\d+$/.test(text) ? ': Numerical result out of range' : ''}`,
      );
    const width = Number(text);
    const [bytes, spaces] = [tool.has('b'), tool.has('s')];
    const step = (column: number, character: string) => {
      if (bytes) return column + 1;
      if (character === '\b') return Math.max(0, column - 1);
      if (character === '\r') return 0;
      return character === '\t' ? column + 8 - (column % 8) : column + 1;
    };
    const columnsOf = (piece: string) => [...piece].reduce(step, 0);
    for await (const { reader } of tool.inputs()) {
      await eachLine(tool, reader, (line, isTerminated) => {
        let piece = '';
        let column = 0;
        for (const character of line) {
          let next = step(column, character);
          if (next > width && piece !== '') {
            const blank = spaces ? Math.max(piece.lastIndexOf(' '), piece.lastIndexOf('\t')) : -1;
            tool.out.add(`${blank >= 0 ? piece.slice(0, blank + 1) : piece}\n`);
            piece = blank >= 0 ? piece.slice(blank + 1) : '';
            next = step(columnsOf(piece), character);
          }
          piece += character;
          column = next;
        }
        tool.out.add(piece + (isTerminated ? '\n' : ''));
      });
    }
    return tool.status;
  },
);
