import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { SessionParams } from '../../../../schemas/parameters.ts';
import { Problem } from '../../../../schemas/sessions.ts';
import { NewTrace, Trace } from '../../../../schemas/trace.ts';
import { refusals } from '../../../../sessions/refusal.ts';

const trace: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/trace',
    {
      schema: {
        summary: "Sends one request from the learner's client and tells its way",
        params: SessionParams,
        body: NewTrace,
        response: { 200: Trace, 400: Problem, 404: Problem, 410: Problem },
      },
    },
    async (request) => {
      const { url } = request.body;
      if (!URL.canParse(url) || new URL(url).protocol !== 'http:') throw refusals.badUrl();
      const session = await app.dependencies.sessions.get(app.learner(request), request.params.id);
      return (await session.cluster()).probe(url, 'learner');
    },
  );
};

export default trace;
