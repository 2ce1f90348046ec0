import { CloudError } from '../cloud-error.ts';
import type { ApiRoute } from '../http-api.ts';
import type { AwsOperations } from './operations.ts';

/** One HTTP route for all operations: `POST /aws/elb/DescribeLoadBalancers` with the parameters as JSON. */
export function awsRoutes(services: Readonly<Record<string, AwsOperations>>): readonly ApiRoute[] {
  return [
    {
      method: 'POST',
      path: /^\/aws\/([a-z0-9]+)\/([A-Za-z]+)$/,
      handle: ({ parameters: [service = '', operation = ''], body }) => {
        const run = Object.hasOwn(services, service) ? services[service] : undefined;
        if (!run || !Object.hasOwn(run, operation))
          throw new CloudError(404, `Unknown operation ${service} ${operation}`);
        return run[operation]?.(body);
      },
    },
  ];
}
