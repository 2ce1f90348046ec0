import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { SessionCluster } from '../../../../drivers/driver.ts';
import { CloudAction, CloudState } from '../../../../schemas/cloud.ts';
import { SessionParams } from '../../../../schemas/parameters.ts';
import { Problem } from '../../../../schemas/sessions.ts';

const refused = { 400: Problem, 404: Problem, 410: Problem };

/** The provider's console: load balancers of the session, and what is done to them by hand. */
const cloud: FastifyPluginAsyncTypebox = async (app) => {
  const { sessions } = app.dependencies;

  app.get(
    '/cloud',
    { schema: { summary: 'Load balancers', params: SessionParams, response: { 200: CloudState, ...refused } } },
    async (request) => {
      const session = await sessions.get(app.learner(request), request.params.id);
      return stateOf(await session.cluster(), null);
    },
  );

  app.post(
    '/cloud',
    {
      schema: {
        summary: 'Changes a load balancer by hand',
        params: SessionParams,
        body: CloudAction,
        response: { 200: CloudState, ...refused },
      },
    },
    async (request) => {
      const session = await sessions.get(app.learner(request), request.params.id);
      const cluster = await session.cluster();
      const reply = await cluster.cloud(request.body);
      return stateOf(cluster, reply.kind === 'refused' ? reply.reason : null);
    },
  );
};

/** A refusal is an answer, not a failure of this door: the state comes with it. */
async function stateOf(cluster: SessionCluster, refused: string | null): Promise<CloudState> {
  const reply = await cluster.cloud({ kind: 'list' });
  return { loadBalancers: reply.kind === 'load-balancers' ? [...reply.loadBalancers] : [], refused };
}

export default cloud;
