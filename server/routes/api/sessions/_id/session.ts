import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { SessionParams } from '../../../../schemas/parameters.ts';
import { Problem, Progress, SessionState } from '../../../../schemas/sessions.ts';
import { kubeconfig } from '../../../../sessions/kubeconfig.ts';

const session: FastifyPluginAsyncTypebox = async (app) => {
  const { sessions, config, certificateAuthority } = app.dependencies;
  const refused = { 404: Problem, 410: Problem };

  app.get(
    '/',
    { schema: { summary: 'How a session is', params: SessionParams, response: { 200: SessionState, 404: Problem } } },
    async (request) => {
      const found = await sessions.find(request.params.id);
      // An ended session still says why it ended.
      if (found && !found.isLive && found.stored.learner === app.learner(request)) return found.state();
      return (await sessions.get(app.learner(request), request.params.id)).state();
    },
  );

  app.delete(
    '/',
    { schema: { summary: 'Ends a session', params: SessionParams, response: { 204: Type.Null(), ...refused } } },
    async (request, reply) => {
      const found = await sessions.get(app.learner(request), request.params.id);
      await sessions.end(found, 'You ended it.');
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/progress',
    { schema: { summary: 'What has been reached', params: SessionParams, response: { 200: Progress, ...refused } } },
    async (request) => (await sessions.get(app.learner(request), request.params.id)).progress.view(),
  );

  app.get(
    '/kubeconfig',
    { schema: { summary: 'For kubectl on any machine that reaches this server', params: SessionParams } },
    async (request, reply) => {
      const found = await sessions.get(app.learner(request), request.params.id);
      const { token } = await found.cluster();
      // kubectl sends a token over HTTPS only. A proxy before the server has a certificate that clients know.
      const server =
        config.publicOrigin ?? `${certificateAuthority === null ? 'http' : 'https'}://${request.headers.host}`;
      const authority = config.publicOrigin === null ? certificateAuthority : null;
      reply.type('application/yaml').header('content-disposition', 'attachment; filename="kubeconfig.yaml"');
      return kubeconfig(`${server}/k8s/${found.stored.id}`, found.stored.id, token, authority);
    },
  );
};

export default session;
