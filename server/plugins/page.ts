import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { problem } from './problems.ts';

const YEAR = 'public, max-age=31536000, immutable';

/** The built page: files with a hash in their name are kept for ever, the page itself is asked for anew. */
export default fp(
  async (app) => {
    const { page } = app.dependencies;
    const nothing = (request: FastifyRequest, reply: FastifyReply) =>
      reply.code(404).send(problem(404, `There is nothing at ${request.method} ${request.url.split('?')[0]}.`));
    if (page === null) {
      app.setNotFoundHandler(nothing);
      return;
    }
    await app.register(fastifyStatic, {
      root: page,
      wildcard: false,
      cacheControl: false,
      setHeaders: (response, path) => {
        response.setHeader('cache-control', /[\\/]assets[\\/]/.test(path) ? YEAR : 'no-cache');
      },
    });
    // Addresses like /labs/down-the-rabbit-hole are the page's own.
    app.setNotFoundHandler((request, reply) => {
      const isPage =
        request.method === 'GET' &&
        !/^\/(api|k8s|assets)\//.test(request.url) &&
        request.headers.accept?.includes('text/html');
      if (isPage) return reply.sendFile('index.html');
      return nothing(request, reply);
    });
  },
  { name: 'page' },
);
