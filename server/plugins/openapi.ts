import swagger from '@fastify/swagger';
import fp from 'fastify-plugin';

/** `/api/openapi.json` is made from the schemas that also validate and type. */
export default fp(
  async (app) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: { title: 'Rabbithole', version: '0.1.0', description: 'Labs, sessions and what happens in them.' },
      },
    });
  },
  { name: 'openapi' },
);
