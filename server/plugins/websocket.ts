import websocket from '@fastify/websocket';
import fp from 'fastify-plugin';

/** A frame of a terminal is a few keys or a paste. */
const LARGEST_FRAME = 256 * 1024;

export default fp(
  async (app) => {
    await app.register(websocket, { options: { maxPayload: LARGEST_FRAME } });
  },
  { name: 'websocket', dependencies: ['origin'] },
);
