/** Leaves loops: `break N`. */
export class BreakLoop {
  levels: number;
  /** Of the loop that is left. */
  readonly status: number;
  constructor(levels: number, status = 0) {
    this.levels = levels;
    this.status = status;
  }
}

export class ContinueLoop {
  levels: number;
  constructor(levels: number) {
    this.levels = levels;
  }
}

export class ReturnFromFunction {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}

/** `exit`, or `set -e` after a failure. */
export class ExitShell {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}

/** Ctrl-C at an interactive shell: back to the prompt. */
export class Interrupted {}

/** An error of expansion or assignment: printed as `bash: message`; ends a shell that is not interactive. */
export class ShellError extends Error {
  readonly status: number;
  /** What stands before it where it came up, if that was inside a function. */
  prefix: string | undefined;
  constructor(message: string, status = 1) {
    super(message);
    this.status = status;
  }
}

/** A redirection or fork(2) failed: only this command does. Other `ShellError`s end the whole line, as bash has it. */
export class CommandError extends ShellError {}

/** A builtin that gives up the whole line, not only itself. */
export class GivenUp extends ShellError {}

/** Any of the above: not an error of this program. */
export function isControlFlow(thrown: unknown): boolean {
  return (
    thrown instanceof BreakLoop ||
    thrown instanceof ContinueLoop ||
    thrown instanceof ReturnFromFunction ||
    thrown instanceof ExitShell ||
    thrown instanceof Interrupted
  );
}

/** A builtin's standard output is closed. */
export class ClosedOutput extends Error {
  constructor() {
    super('Bad file descriptor');
  }
}
