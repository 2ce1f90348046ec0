import { FileError } from '../../../../cluster/machinery/file-system.ts';
import { defineTool } from '../tool.ts';
import { eachLine } from './each-line.ts';

/** rev(1) of util-linux: by characters. */
export const rev = defineTool(
  {
    name: 'rev',
    help: 'Usage: rev [options] [file ...]\n\nReverse lines characterwise.',
    version: 'from util-linux 2.38.1',
    short: 'hV',
    codec: 'utf8',
  },
  async (tool) => {
    for (const path of tool.operands.length > 0 ? tool.operands : ['-']) {
      try {
        const reader = path === '-' ? tool.process.stdin : tool.openOrThrow(path);
        await eachLine(
          tool,
          reader,
          (text, isTerminated) => tool.out.add([...text].reverse().join('') + (isTerminated ? '\n' : '')),
          { codec: 'utf8' },
        );
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        await tool.complain(
          error.code === 'EISDIR' ? `${path}: 0: ${error.message}` : `cannot open ${path}: ${error.message}`,
        );
      }
    }
    return tool.status;
  },
);
