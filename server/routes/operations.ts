import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';

const State = Type.Object({ status: Type.Literal('ok') });

/** What a load balancer, a monitor and a client generator ask. */
const operations: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/healthz', { schema: { response: { 200: State } } }, async () => ({ status: 'ok' as const }));

  app.get(
    '/readyz',
    { schema: { response: { 200: State, 503: Type.Object({ status: Type.Literal('no labs') }) } } },
    async (_request, reply) => {
      if (app.dependencies.catalogue.labs.length === 0) return reply.code(503).send({ status: 'no labs' as const });
      return { status: 'ok' as const };
    },
  );

  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    reply.type(app.metrics.contentType);
    return app.metrics.metrics();
  });

  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
};

export default operations;
