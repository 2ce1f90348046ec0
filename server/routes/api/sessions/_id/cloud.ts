import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { CloudReply } from '../../../../drivers/driver.ts';
import { CloudAction, CloudState } from '../../../../schemas/cloud.ts';
import { SessionParams } from '../../../../schemas/parameters.ts';
import { Problem } from '../../../../schemas/sessions.ts';
import { refusals } from '../../../../sessions/refusal.ts';

const refused = { 400: Problem, 404: Problem, 409: Problem, 410: Problem };

/** The provider's console: load balancers of the session, and what is done to them by hand. */
const cloud: FastifyPluginAsyncTypebox = async (app) => {
  const { sessions } = app.dependencies;

  app.get(
    '/cloud',
    { schema: { summary: 'Load balancers', params: SessionParams, response: { 200: CloudState, ...refused } } },
    async (request) => {
      const session = await sessions.get(app.learner(request), request.params.id);
      return stateOf(await (await session.cluster()).cloud({ kind: 'list' }));
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
      return stateOf(await (await session.cluster()).cloud(request.body));
    },
  );
};

function stateOf(reply: CloudReply): CloudState {
  if (reply.kind === 'refused') throw refusals.byProvider(reply.status, reply.reason);
  return { loadBalancers: [...reply.loadBalancers] };
}

export default cloud;
