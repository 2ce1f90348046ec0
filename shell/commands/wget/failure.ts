/** Exit statuses of wget(1). */
export const STATUS = { generic: 1, parse: 2, network: 4, verification: 5, authentication: 6, response: 8 } as const;

/** What ends one download: what is told, and what wget exits with. */
export class Failure extends Error {
  readonly status: number;
  /** It may be tried again. */
  readonly transient: boolean;

  constructor(text: string, status: number, transient = false) {
    super(text);
    this.status = status;
    this.transient = transient;
  }
}
