/** What bash prints after `bash: line N: ` when it cannot parse its input. */
export class BashSyntaxError extends Error {
  readonly line: number;
  /** The line of source that bash repeats after the message, when it does. */
  readonly detail: string | undefined;
  /** What bash ends with: 0 after some errors inside `[[ ]]`. */
  readonly status: number;
  constructor(message: string, line: number, detail?: string, status = 2) {
    super(message);
    this.line = line;
    this.detail = detail;
    this.status = status;
  }
}

/** The input ended inside a command: an interactive shell asks for more with PS2. */
export class IncompleteInput extends BashSyntaxError {}
