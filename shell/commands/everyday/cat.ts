import { defineCommand } from './define.ts';
import { linesOf } from './lines.ts';

/** cat(1) */
export const cat = defineCommand(
  {
    name: 'cat',
    usage:
      'Usage: cat [OPTION]... [FILE]...\n  -n  number lines\n  -b  number lines that are not blank\n  -s  one blank line for several\n  -E  show line ends, -T tabs, -A all',
    flags: 'nbsuAETv',
    long: { number: 'n', 'show-all': 'A', 'show-ends': 'E', 'show-tabs': 'T', 'squeeze-blank': 's' },
  },
  async (call) => {
    const plain = call.options.size === 0 || (call.options.size === 1 && call.has('u'));
    let number = 0;
    let blank = false;
    for (const path of call.operands.length > 0 ? call.operands : ['-']) {
      const reader = await call.open(path);
      if (!reader) continue;
      if (plain) {
        for (let chunk = await reader.read(); chunk; chunk = await reader.read())
          await call.process.stdout.write(chunk);
        continue;
      }
      for await (const { text, ended } of linesOf(reader)) {
        const isBlank = text === '';
        if (isBlank && blank && call.has('s')) continue;
        blank = isBlank;
        const counts = call.has('b') ? !isBlank : call.has('n');
        const head = counts ? `${String(++number).padStart(6)}\t` : '';
        const tabs = call.has('T') || call.has('A') ? text.replaceAll('\t', '^I') : text;
        await call.print(head + tabs + (ended ? `${call.has('E') || call.has('A') ? '$' : ''}\n` : ''));
      }
    }
    return call.status;
  },
);
