/** A service's operations by name: parameters and answer as the AWS command line writes them in JSON. Refusals are `CloudError`s. */
export type AwsOperations = Readonly<Record<string, AwsOperation>>;
export type AwsOperation = (parameters: Readonly<Record<string, unknown>>) => unknown;
