import fp from 'fastify-plugin';
import type { SharedTerminal } from '../sessions/shared-terminal.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The terminal that a WebSocket request is about, found before its upgrade. */
    terminal: SharedTerminal | null;
  }
}

export default fp(
  async (app) => {
    app.decorateRequest('terminal', null);
  },
  { name: 'terminal-request' },
);
