/** What bash prints after `bash: line N: ` when it cannot parse its input. */
export class BashSyntaxError extends Error {
  readonly line: number;
  /** The line of source that bash repeats after the message, when it does. */
  readonly sourceLine: string | undefined;
  constructor(message: string, line: number, sourceLine?: string) {
    super(message);
    this.line = line;
    this.sourceLine = sourceLine;
  }
}

/** The input ended inside a command: an interactive shell asks for more with PS2. */
export class IncompleteInput extends BashSyntaxError {}
