import type { ByteWriter } from '../../../../cluster/machinery/byte-stream.ts';
import { BrokenPipe } from '../../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../../cluster/machinery/file-system.ts';
import { openForWriting } from '../../../interpreter/open-path.ts';
import { quoteForShell } from '../quote-name.ts';
import { defineTool } from '../tool.ts';

/** tee(1) */
export const tee = defineTool(
  {
    name: 'tee',
    help: 'Usage: tee [OPTION]... [FILE]...\n\n  -a, --append             append to the FILEs\n  -i, --ignore-interrupts\n  -p                       go on when a pipe is closed',
    short: 'aip',
    long: { append: 'a', 'ignore-interrupts': 'i', 'output-error': 'p?' },
  },
  async (tool) => {
    if (tool.has('i')) tool.process.onSignal('SIGINT', () => {});
    const { stdin, stdout } = tool.process;
    let outputs: { name: string; output: ByteWriter }[] = [{ name: "'standard output'", output: stdout }];
    for (const path of tool.operands) {
      try {
        outputs.push({
          name: quoteForShell(path),
          output: openForWriting(tool.opener, tool.path(path), {
            append: tool.has('a'),
            mode: 0o666 & ~tool.process.umask,
          }).output,
        });
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        await tool.complain(`${quoteForShell(path)}: ${error.message}`);
      }
    }
    for (let chunk = await stdin.read(); chunk; chunk = await stdin.read()) {
      for (const one of outputs) {
        try {
          await one.output.write(chunk);
        } catch (error) {
          if (error instanceof BrokenPipe && !tool.has('p')) throw error;
          if (!(error instanceof FileError) && !(error instanceof BrokenPipe)) throw error;
          if (error instanceof FileError) await tool.complain(`${one.name}: ${error.message}`);
          outputs = outputs.filter((other) => other !== one);
        }
      }
    }
    return tool.status;
  },
);
