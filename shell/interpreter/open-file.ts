import type { ByteReader, ByteWriter } from '../../cluster/machinery/byte-stream.ts';
import type { Process } from '../../cluster/machinery/machine.ts';

/** What a file descriptor of a shell stands for. */
export interface OpenFile {
  readonly input?: ByteReader;
  readonly output?: ByteWriter;
  readonly isTerminal: boolean;
  /** `n>&-` ends what is written to it: a coprocess's input. */
  readonly closesWithDescriptor?: boolean;
}

export type Descriptors = Map<number, OpenFile>;

/** What a process was given: 0, 1, 2 and whatever was open beside them. */
export function descriptorsOf(process: Process): Descriptors {
  const descriptors: Descriptors = new Map([
    [0, { input: process.stdin, isTerminal: process.stdinIsTerminal }],
    [1, { output: process.stdout, isTerminal: process.stdoutIsTerminal }],
    [2, { output: process.stderr, isTerminal: process.stdoutIsTerminal }],
  ]);
  for (const [number, descriptor] of process.descriptors ?? []) {
    descriptors.set(number, { ...descriptor, isTerminal: false });
  }
  return descriptors;
}
