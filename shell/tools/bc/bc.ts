import { haltedProcess } from '../../../cluster/machinery/machine-process.ts';
import { defineCommand } from '../../commands/everyday/define.ts';
import { LineSource } from '../line-source.ts';
import { BcSyntaxError, isIncomplete, parseProgram } from './parser.ts';
import { BcError, BcRun, Quit } from './run.ts';

/** bc(1) as GNU bc has it: a statement is carried out as soon as its line is there. */
export const bc = defineCommand(
  {
    name: 'bc',
    usage: 'Usage: bc [-l] [-q] [FILE]...\nNumbers of any length, line by line.',
    flags: 'lqisw',
    long: { mathlib: 'l', quiet: 'q', interactive: 'i', standard: 's', warn: 'w' },
  },
  async (call) => {
    const { process } = call;
    let output = '';
    const run = new BcRun(
      call.has('l'),
      (text) => {
        output += text;
      },
      () => {
        process.signal.throwIfAborted();
        return haltedProcess(process);
      },
    );
    for (const name of [...call.operands, '-']) {
      const reader = await call.open(name);
      if (!reader) return 1;
      const lines = new LineSource(reader);
      let number = 0;
      let pending = '';
      for (let line = await lines.next(); line; line = await lines.next()) {
        number++;
        pending += `${line.text}\n`;
        if (isIncomplete(pending)) continue;
        const source = pending;
        pending = '';
        const outcome = await runLine(run, source);
        const text = output;
        output = '';
        await call.print(text);
        if (outcome === 'quit') return 0;
        if (typeof outcome === 'number')
          await process.stderr.write(Buffer.from(`(standard_in) ${number + outcome}: syntax error\n`));
        else if (outcome)
          await process.stderr.write(
            Buffer.from(`Runtime error (func=(main), adr=${outcome.address}): ${outcome.message}\n`),
          );
      }
    }
    return 0;
  },
);

/** A number is of lines after this one, where the grammar was found wrong. */
type Problem = 'quit' | number | { readonly message: string; readonly address: number } | null;

async function runLine(run: BcRun, source: string): Promise<Problem> {
  try {
    for (const statement of parseProgram(source)) await run.run(statement);
    return null;
  } catch (error) {
    if (error instanceof Quit) return 'quit';
    if (error instanceof BcSyntaxError) return error.atLineEnd ? 1 : 0;
    if (error instanceof BcError) return { message: error.message, address: 3 };
    throw error;
  }
}
