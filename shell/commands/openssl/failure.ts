/** What a subcommand ends with: lines for standard error, and exit code 1. */
export class OpensslError extends Error {
  readonly status: number;
  constructor(message: string, status = 1) {
    super(message);
    this.status = status;
  }
}
