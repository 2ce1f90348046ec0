import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { QuestionParams } from '../../../../schemas/parameters.ts';
import { AnswerResult, NewAnswer, Problem } from '../../../../schemas/sessions.ts';

const refused = { 400: Problem, 403: Problem, 404: Problem, 409: Problem, 410: Problem };

const answers: FastifyPluginAsyncTypebox = async (app) => {
  const { sessions } = app.dependencies;

  app.post(
    '/answers/:question',
    {
      schema: {
        summary: 'Answers a question or records a prediction; stored before it is told',
        params: QuestionParams,
        body: NewAnswer,
        response: { 200: AnswerResult, ...refused },
      },
    },
    async (request) => {
      const session = await sessions.get(app.learner(request), request.params.id);
      return session.answer(request.params.question, request.body.value);
    },
  );

  app.post(
    '/answers/:question/show',
    {
      schema: {
        summary: 'Shows the answer, after the third try',
        params: QuestionParams,
        response: { 200: AnswerResult, ...refused },
      },
    },
    async (request) => {
      const session = await sessions.get(app.learner(request), request.params.id);
      return session.showAnswer(request.params.question);
    },
  );
};

export default answers;
