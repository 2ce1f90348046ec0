import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { HintParams, StepParams } from '../../../../schemas/parameters.ts';
import { CheckResult, OpenedHint, OpenedSolution, Problem, Progress } from '../../../../schemas/sessions.ts';

const refused = { 403: Problem, 404: Problem, 409: Problem, 410: Problem };

const steps: FastifyPluginAsyncTypebox = async (app) => {
  const { sessions } = app.dependencies;

  app.post(
    '/checks/:step',
    {
      schema: {
        summary: "Runs a step's check; waits up to 10 s for it to come true",
        params: StepParams,
        response: { 200: CheckResult, ...refused },
      },
    },
    async (request) => {
      const session = await sessions.get(app.learner(request), request.params.id);
      return session.check(request.params.step);
    },
  );

  app.post(
    '/steps/:step/hints/:number',
    { schema: { summary: 'Opens the next hint', params: HintParams, response: { 200: OpenedHint, ...refused } } },
    async (request) => {
      const { id, step, number } = request.params;
      return (await sessions.get(app.learner(request), id)).openHint(step, number);
    },
  );

  app.post(
    '/steps/:step/solution',
    {
      schema: {
        summary: 'The solution, once all hints are open or two checks have failed',
        params: StepParams,
        response: { 200: OpenedSolution, ...refused },
      },
    },
    async (request) => (await sessions.get(app.learner(request), request.params.id)).openSolution(request.params.step),
  );

  app.post(
    '/steps/:step/reset',
    {
      schema: {
        summary: 'A fresh cluster with the steps before this one solved',
        params: StepParams,
        response: { 200: Progress, ...refused },
      },
    },
    async (request) => {
      const session = await sessions.get(app.learner(request), request.params.id);
      await session.resetStep(request.params.step);
      return session.progress.view();
    },
  );
};

export default steps;
