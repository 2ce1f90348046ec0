import { groupVersions } from './group-versions.ts';
import { swaggerPaths } from './openapi-paths.ts';
import { kindNames, reachableSchemas } from './openapi-schemas.ts';

let document: Readonly<Record<string, unknown>> | undefined;

/** `/openapi/v2` of the built-in kinds, without custom resources. Frozen; made once, when somebody asks. */
export function openApiVersion2(): Readonly<Record<string, unknown>> {
  document ??= Object.freeze({
    swagger: '2.0',
    info: { title: 'Kubernetes', version: 'v1.34.4' },
    paths: Object.assign({}, ...groupVersions().map(swaggerPaths)) as Record<string, unknown>,
    definitions: reachableSchemas(groupVersions().flatMap(kindNames), 'v2'),
    securityDefinitions: {
      BearerToken: { description: 'Bearer Token authentication', type: 'apiKey', name: 'authorization', in: 'header' },
    },
    security: [{ BearerToken: [] }],
  });
  return document;
}
