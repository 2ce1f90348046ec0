/** The program cannot be read; the message is jq's first line without `jq: error: `. */
export class JqSyntaxError extends Error {
  readonly source: string;
  readonly at: number;
  /** False for names that are not there: the grammar is right. */
  readonly isSyntax: boolean;
  constructor(message: string, source: string, at: number, isSyntax = true) {
    super(message);
    this.source = source;
    this.at = at;
    this.isSyntax = isSyntax;
  }
}

/** A label that was left. */
export class Break {
  readonly label: object;
  constructor(label: object) {
    this.label = label;
  }
}
