import type { ByteReader, ByteWriter } from '../../cluster/machinery/byte-stream.ts';

/** What a file descriptor of a shell stands for. */
export interface OpenFile {
  readonly input?: ByteReader;
  readonly output?: ByteWriter;
  readonly isTerminal: boolean;
  /** `n>&-` ends what is written to it: a coprocess's input. */
  readonly closesWithDescriptor?: boolean;
}

export type Descriptors = Map<number, OpenFile>;
