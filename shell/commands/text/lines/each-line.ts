import type { ByteReader } from '../../../../cluster/machinery/byte-stream.ts';
import { LineBatches } from '../line-batches.ts';
import type { Tool, ToolShape } from '../tool.ts';

/** Calls back for each line of a stream; output goes out whenever the next line has to be waited for. */
export async function eachLine(
  tool: Tool,
  reader: ByteReader,
  line: (text: string, isTerminated: boolean) => void,
  options: { readonly delimiter?: string; readonly codec?: NonNullable<ToolShape['codec']> } = {},
): Promise<void> {
  const batches = new LineBatches(reader, options.codec, options.delimiter);
  for (;;) {
    let lines = batches.ready();
    if (!lines) {
      await tool.out.flush();
      lines = await batches.next();
    }
    if (!lines) return;
    for (const text of lines) line(text, !batches.isUnterminated);
    await tool.breathe();
  }
}
