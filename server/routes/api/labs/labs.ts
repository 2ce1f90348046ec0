import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Lab, LabList } from '../../../schemas/labs.ts';
import { Problem } from '../../../schemas/sessions.ts';
import { LearnerLabs } from '../../../sessions/learner-labs.ts';

const labs: FastifyPluginAsyncTypebox = async (app) => {
  const { catalogue, sessions } = app.dependencies;
  const learnerLabs = new LearnerLabs(catalogue, sessions);

  app.get('/', { schema: { summary: 'All labs, in order', response: { 200: LabList } } }, async (request) =>
    learnerLabs.list(app.learner(request)),
  );

  app.get(
    '/:slug',
    {
      schema: {
        summary: 'One lab with its text; never its answers',
        params: Type.Object({ slug: Type.String({ maxLength: 64 }) }),
        response: { 200: Lab, 404: Problem },
      },
    },
    async (request) => learnerLabs.lab(app.learner(request), request.params.slug),
  );
};

export default labs;
