/** A transfer that failed, with curl's exit code and words (libcurl-errors(3)). */
export class CurlError extends Error {
  readonly code: number;
  /** Printed below the error: what -k would change. */
  readonly advice: string;
  constructor(code: number, message: string, advice = '') {
    super(message);
    this.code = code;
    this.advice = advice;
  }
}

/** A wrong command line: exit code 2. */
export class UsageError extends Error {}

export const CERTIFICATE_ADVICE = `More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.
`;
