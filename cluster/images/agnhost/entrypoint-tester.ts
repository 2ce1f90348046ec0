import type { Process } from '../../machinery/machine.ts';

/** Prints its whole command line as Go shows a slice of strings. */
export async function entrypointTester(process: Process): Promise<number> {
  await process.stdout.write(Buffer.from(`[${process.args.join(' ')}]\n`));
  return 0;
}
