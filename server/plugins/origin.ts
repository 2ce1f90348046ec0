import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { problem } from './problems.ts';

/**
 * A page of another site must not act in a learner's name: the cookie would go with it. A request without `Origin` comes
 * from no page (curl, kubectl) and is taken with its cookie or token.
 */
export default fp(
  async (app) => {
    const { publicOrigin } = app.dependencies.config;
    app.addHook('onRequest', async (request, reply) => {
      const { origin } = request.headers;
      if (origin === undefined || !changesSomething(request)) return;
      if (origin === (publicOrigin ?? `${request.protocol}://${request.headers.host}`)) return;
      return reply
        .code(403)
        .send(
          problem(
            403,
            `Requests from pages of ${origin.slice(0, 100)} are refused: they must come from this server's own page.`,
          ),
        );
    });
  },
  { name: 'origin', dependencies: ['problems'] },
);

function changesSomething(request: FastifyRequest): boolean {
  return request.headers.upgrade !== undefined || (request.method !== 'GET' && request.method !== 'HEAD');
}
