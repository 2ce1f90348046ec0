import fp from 'fastify-plugin';

const POLICY = [
  "default-src 'self'",
  // xterm.js and Svelte's transitions write style attributes.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

export default fp(
  async (app) => {
    app.addHook('onSend', async (request, reply) => {
      reply.header('x-content-type-options', 'nosniff');
      reply.header('referrer-policy', 'no-referrer');
      // What a cluster answers is not our page.
      if (request.url.startsWith('/k8s/')) return;
      reply.header('content-security-policy', POLICY);
      reply.header('cross-origin-opener-policy', 'same-origin');
    });
  },
  { name: 'security-headers' },
);
