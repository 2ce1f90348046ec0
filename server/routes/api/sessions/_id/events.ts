import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { SessionEvent } from '../../../../schemas/events.ts';
import { SessionParams } from '../../../../schemas/parameters.ts';

/** A page that takes its events so slowly is better off with a new connection, which begins with the whole state. */
const LARGEST_BACKLOG = 4 * 1024 * 1024;
const TRY_AGAIN_LATER = 1013;

const events: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/events',
    {
      websocket: true,
      schema: { hide: true, params: SessionParams },
      preHandler: async (request) => {
        await app.dependencies.sessions.get(app.learner(request), request.params.id);
      },
    },
    async (socket, request) => {
      let leave = () => {};
      let gone = false;
      socket.on('close', () => {
        gone = true;
        leave();
      });
      socket.on('error', () => socket.terminate());
      const send = (event: SessionEvent) => {
        if (socket.bufferedAmount > LARGEST_BACKLOG) socket.close(TRY_AGAIN_LATER);
        else if (!gone) socket.send(JSON.stringify(event));
      };
      try {
        const session = await app.dependencies.sessions.get(app.learner(request), request.params.id);
        leave = await session.watch(send);
        if (gone) leave();
      } catch (error) {
        request.log.warn({ err: error }, 'events ended');
        socket.close(TRY_AGAIN_LATER);
      }
    },
  );
};

export default events;
