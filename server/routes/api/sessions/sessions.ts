import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { NewSession, Problem, Session, SessionList } from '../../../schemas/sessions.ts';

const sessions: FastifyPluginAsyncTypebox = async (app) => {
  const manager = app.dependencies.sessions;

  app.post(
    '/',
    {
      schema: {
        summary: 'Starts a lab; answers when its cluster is ready',
        body: NewSession,
        response: { 201: Session, 400: Problem, 404: Problem, 409: Problem, 429: Problem, 503: Problem },
      },
    },
    async (request, reply) => {
      const learner = app.learnerOrNew(request, reply);
      const session = await manager.create(learner, request.body.lab, request.body.driver);
      const { id, lab, driver, expiresAt } = session.state();
      return reply.code(201).send({ id, lab, driver, expiresAt });
    },
  );

  app.get(
    '/',
    { schema: { summary: "The learner's sessions, newest first", response: { 200: SessionList } } },
    async (request) => {
      const learner = app.learner(request);
      const own = learner === null ? [] : await manager.list(learner);
      return { sessions: own.map((session) => session.state()) };
    },
  );
};

export default sessions;
