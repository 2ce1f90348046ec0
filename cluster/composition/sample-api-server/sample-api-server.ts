import { type ApiServer, createApiServer } from '../../apiserver/api-server.ts';
import type { Machine } from '../../machinery/machine.ts';
import { resourceDefinitions } from '../../resources/resource-table.ts';
import { banFlunder, namespaceExists } from './sample-admission.ts';
import { SAMPLE_DEFINITIONS } from './sample-definitions.ts';

/** Its own kinds are defined as custom ones. One array for all: what is built of it is shared. */
const DEFINITIONS = resourceDefinitions.filter(({ kind }) => kind === 'CustomResourceDefinition');
const OWNER = { name: 'system:apiserver', groups: ['system:masters'] };

/** An API server of its own, which believes what the aggregator says of its users and asks `main` what they may do. */
export async function createSampleApiServer(
  { clock, random }: Pick<Machine, 'clock' | 'random'>,
  main: ApiServer,
): Promise<ApiServer> {
  const api = createApiServer({
    clock,
    random,
    definitions: DEFINITIONS,
    authenticate: () => undefined,
    kubeletOf: () => undefined,
    admission: [namespaceExists(main), banFlunder],
    delegation: { authorize: (user, attributes) => main.authorize(user, attributes) },
  });
  for (const body of SAMPLE_DEFINITIONS) {
    const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const answer = await api.transport.send({ method: 'POST', path, body, user: OWNER, userAgent: 'sample-apiserver' });
    if (answer.status >= 400) throw new Error(JSON.stringify(answer.body));
  }
  return api;
}
