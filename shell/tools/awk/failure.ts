/** What ends the program with status 2: `message` goes to standard error after awk's own name and the place. */
export class AwkFatal extends Error {
  /** Whether the place in the program is told: not where a file of the command line is at fault. */
  readonly hasPlace: boolean;
  constructor(message: string, hasPlace = true) {
    super(message);
    this.hasPlace = hasPlace;
  }
}

/** The program cannot be read (status 1): `message` is all that is said, without the name in front. */
export class AwkSyntaxError extends Error {
  readonly lines: readonly string[];
  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}
