import { CloudError } from '../cloud-error.ts';

/** A refusal as the AWS command line prints it. */
export function awsError(code: string, operation: string, message: string): CloudError {
  return new CloudError(400, `An error occurred (${code}) when calling the ${operation} operation: ${message}`);
}
