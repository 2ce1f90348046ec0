import { STATUS_CODES } from 'node:http';
import type { FastifyError } from 'fastify';
import fp from 'fastify-plugin';
import { ClusterLost } from '../drivers/driver.ts';
import type { Problem } from '../schemas/sessions.ts';
import { Refusal } from '../sessions/refusal.ts';

export function problem(statusCode: number, message: string): Problem {
  return { statusCode, error: STATUS_CODES[statusCode] ?? 'Error', message };
}

/** Every refusal is a Problem. What went wrong inside is logged and never told. */
export default fp(
  async (app) => {
    app.setErrorHandler((error: FastifyError | Error, request, reply) => {
      const { statusCode, message } = refusalOf(error);
      if (statusCode >= 500 && !(error instanceof Refusal)) request.log.error({ err: error }, 'a request failed');
      return reply.code(statusCode).send(problem(statusCode, message));
    });
  },
  { name: 'problems' },
);

function refusalOf(error: FastifyError | Error): { statusCode: number; message: string } {
  if (error instanceof Refusal) return error;
  if (error instanceof ClusterLost) return { statusCode: 503, message: `${error.message} Try again in a moment.` };
  if ('validation' in error && error.validation) {
    const [first] = error.validation;
    const where = `${error.validationContext ?? 'body'}${(first?.instancePath ?? '').replaceAll('/', '.')}`;
    return { statusCode: 400, message: `${where} ${first?.message ?? 'is not what was expected'}.` };
  }
  const statusCode = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  if (statusCode < 500) return { statusCode, message: error.message };
  return { statusCode, message: 'The server could not do this. It is not your fault; the cause has been logged.' };
}
