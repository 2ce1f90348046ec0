import { randomBytes } from 'node:crypto';
import cookie from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { learnerOf } from '../sessions/session-manager.ts';

const COOKIE = 'rabbithole_learner';
const YEAR_SECONDS = 365 * 24 * 3600;

declare module 'fastify' {
  interface FastifyInstance {
    /** Who asks, by their cookie; null when they have none yet. */
    learner(request: FastifyRequest): string | null;
    /** The same, giving a cookie to one who has none. */
    learnerOrNew(request: FastifyRequest, reply: FastifyReply): string;
  }
}

/** One HttpOnly cookie owns all of a learner's sessions. */
export default fp(
  async (app) => {
    await app.register(cookie);
    const secret = (request: FastifyRequest) => {
      const value = request.cookies[COOKIE];
      return value !== undefined && /^[0-9a-f]{32}$/.test(value) ? value : null;
    };
    app.decorate('learner', (request: FastifyRequest) => {
      const value = secret(request);
      return value === null ? null : learnerOf(value);
    });
    app.decorate('learnerOrNew', (request: FastifyRequest, reply: FastifyReply) => {
      const value = secret(request) ?? randomBytes(16).toString('hex');
      reply.setCookie(COOKIE, value, {
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure: request.protocol === 'https',
        maxAge: YEAR_SECONDS,
      });
      return learnerOf(value);
    });
  },
  { name: 'learner' },
);
