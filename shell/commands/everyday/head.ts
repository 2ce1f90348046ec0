import { unread } from '../../../cluster/machinery/shared-reader.ts';
import { defineCommand } from './define.ts';

/** head(1) */
export const head = defineCommand(
  {
    name: 'head',
    usage:
      'Usage: head [OPTION]... [FILE]...\n  -n N  the first N lines (10)\n  -c N  the first N bytes\n  -q    no file names',
    flags: 'qv',
    values: 'nc',
    numeric: 'n',
    long: { lines: 'n', bytes: 'c' },
  },
  async (call) => {
    const paths = call.operands.length > 0 ? call.operands : ['-'];
    const bytes = call.value('c') === undefined ? null : Number(call.value('c'));
    const lines = Number(call.value('n') ?? 10);
    if (Number.isNaN(bytes ?? lines)) {
      await call.complain(
        `invalid number of ${bytes === null ? 'lines' : 'bytes'}: '${call.value('n') ?? call.value('c')}'`,
      );
      return 1;
    }
    for (const [index, path] of paths.entries()) {
      const reader = await call.open(path);
      if (!reader) continue;
      if (paths.length > 1 && !call.has('q')) await call.print(`${index > 0 ? '\n' : ''}==> ${path} <==\n`);
      let left = bytes ?? lines;
      while (left > 0) {
        const chunk = await reader.read();
        if (!chunk) break;
        const end =
          bytes === null
            ? endOfLines(chunk, left)
            : { at: Math.min(left, chunk.length), count: Math.min(left, chunk.length) };
        left -= end.count;
        await call.process.stdout.write(chunk.subarray(0, end.at));
        if (left === 0 && reader === call.process.stdin) unread(reader, chunk.subarray(end.at));
      }
    }
    return call.status;
  },
);

function endOfLines(chunk: Uint8Array, lines: number): { at: number; count: number } {
  let at = 0;
  for (let count = 0; count < lines; count++) {
    const newline = chunk.indexOf(10, at);
    if (newline < 0) return { at: chunk.length, count };
    at = newline + 1;
  }
  return { at, count: lines };
}
